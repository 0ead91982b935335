/* recipes.c - see recipes.h */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/recipes.h"

struct draw {
	struct momus_stream stream;
	uint32_t problems, widths[5], n_widths, votes, requests;
	const char *task, *feedback, *generator, *critic, *stop;
	bool key, shares;
};

static uint64_t below(struct draw *d, uint64_t n)
{
	return momus_stream_below(&d->stream, n);
}

static void draw_shape(struct draw *d)
{
	static const char *const feedbacks[] = { "none",   "execution",
						 "critic", "critic+hint",
						 "self",   "critic" };
	static const char *const critics[] = { "openai", "openai",   "openai",
					       "openai", "simulate", "empty",
					       "oracle" };
	uint32_t leaves;

	d->task = below(d, 4) ? "sim" : "sim-reference";
	d->generator = below(d, 12) ? "openai" : "simulate";
	d->key = below(d, 3) == 0;
	d->shares = below(d, 2);
	d->problems = 1 + (uint32_t)below(d, 12);
	d->feedback = feedbacks[below(d, 6)];
	d->n_widths = strcmp(d->feedback, "none") == 0
			      ? 1
			      : 2 + (uint32_t)below(d, 3);
	do {
		leaves = d->problems;
		for (uint32_t i = 0; i < d->n_widths; i++)
			leaves *= d->widths[i] = 1 + (uint32_t)below(d, 3);
	} while (leaves > 60);
	d->votes = 1;
	d->stop = "never";
	if (strncmp(d->feedback, "critic", 6) == 0)
		d->critic = critics[below(d, 7)];
	if (d->critic || strcmp(d->feedback, "self") == 0) {
		d->votes = below(d, 3) ? 1 : 1 + (uint32_t)below(d, 4);
		d->stop = below(d, 3) ? "never"
			  : d->n_widths == 2 && below(d, 2)
				  ? "after-critiques"
				  : "when-judged-correct";
	}
	d->requests = 1u << below(d, 7);
}

/* The shape of runs that are measured. */
static void set_shape(struct draw *d, const struct sim_size *size)
{
	*d = (struct draw){ .stream = d->stream,
			    .problems = size->problems,
			    .widths = { 2, 1 },
			    .n_widths = 2,
			    .votes = 1,
			    .requests = size->in_flight,
			    .task = "sim",
			    .feedback = "critic",
			    .generator = "openai",
			    .critic = "openai",
			    .stop = "never" };
}

/* A list of one or several servers of the model NAME. */
static void put_servers(struct draw *d, const char *name,
			struct momus_buffer *out)
{
	uint64_t n = 1 + below(d, 3);

	for (uint64_t i = 0; i < n; i++)
		momus_buffer_printf(out, "%c\"http://%s%u.sim/v1\"",
				    i ? ',' : '[', name, (unsigned)i);
	momus_buffer_putc(out, ']');
}

static void put_model(struct draw *d, const char *where, const char *name,
		      const char *plugin, struct momus_buffer *out)
{
	momus_buffer_printf(out, ",\"%s\":{\"plugin\":\"%s\"", where, plugin);
	if (strcmp(plugin, "openai") != 0) {
		momus_buffer_putc(out, '}');
		return;
	}
	momus_buffer_printf(out, ",\"model\":\"%s\",\"base_url\":", name);
	put_servers(d, name, out);
	if (d->key)
		momus_buffer_puts(out, ",\"api_key_env\":\"" SIM_KEY_NAME "\"");
	if (d->shares)
		momus_buffer_printf(out, ",\"n\":%u",
				    1 + (unsigned)below(d, 5));
	momus_buffer_printf(out, ",\"attempts\":%u,\"backoff_s\":%.3f",
			    1 + (unsigned)below(d, 8),
			    0.05 + momus_stream_real(&d->stream));
	momus_buffer_printf(out, ",\"backoff_max_s\":%u,\"deadline_s\":%u",
			    2 + (unsigned)below(d, 60),
			    5 + (unsigned)below(d, 300));
	if (below(d, 4) == 0)
		momus_buffer_puts(out, ",\"api\":\"completions\"");
	if (below(d, 4) == 0)
		momus_buffer_printf(out, ",\"in_flight\":%u",
				    1 + (unsigned)below(d, 8));
	if (below(d, 8) == 0)
		momus_buffer_puts(out, ",\"requests_per_minute\":600");
	if (below(d, 8) == 0)
		momus_buffer_puts(out, ",\"tokens_per_minute\":300000");
	if (below(d, 4) == 0)
		momus_buffer_puts(out, ",\"price_prompt\":0.5,"
				       "\"price_completion\":2");
	momus_buffer_putc(out, '}');
}

