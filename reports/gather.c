/* gather.c - see gather.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "reports/gather.h"

struct work {
	struct momus_gathered *g;
	struct momus_grid grid;
	bool complete;
	size_t problem;
};

static void count_state(struct momus_turn *t, const struct momus_cell *c,
			int8_t now, bool strict)
{
	t->states[c->state]++;
	if (c->state == MOMUS_GRID_JUDGED &&
	    c->status[strict] <= MOMUS_RUN_NOT_RUN)
		t->statuses[c->status[strict]]++;
	t->stopped += c->stopped;
	t->cut += c->cut;
	t->cut_right += c->cut && now == MOMUS_RIGHT;
	t->cut_judged += c->cut && now != MOMUS_UNKNOWN;
}

/* Trajectories of one turn.  In a complete run a trajectory that is not there
 * was never meant to be (samples were given for other problems only). */
static void add_trajectories(const struct work *w, uint32_t turn)
{
	struct momus_turn *t = &w->g->turn[turn];
	struct momus_deltas d = { .total = 0 };
	double *row = t->trajectories + w->problem * MOMUS_ROW_TRAJECTORIES;
	const struct momus_cell *first, *now;
	int8_t before, after, other;

	for (uint32_t leaf = 0; leaf < w->g->leaves; leaf++) {
		first = momus_grid_solution(
			&w->grid, 0, momus_grid_branch(&w->grid, 0, leaf));
		now = momus_grid_solution(
			&w->grid, turn,
			momus_grid_branch(&w->grid, turn, leaf));
		if (w->complete && first->state == MOMUS_GRID_ABSENT)
			continue;
		before = momus_grid_outcome(first, w->g->strict);
		after = momus_grid_outcome(now, w->g->strict);
		other = momus_grid_outcome(now, !w->g->strict);
		momus_deltas_add(&d, &before, &after, 1);
		momus_deltas_add(&t->deltas, &before, &after, 1);
		count_state(t, now, after, w->g->strict);
		row[MOMUS_ROW_OTHER_JUDGED] += other != MOMUS_UNKNOWN;
		row[MOMUS_ROW_OTHER_RIGHT] += other == MOMUS_RIGHT;
	}
	row[MOMUS_ROW_TOTAL] = (double)d.total;
	row[MOMUS_ROW_JUDGED] = (double)d.judged;
	row[MOMUS_ROW_RIGHT] = (double)d.right;
	row[MOMUS_ROW_BOTH] = (double)d.both;
	row[MOMUS_ROW_UP] = (double)d.up;
	row[MOMUS_ROW_DOWN] = (double)d.down;
}

/* The revision of BRANCH of TURN and the one that made what it revised. */
static void add_triple(struct work *w, uint32_t turn, uint32_t branch,
		       int8_t now)
{
	uint32_t parent = branch / (w->grid.n[turn] / w->grid.n[turn - 1]);
	const struct momus_cell *c = momus_grid_parent(&w->grid, turn, branch);
	int8_t before = momus_grid_outcome(c, w->g->strict), first;

	if (!c->made)
		return;
	first = momus_grid_outcome(
		momus_grid_parent(&w->grid, turn - 1, parent), w->g->strict);
	if (first >= 0 && before >= 0 && now >= 0)
		w->g->triples[first * 4 + before * 2 + now]++;
}

static int add_difference(struct work *w, uint32_t turn, uint32_t branch,
			  const struct momus_cell *c, struct momus_error *err)
{
	struct momus_gathered *g = w->g;
	size_t room = g->room ? 2 * g->room : 64;
	struct momus_difference *list;

	if (g->n_differences == g->room) {
		list = realloc(g->differences, room * sizeof *list);
		if (!list)
			return momus_fail(err, MOMUS_ENOMEM, "out of memory");
		g->differences = list;
		g->room = room;
	}
	g->differences[g->n_differences++] =
		(struct momus_difference){ (uint32_t)w->problem, turn, branch,
					   c->node, c->passed[0] > 0 };
	return MOMUS_OK;
}

/* Solutions made at one turn: as samples, as steps, and what both verdicts say
 * of them. */
