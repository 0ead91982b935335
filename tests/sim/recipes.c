/* recipes.c - see recipes.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/recipes.h"

struct shape {
	uint32_t problems, widths[5], n_widths, votes, requests;
	const char *task, *feedback, *generator, *critic, *stop;
};

static void draw_shape(struct sim_draw *d, struct shape *s)
{
	static const char *const feedbacks[] = { "none",   "execution",
						 "critic", "critic+hint",
						 "self",   "critic" };
	static const char *const critics[] = { "openai", "openai",   "openai",
					       "openai", "simulate", "empty",
					       "oracle" };
	uint32_t leaves;

	s->task = sim_draw_below(d, 4) ? "sim" : "sim-reference";
	s->generator = sim_draw_below(d, 12) ? "openai" : "simulate";
	s->problems = 1 + (uint32_t)sim_draw_below(d, 12);
	s->feedback = feedbacks[sim_draw_below(d, 6)];
	s->n_widths = strcmp(s->feedback, "none") == 0
			      ? 1
			      : 2 + (uint32_t)sim_draw_below(d, 3);
	do {
		leaves = s->problems;
		for (uint32_t i = 0; i < s->n_widths; i++)
			leaves *= s->widths[i] =
				1 + (uint32_t)sim_draw_below(d, 3);
	} while (leaves > 60);
	s->votes = 1;
	s->stop = "never";
	if (strncmp(s->feedback, "critic", 6) == 0)
		s->critic = critics[sim_draw_below(d, 7)];
	if (s->critic || strcmp(s->feedback, "self") == 0) {
		s->votes = sim_draw_below(d, 3)
				   ? 1
				   : 1 + (uint32_t)sim_draw_below(d, 4);
		s->stop = sim_draw_below(d, 3) ? "never"
			  : s->n_widths == 2 && sim_draw_below(d, 2)
				  ? "after-critiques"
				  : "when-judged-correct";
	}
	s->requests = 1u << momus_stream_below(&d->ways, 7);
}

/* The shape of runs that are measured. */
static void set_shape(struct shape *s, const struct sim_size *size)
{
	*s = (struct shape){ .problems = size->problems,
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

static void put_recipe(const struct sim_recipe *r, struct sim_draw *d,
		       const struct shape *s, struct momus_buffer *out)
{
	struct momus_stream rewards;

	momus_buffer_printf(out,
			    "{\"name\":\"seed-%llu\",\"seed\":%llu,\"task\":"
			    "{\"plugin\":\"%s\",\"data\":\"%s/problems.jsonl\"}"
			    ",\"generator\":",
			    (unsigned long long)r->seed,
			    (unsigned long long)r->seed, s->task, r->folder);
	sim_put_model(d, "gen", s->generator, out);
	if (s->critic) {
		momus_buffer_puts(out, ",\"critic\":");
		sim_put_model(d, "critic", s->critic, out);
	}
	momus_buffer_printf(out, ",\"feedback\":\"%s\",\"widths\":[1",
			    s->feedback);
	for (uint32_t i = 0; i < s->n_widths; i++)
		momus_buffer_printf(out, ",%u", s->widths[i]);
	momus_buffer_printf(out, "],\"votes\":%u,\"stop\":\"%s\",\"sampling\":",
			    s->votes, s->stop);
	sim_put_sampling(d, out);
	momus_stream_init(&rewards, r->seed, MOMUS_TEXT("rewards"), 0, 0,
			  "sim");
	sim_put_rewards(&rewards, out);
	momus_buffer_printf(out,
			    ",\"limits\":{\"requests\":%u,\"programs\":%u}}",
			    s->requests, r->programs);
}

static void begin(struct sim_recipe *r, uint64_t seed, const char *folder,
		  bool is_study)
{
	memset(r, 0, sizeof *r);
	r->seed = seed;
	r->is_study = is_study;
	r->folder = strdup(folder);
	if (!r->folder)
		abort();
}

/* The draw of R; its ways are those of SESSION, 0: the first. */
static struct sim_draw start(struct sim_recipe *r, uint32_t shard,
			     uint32_t session)
{
	struct sim_draw d;

	momus_stream_init(&d.stream, r->seed,
			  r->is_study ? MOMUS_TEXT("study")
				      : MOMUS_TEXT("recipe"),
			  0, 0, "sim");
	momus_stream_init(&d.ways, r->seed, MOMUS_TEXT("ways"), shard, session,
			  "sim");
	d.key = sim_draw_below(&d, 3) == 0;
	d.shares = sim_draw_below(&d, 2);
	r->key = d.key ? SIM_KEY : NULL;
	r->shares = d.shares;
	r->shards =
		sim_draw_below(&d, 4) ? 1 : 2 + (uint32_t)sim_draw_below(&d, 3);
	r->programs = 1 + (uint32_t)sim_draw_below(&d, 4);
	return d;
}

/* The cells of R's text, in the order of their names. */
static int make_cells(struct sim_recipe *r, struct momus_error *err)
{
	int rc = r->is_study ? momus_study_expand(&r->study, r->file, r->folder,
						  err)
			     : momus_recipe_check(r->file, false, err);

	if (rc < 0)
		return rc;
	r->n = r->is_study ? r->study.n : 1;
	r->cells = calloc(r->n, sizeof *r->cells);
	if (!r->cells)
		abort();
	for (size_t i = 0; i < r->n; i++) {
		const struct momus_study_cell *c =
			r->is_study ? &r->study.cells[i] : NULL;

		r->cells[i] = (struct sim_cell){
			.recipe = c ? c->recipe : r->file,
			.name = c ? c->name : "run",
			.after = c ? c->after : -1,
		};
	}
	return MOMUS_OK;
}

static void forget(struct sim_recipe *r)
{
	momus_study_release(&r->study);
	momus_recipe_free(r->file);
	free(r->cells);
	free(r->text);
	r->study = (struct momus_study){ .cells = NULL };
	r->file = NULL;
	r->cells = NULL;
	r->text = NULL;
	r->n = 0;
}

/* Takes TEXT, which it releases, for what R is. */
static int take(struct sim_recipe *r, struct momus_buffer *text,
		struct momus_error *err)
{
	int rc;

	forget(r);
	rc = momus_recipe_parse(&r->file, momus_buffer_text(text), "drawn",
				err);
	r->text = momus_buffer_take(text, NULL);
	return rc < 0 ? rc : make_cells(r, err);
}

static int write_data(const struct sim_recipe *r, const char *name,
		      uint32_t problems, struct momus_error *err)
{
	char path[400];

	snprintf(path, sizeof path, "%s/%s.jsonl", r->folder, name);
	return sim_write_problems(path, problems)
		       ? momus_fail(err, MOMUS_EIO, "%s: %m", path)
		       : MOMUS_OK;
}

/* R with the ways of SESSION. */
static int draw_recipe(struct sim_recipe *r, const struct sim_size *size,
		       uint32_t shard, uint32_t session,
		       struct momus_error *err)
{
	struct sim_draw d = start(r, shard, session);
	struct momus_buffer text;
	struct shape s = { 0 };
	int rc;

	draw_shape(&d, &s);
	if (size && size->problems) {
		set_shape(&s, size);
		d.key = d.shares = false;
		r->key = NULL;
		r->shares = false;
	}
	r->sure = strcmp(s.generator, "simulate") == 0 ||
		  (s.critic && strcmp(s.critic, "simulate") == 0);
	r->leaves_out = strcmp(s.stop, "never") != 0;
	momus_buffer_init(&text, 1 << 16);
	put_recipe(r, &d, &s, &text);
	rc = write_data(r, "problems", s.problems, err);
	if (rc == MOMUS_OK)
		rc = take(r, &text, err);
	if (rc == MOMUS_OK)
		r->cells[0].n_nodes =
			sim_count_nodes(r->cells[0].recipe, s.problems);
	return rc;
}

int sim_recipe_draw(struct sim_recipe *out, uint64_t seed, const char *folder,
		    const struct sim_size *size, struct momus_error *err)
{
	begin(out, seed, folder, false);
	return draw_recipe(out, size, 0, 0, err);
}

/* Cells that have the same first solutions, by what studies.c draws. */
static void find_kin(struct sim_recipe *r)
{
	for (uint32_t i = 0; i < r->n; i++) {
		const struct momus_recipe *a = r->cells[i].recipe, *b;
		uint32_t k = 0;

		for (; k < i; k++) {
			b = r->cells[k].recipe;
			if (strcmp(a->cell.generator, b->cell.generator) == 0 &&
			    strcmp(a->cell.benchmark, b->cell.benchmark) == 0 &&
			    a->sampling[0].temperature ==
				    b->sampling[0].temperature &&
			    a->sampling[0].max_tokens ==
				    b->sampling[0].max_tokens)
				break;
		}
		r->cells[i].kin = k;
	}
}

static int draw_study(struct sim_recipe *r, uint32_t shard, uint32_t session,
		      struct momus_error *err)
{
	static const char *const names[2] = { "first", "second" };
	struct sim_draw d = start(r, shard, session);
	struct momus_buffer text;
	uint32_t problems[2];
	int rc = MOMUS_OK;

	for (int i = 0; rc == MOMUS_OK && i < 2; i++) {
		problems[i] = 2 + (uint32_t)sim_draw_below(&d, 2);
		rc = write_data(r, names[i], problems[i], err);
	}
	momus_buffer_init(&text, 1 << 16);
	sim_study_put(r, &d, &text);
	if (rc == MOMUS_OK)
		rc = take(r, &text, err);
	for (size_t i = 0; rc == MOMUS_OK && i < r->n; i++) {
		const struct momus_recipe *cell = r->cells[i].recipe;
		bool second = strcmp(cell->cell.benchmark, names[1]) == 0;

		r->cells[i].n_nodes = sim_count_nodes(cell, problems[second]);
		r->leaves_out |= cell->stop != MOMUS_STOP_NEVER;
	}
	find_kin(r);
	return rc;
}

int sim_study_draw(struct sim_recipe *out, uint64_t seed, const char *folder,
		   struct momus_error *err)
{
	begin(out, seed, folder, true);
	return draw_study(out, 0, 0, err);
}

void sim_recipe_vary(struct sim_recipe *r, uint32_t shard, uint32_t session)
{
	struct momus_error err = { "" };
	int rc = r->is_study ? draw_study(r, shard, session + 1, &err)
			     : draw_recipe(r, NULL, shard, session + 1, &err);

	if (rc < 0) {
		fprintf(stderr, "sim: %s\n", err.text);
		abort();
	}
}

void sim_recipe_release(struct sim_recipe *r)
{
	forget(r);
	free(r->folder);
	memset(r, 0, sizeof *r);
}
