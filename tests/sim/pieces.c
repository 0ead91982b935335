/* pieces.c - see pieces.h */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "sim/pieces.h"

uint64_t sim_draw_below(struct sim_draw *d, uint64_t n)
{
	return momus_stream_below(&d->stream, n);
}

static unsigned way(struct sim_draw *d, uint64_t n)
{
	return (unsigned)momus_stream_below(&d->ways, n);
}

/* A list of one or several servers of MODEL. */
static void put_servers(struct sim_draw *d, const char *model,
			struct momus_buffer *out)
{
	unsigned n = 1 + way(d, 3);
	int len = (int)strcspn(model, "-");

	for (unsigned i = 0; i < n; i++)
		momus_buffer_printf(out, "%c\"http://%.*s%u.sim/v1\"",
				    i ? ',' : '[', len, model, i);
	momus_buffer_putc(out, ']');
}

void sim_put_model(struct sim_draw *d, const char *model, const char *plugin,
		   struct momus_buffer *out)
{
	momus_buffer_printf(out, "{\"plugin\":\"%s\"", plugin);
	if (strcmp(plugin, "openai") != 0) {
		momus_buffer_putc(out, '}');
		return;
	}
	momus_buffer_printf(out, ",\"model\":\"%s\",\"base_url\":", model);
	put_servers(d, model, out);
	if (d->key)
		momus_buffer_puts(out, ",\"api_key_env\":\"" SIM_KEY_NAME "\"");
	if (d->shares)
		momus_buffer_printf(out, ",\"n\":%u", 1 + way(d, 5));
	momus_buffer_printf(out, ",\"attempts\":%u,\"backoff_s\":%.3f",
			    1 + way(d, 8), 0.05 + momus_stream_real(&d->ways));
	momus_buffer_printf(out, ",\"backoff_max_s\":%u,\"deadline_s\":%u",
			    2 + way(d, 60), 5 + way(d, 300));
	if (way(d, 4) == 0)
		momus_buffer_printf(out, ",\"in_flight\":%u", 1 + way(d, 8));
	if (way(d, 8) == 0)
		momus_buffer_puts(out, ",\"requests_per_minute\":600");
	if (way(d, 8) == 0)
		momus_buffer_puts(out, ",\"tokens_per_minute\":300000");
	if (sim_draw_below(d, 4) == 0)
		momus_buffer_puts(out, ",\"api\":\"completions\"");
	if (sim_draw_below(d, 4) == 0)
		momus_buffer_puts(out, ",\"price_prompt\":0.5,"
				       "\"price_completion\":2");
	momus_buffer_putc(out, '}');
}

void sim_put_sampling(struct sim_draw *d, struct momus_buffer *out)
{
	momus_buffer_printf(out,
			    "{\"generate\":{\"temperature\":%.1f,"
			    "\"max_tokens\":%u}",
			    (double)sim_draw_below(d, 10) / 10,
			    16 + (unsigned)sim_draw_below(d, 500));
	if (sim_draw_below(d, 2))
		momus_buffer_puts(out, ",\"revise\":{\"stop\":[\"END\"]}");
	momus_buffer_putc(out, '}');
}

void sim_put_rewards(struct momus_stream *s, struct momus_buffer *out)
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

	momus_buffer_puts(out, lists[momus_stream_below(s, 3)]);
	momus_buffer_puts(out, noises[momus_stream_below(s, 4)]);
}

int sim_write_problems(const char *path, uint32_t n)
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

uint64_t sim_count_nodes(const struct momus_recipe *r, uint32_t problems)
{
	uint64_t branches = problems, nodes = 0;
	uint64_t critiques =
		r->feedback == MOMUS_FEEDBACK_CRITIC ||
				r->feedback == MOMUS_FEEDBACK_CRITIC_HINT ||
				r->feedback == MOMUS_FEEDBACK_SELF
			? (uint64_t)r->votes
			: 0;

	for (uint32_t t = 0; t <= r->turns; t++) {
		branches *= r->widths[t];
		nodes += branches * (t ? 1 + critiques : 1);
	}
	return nodes;
}