static int add_solutions(struct work *w, uint32_t turn, struct momus_error *err)
{
	struct momus_turn *t = &w->g->turn[turn];
	double *samples = t->samples + w->problem * MOMUS_ROW_SAMPLES;
	double *row = t->steps_rows + w->problem * MOMUS_ROW_STEPS;
	struct momus_steps s = { .cc = 0 };
	const struct momus_cell *c;
	int8_t now;
	int rc = MOMUS_OK;

	for (uint32_t b = 0; rc == MOMUS_OK && b < w->grid.n[turn]; b++) {
		c = momus_grid_solution(&w->grid, turn, b);
		now = momus_grid_outcome(c, w->g->strict);
		samples[MOMUS_ROW_N] += now != MOMUS_UNKNOWN;
		samples[MOMUS_ROW_C] += now == MOMUS_RIGHT;
		samples[MOMUS_ROW_UNKNOWN] +=
			now == MOMUS_UNKNOWN &&
			!(w->complete && c->state == MOMUS_GRID_ABSENT);
		if (!c->made)
			continue;
		if (turn > 1)
			add_triple(w, turn, b, now);
		if (turn > 0)
			momus_steps_add(
				&s,
				momus_grid_outcome(
					momus_grid_parent(&w->grid, turn, b),
					w->g->strict),
				now);
		if (c->passed[0] + c->passed[1] != 1 || c->passed[0] < 0 ||
		    c->passed[1] < 0)
			continue;
		++*(c->passed[0] ? &t->parity_only : &t->strict_only);
		rc = add_difference(w, turn, b, c, err);
	}
	row[MOMUS_ROW_CC] = (double)s.cc;
	row[MOMUS_ROW_CW] = (double)s.cw;
	row[MOMUS_ROW_WC] = (double)s.wc;
	row[MOMUS_ROW_WW] = (double)s.ww;
	t->steps.cc += s.cc;
	t->steps.cw += s.cw;
	t->steps.wc += s.wc;
	t->steps.ww += s.ww;
	t->steps.unknown += s.unknown;
	return rc;
}

/* One judgment of a solution whose truth is TRUTH. */
static void add_judgment(struct momus_unsaid *unsaid, double *row,
			 enum momus_judgment judgment, int8_t truth)
{
	bool correct = judgment == MOMUS_JUDGMENT_CORRECT;
	bool said = correct || judgment == MOMUS_JUDGMENT_INCORRECT;

	if (truth == MOMUS_UNKNOWN)
		++*(!said     ? &unsaid->neither
		    : correct ? &unsaid->correct
			      : &unsaid->incorrect);
	else if (!said)
		++*(truth ? &unsaid->passed : &unsaid->failed);
	else if (truth)
		row[correct ? MOMUS_ROW_PASSED_CORRECT
			    : MOMUS_ROW_PASSED_INCORRECT]++;
	else
		row[correct ? MOMUS_ROW_FAILED_CORRECT
			    : MOMUS_ROW_FAILED_INCORRECT]++;
}

/* The critiques that led to branch B.  More than half of those that are there
 * must say correct for the votes together to say it, as in the run. */