static void put_sampling(struct draw *d, struct momus_buffer *out)
{
	momus_buffer_printf(out,
			    ",\"sampling\":{\"generate\":{\"temperature\":%.1f,"
			    "\"max_tokens\":%u}",
			    (double)below(d, 10) / 10,
			    16 + (unsigned)below(d, 500));
	if (below(d, 2))
		momus_buffer_puts(out, ",\"revise\":{\"stop\":[\"END\"]}");
	momus_buffer_putc(out, '}');
}

/* What revisions earn, drawn apart so that it changes nothing else. */
static void put_rewards(uint64_t seed, struct momus_buffer *out)
{
	static const char *const lists[] = {
		"",
		",\"rewards\":[{\"plugin\":\"execution\"}]",
		",\"rewards\":[{\"plugin\":\"execution\",\"kind\":\"gain\"},"
		"{\"plugin\":\"judgment\"},{\"plugin\":\"mix\",\"parts\":["
		"{\"plugin\":\"judgment\",\"weight\":2},"
		"{\"plugin\":\"execution\",\"kind\":\"score\"}]}]",
	};
	static const char *const noises[] = {
		"", "", ",\"reward_noise\":{\"flip\":0.3}",
		",\"reward_noise\":{\"flip\":0.1,\"hide_tests\":0.5}"
	};
	struct momus_stream s;

	momus_stream_init(&s, seed, MOMUS_TEXT("rewards"), 0, 0, "sim");
	momus_buffer_puts(out, lists[momus_stream_below(&s, 3)]);
	momus_buffer_puts(out, noises[momus_stream_below(&s, 4)]);
}

static void put_recipe(struct draw *d, uint64_t seed, const char *data,
		       uint32_t programs, struct momus_buffer *out)
{
	momus_buffer_printf(out,
			    "{\"name\":\"seed-%llu\",\"seed\":%llu,\"task\":"
			    "{\"plugin\":\"%s\",\"data\":\"%s\"}",
			    (unsigned long long)seed, (unsigned long long)seed,
			    d->task, data);
	put_model(d, "generator", "gen", d->generator, out);
	if (d->critic)
		put_model(d, "critic", "critic", d->critic, out);
	momus_buffer_printf(out, ",\"feedback\":\"%s\",\"widths\":[1",
			    d->feedback);
	for (uint32_t i = 0; i < d->n_widths; i++)
		momus_buffer_printf(out, ",%u", d->widths[i]);
	momus_buffer_printf(out, "],\"votes\":%u,\"stop\":\"%s\"", d->votes,
			    d->stop);
	put_sampling(d, out);
	put_rewards(seed, out);
	momus_buffer_printf(out,
			    ",\"limits\":{\"requests\":%u,\"programs\":%u}}",
			    d->requests, programs);
}

static uint64_t count_nodes(const struct draw *d)
{
	uint64_t branches = d->problems, nodes = 0;
	bool criticised = d->critic || strcmp(d->feedback, "self") == 0;

	for (uint32_t t = 0; t < d->n_widths; t++) {
		branches *= d->widths[t];
		nodes += branches * (t && criticised ? 1 + d->votes : 1);
	}
	return nodes;
}

