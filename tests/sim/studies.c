/* studies.c - draws a study: generators, critics, benchmarks and rows of every
 * kind, few enough of each that it is over soon */
#include "config.h"

#include <string.h>

#include "sim/recipes.h"

enum { ROWS_MAX = 4, CELLS_MAX = 6 };

enum kind {
	ZERO_SHOT,
	EXECUTION,
	SELF,
	OWN_CRITIC, /* the generator as its critic, with hints */
	CRITIC,
	CRITICS, /* both in one row, which makes two */
	EMPTY,
	ORACLE,
	SHUFFLED,
	KINDS
};

struct shape {
	uint32_t generators, benchmarks, rows;
	enum kind kinds[ROWS_MAX];
	uint32_t source; /* of a shuffled row */
};

static bool is_there(const struct shape *s, enum kind kind)
{
	for (uint32_t i = 0; i < s->rows; i++)
		if (s->kinds[i] == kind)
			return true;
	return false;
}

/* Critiques of which row may be passed on; ROWS_MAX: there is none. */
static uint32_t find_source(const struct shape *s)
{
	uint32_t i = 0;

	while (i < s->rows && s->kinds[i] != SELF &&
	       s->kinds[i] != OWN_CRITIC && s->kinds[i] != CRITIC)
		i++;
	return i < s->rows ? i : ROWS_MAX;
}

static void draw_shape(struct sim_draw *d, struct shape *s)
{
	uint32_t rows = 1 + (uint32_t)sim_draw_below(d, ROWS_MAX);

	s->generators = sim_draw_below(d, 3) ? 1 : 2;
	s->benchmarks = sim_draw_below(d, 3) ? 1 : 2;
	while (rows > 1 && rows * s->generators * s->benchmarks > CELLS_MAX)
		rows--;
	while (s->rows < rows) {
		enum kind kind = (enum kind)sim_draw_below(d, KINDS);

		if (kind == SHUFFLED) {
			s->source = find_source(s);
			if (s->source == ROWS_MAX)
				continue;
		}
		if (!is_there(s, kind) || kind == CRITIC)
			s->kinds[s->rows++] = kind;
	}
}

static void put_row_kind(struct sim_draw *d, const struct shape *s,
			 enum kind kind, struct momus_buffer *out)
{
	switch (kind) {
	case EXECUTION:
		momus_buffer_puts(out, ",\"feedback\":\"execution\"");
		break;
	case SELF:
		momus_buffer_puts(out, ",\"feedback\":\"self\"");
		break;
	case OWN_CRITIC:
		momus_buffer_puts(out, ",\"critic\":\"generator\","
				       "\"feedback\":\"critic+hint\"");
		break;
	case CRITIC:
		momus_buffer_printf(out, ",\"critic\":\"%s\"",
				    sim_draw_below(d, 2) ? "one" : "two");
		if (sim_draw_below(d, 3) == 0)
			momus_buffer_puts(out, ",\"feedback\":\"critic+hint\"");
		break;
	case CRITICS:
		momus_buffer_puts(out, ",\"critic\":[\"one\",\"two\"]");
		break;
	case EMPTY:
		momus_buffer_puts(out, ",\"critic\":\"empty\"");
		break;
	case ORACLE:
		momus_buffer_puts(out, ",\"critic\":\"oracle\"");
		break;
	case SHUFFLED:
		momus_buffer_printf(out,
				    ",\"critic\":{\"plugin\":\"shuffled\","
				    "\"row\":\"row %u\"}",
				    s->source);
		break;
	default:
		break;
	}
}

/* [1, first solutions, …]; CRITIC: at least one turn. */
static void put_widths(struct sim_draw *d, bool turns, struct momus_buffer *out)
{
	momus_buffer_printf(out, ",\"widths\":[1,%u",
			    1 + (unsigned)sim_draw_below(d, 3));
	for (uint64_t t = 0, n = 1 + sim_draw_below(d, 2); turns && t < n; t++)
		momus_buffer_printf(out, ",%u",
				    1 + (unsigned)sim_draw_below(d, 2));
	momus_buffer_puts(out, "]");
}