static void add_critiques(const struct work *w, uint32_t turn, uint32_t b)
{
	struct momus_turn *t = &w->g->turn[turn];
	const struct momus_cell *c = momus_grid_critiques(&w->grid, turn, b);
	int8_t truth = momus_grid_outcome(momus_grid_parent(&w->grid, turn, b),
					  w->g->strict);
	double *rows[2] = {
		t->judged[0].rows + w->problem * MOMUS_ROW_JUDGMENTS,
		t->judged[1].rows + w->problem * MOMUS_ROW_JUDGMENTS
	};
	uint32_t there = 0, said = 0, correct = 0, asked = 0;

	for (uint32_t v = 0; v < w->grid.votes; v++) {
		t->critiques[c[v].state]++;
		t->critiques_cut += c[v].cut;
		if (c[v].state == MOMUS_GRID_STOPPED ||
		    c[v].state == MOMUS_GRID_DEPENDS ||
		    (w->complete && c[v].state == MOMUS_GRID_ABSENT))
			continue;
		asked++;
		there += c[v].state == MOMUS_GRID_JUDGED;
		t->unparsed += c[v].state == MOMUS_GRID_JUDGED &&
			       c[v].judgment == MOMUS_JUDGMENT_UNPARSED;
		said += c[v].judgment == MOMUS_JUDGMENT_CORRECT ||
			c[v].judgment == MOMUS_JUDGMENT_INCORRECT;
		correct += c[v].judgment == MOMUS_JUDGMENT_CORRECT;
		add_judgment(&t->judged[0].unsaid[w->problem], rows[0],
			     c[v].judgment, truth);
	}
	if (asked)
		add_judgment(&t->judged[1].unsaid[w->problem], rows[1],
			     !said		   ? MOMUS_JUDGMENT_UNPARSED
			     : 2 * correct > there ? MOMUS_JUDGMENT_CORRECT
						   : MOMUS_JUDGMENT_INCORRECT,
			     truth);
}

static double *rows(size_t n, size_t columns)
{
	return calloc(n * columns + 1, sizeof(double));
}

static int allocate(struct momus_gathered *g, const struct momus_grid *grid,
		    struct momus_error *err)
{
	struct momus_turn *t;
	size_t n = g->n_problems;

	for (uint32_t i = 0; i <= g->turns; i++) {
		t = &g->turn[i];
		t->branches = grid->n[i] != grid->n[0];
		t->trajectories = rows(n, MOMUS_ROW_TRAJECTORIES);
		t->steps_rows = rows(n, MOMUS_ROW_STEPS);
		t->samples = rows(n, MOMUS_ROW_SAMPLES);
		if (!t->trajectories || !t->steps_rows || !t->samples)
			return momus_fail(err, MOMUS_ENOMEM, "out of memory");
		for (int w = 0; w < 2; w++) {
			struct momus_judged *j = &t->judged[w];

			j->rows = rows(n, MOMUS_ROW_JUDGMENTS);
			j->unsaid = calloc(n + 1, sizeof *j->unsaid);
			if (!j->rows || !j->unsaid)
				return momus_fail(err, MOMUS_ENOMEM,
						  "out of memory");
		}
	}
	return MOMUS_OK;
}

static int add_problem(struct work *w, struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (uint32_t t = 0; rc == MOMUS_OK && t <= w->g->turns; t++) {
		add_trajectories(w, t);
		rc = add_solutions(w, t, err);
		for (uint32_t b = 0; t > 0 && b < w->grid.n[t]; b++)
			add_critiques(w, t, b);
	}
	return rc;
}

int momus_gather(struct momus_gathered *out, const struct momus_run *run,
		 const char *path, struct momus_error *err)
{
	struct work w = { .g = out, .complete = momus_run_complete(run) };
	size_t at = 0;
	int rc;

	memset(out, 0, sizeof *out);
	out->n_problems = momus_run_n_problems(run);
	out->strict = strcmp(momus_run_head(run)->grader, "strict") == 0;
	rc = momus_grid_init(&w.grid, run, path, err);
	if (rc < 0)
		return rc;
	out->turns = w.grid.turns;
	out->votes = w.grid.votes;
	out->leaves = momus_grid_leaves(&w.grid);
	rc = allocate(out, &w.grid, err);
	for (; rc == MOMUS_OK && w.problem < out->n_problems; w.problem++) {
		momus_grid_fill(&w.grid, run, w.problem, &at);
		rc = add_problem(&w, err);
	}
	momus_grid_release(&w.grid);
	if (rc < 0)
		momus_gathered_release(out);
	return rc;
}

void momus_gathered_release(struct momus_gathered *g)
{
	for (int i = 0; i < 16; i++) {
		free(g->turn[i].trajectories);
		free(g->turn[i].steps_rows);
		free(g->turn[i].samples);
		for (int w = 0; w < 2; w++) {
			free(g->turn[i].judged[w].rows);
			free(g->turn[i].judged[w].unsaid);
		}
	}
	free(g->differences);
	memset(g, 0, sizeof *g);
}
