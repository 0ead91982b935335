/* trajectories.c - see html.h: the trajectories of one problem, turn by turn */
#include "config.h"

#include "reports/html/html.h"

/* What the critiques before solution BRANCH of TURN say of the one before. */
static void write_judgments(FILE *file, const struct momus_grid *grid,
			    uint32_t turn, uint32_t branch)
{
	static const char *const signs[] = { "", "says ✓", "says ✗", "says ?" };
	const struct momus_cell *c = momus_grid_critiques(grid, turn, branch);

	for (uint32_t v = 0; v < grid->votes; v++)
		if (c[v].state == MOMUS_GRID_JUDGED && c[v].judgment < 4)
			fprintf(file, "<span class=\"k\">%s</span>",
				signs[c[v].judgment]);
		else if (c[v].state == MOMUS_GRID_FAILED ||
			 c[v].state == MOMUS_GRID_REFUSED)
			fputs("<span class=\"k\">failed</span>", file);
}

bool momus_html_is_told(const struct momus_grid *grid, uint32_t turn,
			uint32_t branch)
{
	return !turn || momus_grid_solution(grid, turn, branch)->made ||
	       momus_grid_parent(grid, turn, branch)->made;
}

static void write_cell(FILE *file, const struct momus_grid *grid, bool strict,
		       uint32_t turn, uint32_t branch, const char *run)
{
	const struct momus_cell *c = momus_grid_solution(grid, turn, branch);

	fputs("<td>", file);
	if (turn > 0)
		write_judgments(file, grid, turn, branch);
	momus_html_mark(file, c, strict);
	if (run && momus_html_is_told(grid, turn, branch))
		fprintf(file, " <a href=\"#%st%ub%u\">%s</a>", run, turn,
			branch, momus_html_ending(c, strict));
	else if (run || c->state == MOMUS_GRID_JUDGED)
		fprintf(file, " <span class=\"k\">%s</span>",
			momus_html_ending(c, strict));
	fputs("</td>", file);
}

void momus_html_trajectories(FILE *file, const struct momus_grid *grid,
			     bool strict, const char *run, uint32_t most)
{
	uint32_t leaves = momus_grid_leaves(grid);

	fputs("<div class=\"wide\"><table><thead><tr><th scope=\"col\">"
	      "trajectory</th>",
	      file);
	for (uint32_t t = 0; t <= grid->turns; t++)
		fprintf(file, "<th scope=\"col\">turn %u</th>", t);
	fputs("</tr></thead><tbody>", file);
	for (uint32_t leaf = 0; leaf < leaves && leaf < most; leaf++) {
		fprintf(file, "<tr><td>%u</td>", leaf);
		for (uint32_t t = 0; t <= grid->turns; t++)
			write_cell(file, grid, strict, t,
				   momus_grid_branch(grid, t, leaf), run);
		fputs("</tr>\n", file);
	}
	fputs("</tbody></table></div>", file);
	if (leaves > most)
		fprintf(file,
			"<p class=\"note\">%u of %u trajectories are "
			"shown.</p>",
			most, leaves);
}
