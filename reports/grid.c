/* grid.c - see grid.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "reports/grid.h"

static const uint64_t most_cells = 1 << 24; /* of one problem */

int momus_grid_init(struct momus_grid *grid, const struct momus_run *run,
		    const char *path, struct momus_error *err)
{
	const struct momus_store_head *head = momus_run_head(run);
	uint64_t n = 1, total = 0;

	memset(grid, 0, sizeof *grid);
	grid->turns = head->turns;
	grid->votes = head->votes ? head->votes : 1;
	if (grid->turns > 15)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: attribute turns is %u, expected at most "
				  "15; the file is damaged",
				  path, grid->turns);
	for (uint32_t t = 0; t <= grid->turns; t++) {
		n *= head->widths[t] ? head->widths[t] : 1;
		grid->n[t] = (uint32_t)n;
		grid->first[t] = (uint32_t)total;
		total += n;
		if (total * grid->votes > most_cells)
			return momus_fail(err, MOMUS_EPARSE,
					  "%s: attributes widths and votes "
					  "mean more than %llu outputs a "
					  "problem; the file is damaged",
					  path, (unsigned long long)most_cells);
	}
	grid->total = (uint32_t)total;
	grid->solutions = calloc(total, sizeof *grid->solutions);
	grid->critiques = calloc(total * grid->votes, sizeof *grid->critiques);
	if (grid->solutions && grid->critiques)
		return MOMUS_OK;
	momus_grid_release(grid);
	return momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

void momus_grid_release(struct momus_grid *grid)
{
	free(grid->solutions);
	free(grid->critiques);
	memset(grid, 0, sizeof *grid);
}

static void clear(struct momus_grid *grid)
{
	const struct momus_cell none = { .passed = { -1, -1 },
					 .status = { MOMUS_RUN_NOT_RUN,
						     MOMUS_RUN_NOT_RUN },
					 .node = MOMUS_GRID_NO_NODE };

	for (uint32_t i = 0; i < grid->total; i++)
		grid->solutions[i] = none;
	for (size_t i = 0; i < (size_t)grid->total * grid->votes; i++)
		grid->critiques[i] = none;
}

static enum momus_grid_state state_of(const struct momus_node *n, bool stopped)
{
	if (n->state == MOMUS_NODE_SKIPPED)
		return stopped ? MOMUS_GRID_STOPPED : MOMUS_GRID_DEPENDS;
	if (n->finish == MOMUS_FINISH_FILTER)
		return MOMUS_GRID_REFUSED;
	if (n->state == MOMUS_NODE_FAILED)
		return MOMUS_GRID_FAILED;
	return MOMUS_GRID_JUDGED;
}

static void fill_cell(struct momus_cell *c, const struct momus_node *n,
		      const struct momus_run *run, size_t at)
{
	c->node = (uint32_t)at;
	c->state = (uint8_t)state_of(n, momus_run_stopped(run, at));
	c->stopped = c->state == MOMUS_GRID_STOPPED;
	if (c->state != MOMUS_GRID_JUDGED)
		return;
	c->cut = n->finish == MOMUS_FINISH_LENGTH;
	c->judgment = n->judgment;
	c->made = true;
	if (n->kind == MOMUS_NODE_CRITIQUE)
		return;
	c->passed[0] = n->parity.passed;
	c->passed[1] = n->strict.passed;
	c->status[0] = n->parity.status;
	c->status[1] = n->strict.status;
}

/* Only now, with all nodes there: what stands in place of the stopped ones. */
static void settle(struct momus_grid *grid, bool strict)
{
	struct momus_cell *c;

	for (uint32_t t = 0; t <= grid->turns; t++)
		for (uint32_t b = 0; b < grid->n[t]; b++) {
			c = &grid->solutions[grid->first[t] + b];
			if (c->stopped && t > 0) {
				*c = *momus_grid_parent(grid, t, b);
				c->stopped = true;
				c->made = false;
			} else if (c->state == MOMUS_GRID_JUDGED &&
				   c->passed[strict] < 0) {
				c->state = MOMUS_GRID_UNJUDGED;
			}
		}
}

void momus_grid_fill(struct momus_grid *grid, const struct momus_run *run,
		     size_t p, size_t *at)
{
	const struct momus_node *nodes = momus_run_nodes(run), *n;
	bool strict = strcmp(momus_run_head(run)->grader, "strict") == 0;
	struct momus_cell *c;
	size_t branch;

	clear(grid);
	for (; *at < momus_run_n_nodes(run) && nodes[*at].problem <= p; ++*at) {
		n = &nodes[*at];
		if (n->problem != p || n->kind == MOMUS_NODE_ATTEMPT ||
		    n->turn > grid->turns || n->branch >= grid->n[n->turn])
			continue;
		branch = grid->first[n->turn] + n->branch;
		c = &grid->solutions[branch];
		if (n->kind == MOMUS_NODE_CRITIQUE) {
			if (n->vote >= grid->votes)
				continue;
			c = &grid->critiques[branch * grid->votes + n->vote];
		} else if (c->node != MOMUS_GRID_NO_NODE && c->made) {
			continue; /* another vote's: the first that is there */
		}
		fill_cell(c, n, run, *at);
	}
	settle(grid, strict);
}
