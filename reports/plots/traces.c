/* traces.c - see traces.h */
#include "config.h"

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

int momus_traces_gather(struct momus_traces *out,
			const struct momus_report_run *r,
			struct momus_error *err)
{
	struct momus_grid grid;
	size_t at = 0;
	int rc;

	memset(out, 0, sizeof(*out));
	rc = momus_grid_init(&grid, r->run, r->path, err);
	if (rc < 0)
		return rc;
	for (size_t p = 0; p < r->gathered.n_problems; p++) {
		momus_grid_fill(&grid, r->run, p, &at);
		for (uint32_t turn = 1; turn <= grid.turns; turn++)
			for (uint32_t b = 0; b < grid.n[turn]; b++)
				add_change(out,
					   momus_grid_parent(&grid, turn, b),
					   momus_grid_solution(&grid, turn, b),
					   r->gathered.strict);
	}
	momus_grid_release(&grid);
	return MOMUS_OK;
}
