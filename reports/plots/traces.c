/* traces.c - see traces.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/plots/traces.h"

static void add_change(struct momus_traces *t, const struct momus_cell *before,
		       const struct momus_cell *after, bool strict)
{
	uint8_t a = before->status[strict], b = after->status[strict];

	if (after->made && before->state == MOMUS_GRID_JUDGED &&
	    after->state == MOMUS_GRID_JUDGED && a < MOMUS_TRACE_STATES &&
	    b < MOMUS_TRACE_STATES)
		t->changes[a][b]++;
}

/* The votes C (VOTES) on SOLUTION, one more row in one of BINS. */
static void add_votes(struct momus_trace_bin *bins,
		      const struct momus_cell *solution,
		      const struct momus_cell *c, uint32_t votes, bool strict)
{
	double said = 0, correct = 0, score;
	size_t bin;

	for (uint32_t v = 0; v < votes; v++) {
		if (c[v].state != MOMUS_GRID_JUDGED)
			continue;
		correct += c[v].judgment == MOMUS_JUDGMENT_CORRECT;
		said += c[v].judgment == MOMUS_JUDGMENT_CORRECT ||
			c[v].judgment == MOMUS_JUDGMENT_INCORRECT;
	}
	if (said == 0 || solution->state != MOMUS_GRID_JUDGED ||
	    solution->passed[strict] < 0)
		return;
	score = correct / said;
	bin = votes < MOMUS_TRACE_BINS ? (size_t)lround(score * votes)
				       : (size_t)fmin(9, floor(score * 10));
	bins[bin].n++;
	bins[bin].right += solution->passed[strict] > 0;
	bins[bin].score += score;
}

static void add_problem(struct momus_traces *t, const struct momus_grid *grid,
			size_t problem, bool strict)
{
	for (uint32_t turn = 1; turn <= grid->turns; turn++)
		for (uint32_t b = 0; b < grid->n[turn]; b++) {
			const struct momus_cell *before =
				momus_grid_parent(grid, turn, b);

			add_change(t, before,
				   momus_grid_solution(grid, turn, b), strict);
			if (t->votes)
				add_votes(t->votes + problem * MOMUS_TRACE_BINS,
					  before,
					  momus_grid_critiques(grid, turn, b),
					  grid->votes, strict);
		}
}

int momus_traces_gather(struct momus_traces *out,
			const struct momus_report_run *r,
			struct momus_error *err)
{
	struct momus_grid grid;
	size_t at = 0;
	int rc;

	memset(out, 0, sizeof(*out));
	out->n_problems = r->gathered.n_problems;
	rc = momus_grid_init(&grid, r->run, r->path, err);
	if (rc < 0)
		return rc;
	if (grid.votes > 1)
		out->votes = calloc(out->n_problems * MOMUS_TRACE_BINS + 1,
				    sizeof(*out->votes));
	if (grid.votes > 1 && !out->votes)
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t p = 0; rc == MOMUS_OK && p < out->n_problems; p++) {
		momus_grid_fill(&grid, r->run, p, &at);
		add_problem(out, &grid, p, r->gathered.strict);
	}
	momus_grid_release(&grid);
	return rc;
}

void momus_traces_release(struct momus_traces *t)
{
	free(t->votes);
	memset(t, 0, sizeof(*t));
}