static void put_row(struct sim_draw *d, const struct shape *s, uint32_t i,
		    struct momus_buffer *out)
{
	enum kind kind = s->kinds[i];
	bool criticised = kind != ZERO_SHOT && kind != EXECUTION;

	momus_buffer_printf(out, "%s{\"row\":\"row %u\"", i ? "," : "", i);
	put_row_kind(d, s, kind, out);
	if (sim_draw_below(d, 4) == 0)
		put_widths(d, kind != ZERO_SHOT, out);
	if (sim_draw_below(d, 5) == 0) {
		momus_buffer_puts(out, ",\"sampling\":");
		sim_put_sampling(d, out);
	}
	if (criticised && kind != SHUFFLED && sim_draw_below(d, 4) == 0)
		momus_buffer_printf(out, ",\"votes\":%u",
				    1 + (unsigned)sim_draw_below(d, 3));
	/* Where all stop there may be nothing to pass on. */
	if (criticised && sim_draw_below(d, 4) == 0 && !is_there(s, SHUFFLED))
		momus_buffer_puts(out, ",\"stop\":\"when-judged-correct\"");
	if (!criticised && sim_draw_below(d, 6) == 0)
		momus_buffer_puts(out, ",\"generators\":[\"alpha\"]");
	if (criticised && sim_draw_below(d, 3) == 0)
		sim_put_rewards(&d->stream, out);
	momus_buffer_putc(out, '}');
}

/* Models NAMES under names of their own; the first may be simulated. */
static void put_models(struct sim_recipe *r, struct sim_draw *d,
		       const char *const names[][2], uint32_t n,
		       struct momus_buffer *out)
{
	bool simulated = sim_draw_below(d, 10) == 0;

	r->sure |= simulated;
	for (uint32_t i = 0; i < n; i++) {
		momus_buffer_printf(out, "%s\"%s\":", i ? "," : "",
				    names[i][0]);
		sim_put_model(d, names[i][1],
			      simulated && i == 0 ? "simulate" : "openai", out);
	}
}

void sim_study_put(struct sim_recipe *r, struct sim_draw *d,
		   struct momus_buffer *out)
{
	static const char *const generators[2][2] = { { "alpha", "gen-a" },
						      { "beta", "gen-b" } };
	static const char *const critics[2][2] = { { "one", "critic-a" },
						   { "two", "critic-b" } };
	const char *const tasks[2] = {
		sim_draw_below(d, 3) ? "sim" : "sim-reference",
		sim_draw_below(d, 2) ? "sim" : "sim-reference"
	};
	struct shape s = { 0 };

	draw_shape(d, &s);
	if (is_there(&s, SHUFFLED)) /* each shard shuffles its own */
		r->shards = 1;
	r->sure = false;
	momus_buffer_printf(out,
			    "{\"study\":\"seed-%llu\",\"seed\":%llu,"
			    "\"limits\":{\"requests\":%u,\"programs\":%u},"
			    "\"generators\":{",
			    (unsigned long long)r->seed,
			    (unsigned long long)r->seed,
			    1u << momus_stream_below(&d->ways, 6), r->programs);
	put_models(r, d, generators, s.generators, out);
	momus_buffer_puts(out, "},\"critics\":{");
	put_models(r, d, critics, 2, out);
	momus_buffer_puts(out, "},\"benchmarks\":{");
	for (uint32_t i = 0; i < s.benchmarks; i++)
		momus_buffer_printf(out,
				    "%s\"%s\":{\"plugin\":\"%s\",\"data\":"
				    "\"%s/%s.jsonl\"}",
				    i ? "," : "", i ? "second" : "first",
				    tasks[i], r->folder,
				    i ? "second" : "first");
	momus_buffer_puts(out, "}");
	put_widths(d, true, out);
	if (sim_draw_below(d, 2)) {
		momus_buffer_puts(out, ",\"sampling\":");
		sim_put_sampling(d, out);
	}
	momus_buffer_puts(out, ",\"rows\":[");
	for (uint32_t i = 0; i < s.rows; i++)
		put_row(d, &s, i, out);
	momus_buffer_puts(out, "]}");
}
