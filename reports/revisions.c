/* revisions.c - see revisions.h */
#include "config.h"

#include "momus/arena.h"
#include "momus/random.h"
#include "reports/revisions.h"

struct walk {
	struct momus_run *run;
	const struct momus_gathered *g;
	struct momus_grid grid;
	struct momus_arena *arena;
	struct momus_stream stream;
	momus_revised_fn *fn; /* NULL: count */
	void *arg;
	struct momus_revisions *out;
	uint64_t seen;
};

static const size_t text_limit = (size_t)256 << 20;

/* Knuth, "The Art of Computer Programming", volume 2, 3.4.2, algorithm S. */
static bool is_drawn(struct walk *w)
{
	uint64_t left = w->out->all - w->seen++;
	uint64_t most = w->out->all < MOMUS_REVISIONS_SAMPLE
				? w->out->all
				: MOMUS_REVISIONS_SAMPLE;

	if (most == w->out->all)
		return true;
	return momus_stream_below(&w->stream, left) < most - w->out->taken;
}

static int read_node(struct walk *w, uint32_t i, struct momus_node *out,
		     struct momus_error *err)
{
	return momus_run_node(w->run, i, w->arena, out, err);
}

static int take(struct walk *w, struct momus_revised *r,
		const struct momus_cell *before, const struct momus_cell *now,
		struct momus_error *err)
{
	const struct momus_cell *c =
		momus_grid_critiques(&w->grid, r->turn, r->branch);
	uint32_t vote = momus_run_nodes(w->run)[now->node].vote;
	int rc;

	momus_arena_reset(w->arena);
	rc = read_node(w, before->node, &r->first, err);
	if (rc == MOMUS_OK)
		rc = read_node(w, now->node, &r->revision, err);
	r->has_critique = vote < w->grid.votes &&
			  c[vote].state == MOMUS_GRID_JUDGED &&
			  c[vote].node != MOMUS_GRID_NO_NODE;
	if (rc == MOMUS_OK && r->has_critique)
		rc = read_node(w, c[vote].node, &r->critique, err);
	r->before = momus_grid_outcome(before, w->g->strict);
	r->after = momus_grid_outcome(now, w->g->strict);
	w->out->taken++;
	return rc < 0 ? rc : w->fn(w->arg, r, err);
}

static int visit(struct walk *w, size_t problem, struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (uint32_t t = 1; t <= w->grid.turns; t++)
		for (uint32_t b = 0; rc == MOMUS_OK && b < w->grid.n[t]; b++) {
			const struct momus_cell *before =
				momus_grid_parent(&w->grid, t, b);
			const struct momus_cell *now =
				momus_grid_solution(&w->grid, t, b);
			struct momus_revised r = { .problem = problem,
						   .turn = t,
						   .branch = b };

			if (!now->made || now->node == MOMUS_GRID_NO_NODE ||
			    before->node == MOMUS_GRID_NO_NODE ||
			    before->state < MOMUS_GRID_UNJUDGED)
				continue;
			if (!w->fn)
				w->out->all++;
			else if (is_drawn(w))
				rc = take(w, &r, before, now, err);
		}
	return rc;
}

static int go(struct walk *w, struct momus_error *err)
{
	size_t at = 0;
	int rc = MOMUS_OK;

	for (size_t p = 0; rc == MOMUS_OK && p < w->g->n_problems; p++) {
		momus_grid_fill(&w->grid, w->run, p, &at);
		rc = visit(w, p, err);
	}
	return rc;
}

int momus_revisions_sample(struct momus_run *run, const char *path,
			   const struct momus_gathered *g, momus_revised_fn *fn,
			   void *arg, struct momus_revisions *out,
			   struct momus_error *err)
{
	struct walk w = { .run = run, .g = g, .arg = arg, .out = out };
	int rc = momus_grid_init(&w.grid, run, path, err);

	*out = (struct momus_revisions){ 0, 0 };
	if (rc < 0)
		return rc;
	w.arena = momus_arena_create(text_limit);
	if (!w.arena)
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	momus_stream_init(&w.stream, momus_run_head(run)->seed, MOMUS_TEXT(""),
			  0, 0, "report texts");
	if (rc == MOMUS_OK)
		rc = go(&w, err);
	w.fn = fn;
	if (rc == MOMUS_OK)
		rc = go(&w, err);
	momus_arena_free(w.arena);
	momus_grid_release(&w.grid);
	return rc;
}