static int write_problems(const char *path, uint32_t n)
{
	FILE *f = fopen(path, "w");

	if (!f)
		return -1;
	for (uint32_t i = 0; i < n; i++)
		fprintf(f,
			"{\"id\":\"p%u\",\"statement\":\"Write program "
			"%u.\"}\n",
			i, i);
	return fclose(f);
}

int sim_recipe_draw(struct sim_recipe *out, uint64_t seed, const char *folder,
		    const struct sim_size *size, struct momus_error *err)
{
	struct draw d = { 0 };
	struct momus_buffer text;
	int rc;

	memset(out, 0, sizeof *out);
	momus_stream_init(&d.stream, seed, MOMUS_TEXT("recipe"), 0, 0, "sim");
	draw_shape(&d);
	if (size->problems)
		set_shape(&d, size);
	out->n_problems = d.problems;
	out->seed = seed;
	out->sure = strcmp(d.generator, "simulate") == 0 ||
		    (d.critic && strcmp(d.critic, "simulate") == 0);
	out->key = d.key ? SIM_KEY : NULL;
	out->shares = d.shares;
	out->leaves_out = strcmp(d.stop, "never") != 0;
	out->shards = below(&d, 4) ? 1 : 2 + (uint32_t)below(&d, 3);
	out->programs = 1 + (uint32_t)below(&d, 4);
	out->n_nodes = count_nodes(&d);
	if (asprintf(&out->data, "%s/problems.jsonl", folder) < 0)
		abort();
	if (write_problems(out->data, d.problems))
		return momus_fail(err, MOMUS_EIO, "%s: %m", out->data);
	momus_buffer_init(&text, 1 << 16);
	put_recipe(&d, seed, out->data, out->programs, &text);
	rc = momus_recipe_parse(&out->recipe, momus_buffer_text(&text), "drawn",
				err);
	out->text = momus_buffer_take(&text, NULL);
	return rc < 0 ? rc : momus_recipe_check(out->recipe, false, err);
}

/* Sets PATH of R to what FMT says. */
static void assign(struct sim_recipe *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void assign(struct sim_recipe *r, const char *fmt, ...)
{
	struct momus_error err = { "" };
	char text[300];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (momus_recipe_set(r->recipe, text, &err) < 0) {
		fprintf(stderr, "sim: %s: %s\n", text, err.text);
		abort();
	}
}

static void vary_model(struct sim_recipe *r, struct draw *d, const char *where,
		       const char *name)
{
	struct momus_buffer urls;

	momus_buffer_init(&urls, 1024);
	put_servers(d, name, &urls);
	assign(r, "%s.base_url=%s", where, urls.ptr);
	momus_buffer_release(&urls);
	assign(r, "%s.attempts=%u", where, 1 + (unsigned)below(d, 8));
	assign(r, "%s.in_flight=%u", where, (unsigned)below(d, 20));
	if (r->shares)
		assign(r, "%s.n=%u", where, 1 + (unsigned)below(d, 5));
}

static bool is_remote(const struct momus_recipe_model *m)
{
	return m->plugin && strcmp(m->plugin, "openai") == 0;
}

void sim_recipe_vary(struct sim_recipe *r, uint32_t shard, uint32_t session)
{
	struct momus_error err = { "" };
	struct draw d = { 0 };

	momus_stream_init(&d.stream, r->seed, MOMUS_TEXT("vary"), shard,
			  session, "sim");
	assign(r, "limits.requests=%u", 1 + (unsigned)below(&d, 64));
	if (is_remote(&r->recipe->generator))
		vary_model(r, &d, "generator", "gen");
	if (is_remote(&r->recipe->critic))
		vary_model(r, &d, "critic", "critic");
	if (momus_recipe_check(r->recipe, false, &err) < 0) {
		fprintf(stderr, "sim: %s\n", err.text);
		abort();
	}
}

void sim_recipe_release(struct sim_recipe *r)
{
	momus_recipe_free(r->recipe);
	free(r->text);
	free(r->data);
	memset(r, 0, sizeof *r);
}
