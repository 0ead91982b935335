/* fate.c - see fate.h */
#include "config.h"

#include <string.h>

#include "momus/reward.h"
#include "reports/fate.h"
#include "stats/outcome.h"

static const struct {
	const char *name, *label, *meaning;
} kinds[MOMUS_FATE_KINDS] = {
	[MOMUS_FATE_UP] = { "up", "flipped up",
			    "wrong at turn 0, right at the last turn" },
	[MOMUS_FATE_DOWN] = { "down", "flipped down",
			      "right at turn 0, wrong at the last turn" },
	[MOMUS_FATE_WRONG] = { "wrong", "wrong", "wrong at the last turn" },
	[MOMUS_FATE_WAVERED] = { "wavered", "wavered",
				 "as at turn 0 at the last turn, but not in "
				 "between" },
	[MOMUS_FATE_MISJUDGED] = { "misjudged", "judged wrong",
				   "a critique judges a solution against the "
				   "verdict" },
	[MOMUS_FATE_SLOW] = { "slow", "timed out",
			      "a solution ran out of time" },
	[MOMUS_FATE_CUT] = { "cut", "cut",
			     "an output was cut at the token limit" },
	[MOMUS_FATE_MISSING] = { "missing", "missing",
				 "a request failed or was refused, an output "
				 "was not asked for because of that, or is "
				 "not there" },
	[MOMUS_FATE_UNJUDGED] = { "unjudged", "not judged",
				  "a solution could not be judged" },
};

const char *momus_fate_label(enum momus_fate_kind kind)
{
	return kinds[kind].label;
}

const char *momus_fate_name(enum momus_fate_kind kind)
{
	return kinds[kind].name;
}

const char *momus_fate_meaning(enum momus_fate_kind kind)
{
	return kinds[kind].meaning;
}

/* enum momus_correctness of C */
static int correctness(const struct momus_cell *c, bool strict)
{
	return c->state == MOMUS_GRID_JUDGED ? c->passed[strict]
					     : MOMUS_UNKNOWN;
}

int momus_fate_misjudges(const struct momus_cell *c,
			 const struct momus_cell *solution, bool strict)
{
	int truth = correctness(solution, strict);

	if (c->state != MOMUS_GRID_JUDGED || truth == MOMUS_UNKNOWN)
		return -1;
	if (c->judgment == MOMUS_JUDGMENT_CORRECT)
		return truth != MOMUS_RIGHT;
	if (c->judgment == MOMUS_JUDGMENT_INCORRECT)
		return truth == MOMUS_RIGHT;
	return -1;
}

static void count_trajectory(const struct momus_grid *grid, uint32_t leaf,
			     bool strict, struct momus_fate *out)
{
	int first = correctness(
		momus_grid_solution(grid, 0, momus_grid_branch(grid, 0, leaf)),
		strict);
	int last = first, now;
	bool wavered = false;

	for (uint32_t t = 1; t <= grid->turns; t++) {
		now = correctness(
			momus_grid_solution(grid, t,
					    momus_grid_branch(grid, t, leaf)),
			strict);
		wavered |= now != MOMUS_UNKNOWN && now != first;
		last = now;
	}
	out->trajectories++;
	out->right_first += first == MOMUS_RIGHT;
	out->right_last += last == MOMUS_RIGHT;
	out->n[MOMUS_FATE_UP] += first == MOMUS_WRONG && last == MOMUS_RIGHT;
	out->n[MOMUS_FATE_DOWN] += first == MOMUS_RIGHT && last == MOMUS_WRONG;
	out->n[MOMUS_FATE_WRONG] += last == MOMUS_WRONG;
	out->n[MOMUS_FATE_WAVERED] +=
		first != MOMUS_UNKNOWN && first == last && wavered;
}

static bool is_missing(const struct momus_cell *c)
{
	return c->state == MOMUS_GRID_ABSENT || c->state == MOMUS_GRID_FAILED ||
	       c->state == MOMUS_GRID_REFUSED || c->state == MOMUS_GRID_DEPENDS;
}

static void count_solution(const struct momus_cell *c, bool strict,
			   struct momus_fate *out)
{
	out->n[MOMUS_FATE_MISSING] += is_missing(c);
	if (!c->made)
		return;
	out->n[MOMUS_FATE_SLOW] += c->state == MOMUS_GRID_JUDGED &&
				   c->status[strict] == MOMUS_RUN_TIME_LIMIT;
	out->n[MOMUS_FATE_CUT] += c->cut;
	out->n[MOMUS_FATE_UNJUDGED] += c->state == MOMUS_GRID_UNJUDGED;
}

/* Critiques of a feedback without a critic are not there, and not missed. */
static void count_critiques(const struct momus_grid *grid, uint32_t turn,
			    uint32_t branch, bool strict,
			    struct momus_fate *out)
{
	const struct momus_cell *c = momus_grid_critiques(grid, turn, branch);
	const struct momus_cell *parent = momus_grid_parent(grid, turn, branch);

	for (uint32_t v = 0; v < grid->votes; v++) {
		out->n[MOMUS_FATE_MISJUDGED] +=
			momus_fate_misjudges(&c[v], parent, strict) == 1;
		out->n[MOMUS_FATE_CUT] += c[v].cut;
		out->n[MOMUS_FATE_MISSING] +=
			is_missing(&c[v]) && c[v].state != MOMUS_GRID_ABSENT;
	}
}

void momus_fate_count(const struct momus_grid *grid, bool strict,
		      struct momus_fate *out)
{
	memset(out, 0, sizeof *out);
	for (uint32_t leaf = 0; leaf < momus_grid_leaves(grid); leaf++)
		count_trajectory(grid, leaf, strict, out);
	for (uint32_t t = 0; t <= grid->turns; t++)
		for (uint32_t b = 0; b < grid->n[t]; b++) {
			count_solution(momus_grid_solution(grid, t, b), strict,
				       out);
			if (t > 0)
				count_critiques(grid, t, b, strict, out);
		}
}
