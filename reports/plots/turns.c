/* turns.c - pictures of pictures.h: what happens from turn to turn */
#include "config.h"

#include <math.h>

#include "reports/plots/curves.h"
#include "reports/plots/pictures.h"

static const char columns[] =
	"turn, value and its 95 % interval's low and high end in percent, n";

int momus_picture_pass1(struct momus_plots *out, const struct momus_report *r,
			struct momus_folder *folder, struct momus_error *err)
{
	struct momus_sheet s;
	struct momus_curves c;

	momus_sheet_begin(&s, out, "pass1", "Pass@1 by turn", columns);
	momus_curves_init(&c, r, &s, 100);
	momus_curves_add_runs(
		&c, &(struct momus_curve){ .kind = MOMUS_FIGURE_PASS_AT_1,
					   .turn = MOMUS_CURVE_OVER_TURNS });
	momus_curves_axes(&c, "turn", "Pass@1 (%)", 0, 100);
	momus_buffer_puts(&s.caption, "Pass@1 after each turn: right / judged "
				      "trajectories.");
	momus_curves_caption(&c, "judged trajectories");
	momus_buffer_puts(&s.alt, "Line chart of Pass@1 by turn:");
	momus_curves_tell(&c, " %");
	return momus_sheet_finish(&s, out, folder, err);
}

int momus_picture_deltas(struct momus_plots *out, const struct momus_report *r,
			 struct momus_folder *folder, struct momus_error *err)
{
	struct momus_sheet s;
	struct momus_curves c;

	momus_sheet_begin(&s, out, "deltas", "What the turns changed", columns);
	momus_curves_init(&c, r, &s, 100);
	for (int down = 0; down < 2; down++)
		momus_curves_add_runs(
			&c, &(struct momus_curve){
				    .kind = down ? MOMUS_FIGURE_DELTA_DOWN
						 : MOMUS_FIGURE_DELTA_UP,
				    .turn = MOMUS_CURVE_OVER_TURNS,
				    .what = down ? "Δ↓ broken" : "Δ↑ mended",
				    .look = down ? 1 : 0,
				    .dashed = down,
				    .from_zero = true });
	momus_curves_legend(&c, "Δ↑ mended", "Δ↓ broken");
	momus_curves_axes(&c, "turn", "share of trajectories (%)", 0, 100);
	momus_buffer_puts(&s.caption,
			  "Solid, Δ↑: wrong at turn 0 and right now / judged "
			  "at both ends; dashed, Δ↓: right at turn 0 and wrong "
			  "now.");
	momus_curves_caption(&c, "trajectories");
	momus_buffer_puts(&s.alt, "Line chart of the shares of trajectories "
				  "mended and broken since turn 0:");
	momus_curves_tell(&c, " %");
	return momus_sheet_finish(&s, out, folder, err);
}

int momus_picture_steps(struct momus_plots *out, const struct momus_report *r,
			struct momus_folder *folder, struct momus_error *err)
{
	struct momus_sheet s;
	struct momus_curves c;

	momus_sheet_begin(&s, out, "steps", "What one revision does", columns);
	momus_curves_init(&c, r, &s, 100);
	for (int wrong = 0; wrong < 2; wrong++)
		momus_curves_add_runs(&c,
				      &(struct momus_curve){
					      .kind = wrong ? MOMUS_FIGURE_P_CW
							    : MOMUS_FIGURE_P_CC,
					      .turn = MOMUS_CURVE_OVER_TURNS,
					      .what = wrong ? "of a wrong one"
							    : "of a right one",
					      .look = wrong ? 1 : 0,
					      .dashed = wrong });
	momus_curves_legend(&c, "of a right one", "of a wrong one");
	momus_curves_axes(&c, "turn", "right after a revision (%)", 0, 100);
	momus_buffer_puts(&s.caption,
			  "How often a revision is right, turn by turn: solid, "
			  "p_cc, of a right solution; dashed, p_cw, of a wrong "
			  "one.");
	momus_curves_caption(&c, "revisions of right solutions");
	momus_buffer_puts(&s.alt, "Line chart of how often a revision of a "
				  "right and of a wrong solution is right:");
	momus_curves_tell(&c, " %");
	return momus_sheet_finish(&s, out, folder, err);
}

static bool any_predicted(const struct momus_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (!isnan(momus_figures_value(&r->runs[i].figures,
					       MOMUS_FIGURE_PREDICTED,
					       MOMUS_OF_NONE, 1)))
			return true;
	return false;
}

int momus_picture_chain(struct momus_plots *out, const struct momus_report *r,
			struct momus_folder *folder, struct momus_error *err)
{
	struct momus_sheet s;
	struct momus_curves c;

	if (!any_predicted(r))
		return MOMUS_OK;
	momus_sheet_begin(&s, out, "chain",
			  "Pass@1 and what a Markov chain predicts", columns);
	momus_curves_init(&c, r, &s, 100);
	for (int predicted = 0; predicted < 2; predicted++)
		momus_curves_add_runs(
			&c,
			&(struct momus_curve){
				.kind = predicted ? MOMUS_FIGURE_PREDICTED
						  : MOMUS_FIGURE_PASS_AT_1,
				.turn = MOMUS_CURVE_OVER_TURNS,
				.what = predicted ? "predicted" : "observed",
				.look = predicted ? 1 : 0,
				.dashed = predicted });
	momus_curves_legend(&c, "observed", "predicted");
	momus_curves_axes(&c, "turn", "Pass@1 (%)", 0, 100);
	momus_buffer_puts(&s.caption,
			  "Solid, Pass@1 as observed; dashed, as a chain of "
			  "two states with p_cc and p_cw of all turns predicts "
			  "it from turn 0.");
	momus_curves_caption(&c, "judged trajectories");
	momus_buffer_puts(&s.alt, "Line chart of Pass@1 observed and predicted "
				  "by a Markov chain:");
	momus_curves_tell(&c, " %");
	return momus_sheet_finish(&s, out, folder, err);
}
