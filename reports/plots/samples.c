/* samples.c - pictures of pictures.h: what more samples and votes are worth */
#include "config.h"

#include <math.h>

#include "reports/plots/curves.h"
#include "reports/plots/pictures.h"

static const char columns[] =
	"k, value and its 95 % interval's low and high end in percent, n";

int momus_picture_passk(struct momus_plots *out, const struct momus_report *r,
			struct momus_folder *folder, struct momus_error *err)
{
	struct momus_sheet s;
	struct momus_curves c;

	momus_sheet_begin(&s, out, "passk", "Pass@k", columns);
	momus_curves_init(&c, r, &s, 100);
	for (size_t i = 0; i < r->n && i < MOMUS_SHEET_SERIES; i++) {
		uint32_t turns = r->runs[i].gathered.turns;

		for (int last = turns > 0; last >= 0; last--)
			momus_curves_add(
				&c,
				&(struct momus_curve){
					.run = &r->runs[i],
					.place = i,
					.kind = MOMUS_FIGURE_PASS_AT_K,
					.turn = last ? (int)turns : 0,
					.what = last ? "last turn"
						     : "first solutions",
					.look = r->n > 1 ? i : (size_t)!last,
					.dashed = !last });
	}
	momus_curves_legend(&c, "last turn", "first solutions");
	momus_curves_axes(&c, "k", "Pass@k (%)", 0, 100);
	momus_buffer_puts(&s.caption,
			  "Pass@k: mean over the problems with at least k "
			  "judged samples of 1 − C(n−c,k)/C(n,k); solid, after "
			  "the last turn, dashed, of first solutions.");
	momus_curves_caption(&c, "samples");
	momus_buffer_puts(&s.alt, "Line chart of Pass@k by k:");
	momus_curves_tell(&c, " %");
	return momus_sheet_finish(&s, out, folder, err);
}

int momus_picture_maj(struct momus_plots *out, const struct momus_report *r,
		      struct momus_folder *folder, struct momus_error *err)
{
	struct momus_sheet s;
	struct momus_curves c;

	momus_sheet_begin(&s, out, "maj", "Maj@k: what votes are worth",
			  columns);
	momus_curves_init(&c, r, &s, 100);
	momus_curves_add_runs(
		&c, &(struct momus_curve){ .kind = MOMUS_FIGURE_MAJ_AT_K,
					   .turn = MOMUS_POOLED });
	momus_curves_axes(&c, "votes", "pairs decided rightly (%)", 0, 100);
	momus_buffer_puts(&s.caption,
			  "Maj@k: share of pairs decided rightly by the "
			  "majority of k votes, over all subsets of the votes "
			  "that there are.");
	momus_curves_caption(&c, "pairs");
	momus_buffer_puts(&s.alt, "Line chart of Maj@k by the number of "
				  "votes:");
	momus_curves_tell(&c, " %");
	return momus_sheet_finish(&s, out, folder, err);
}

/* Picture NUMBER: that of the reward NAME. */
static int draw_reward(struct momus_plots *out, const struct momus_report *r,
		       struct momus_text name, size_t number,
		       struct momus_folder *folder, struct momus_error *err)
{
	struct momus_sheet s;
	struct momus_curves c;
	struct momus_buffer title;
	char file[32];
	int rc;

	snprintf(file, sizeof(file), "reward-%zu", number);
	momus_buffer_init(&title, 4096);
	momus_buffer_puts(&title, "Reward ");
	momus_sheet_plain(&title, name, MOMUS_SHEET_LABEL);
	momus_buffer_puts(&title, " by turn");
	momus_sheet_begin(&s, out, file,
			  title.ptr ? title.ptr : "Reward by turn",
			  "turn, mean reward and its 95 % interval's low and "
			  "high end, n");
	momus_curves_init(&c, r, &s, 1);
	momus_curves_add_runs(
		&c, &(struct momus_curve){ .kind = MOMUS_FIGURE_REWARD,
					   .turn = MOMUS_CURVE_OVER_TURNS,
					   .reward = name });
	momus_curves_axes(&c, "turn", "mean reward", NAN, NAN);
	momus_buffer_puts(&s.caption, "Mean of the reward ");
	momus_sheet_plain(&s.caption, name, MOMUS_SHEET_LABEL);
	momus_buffer_puts(&s.caption,
			  " over the revisions of each turn that have one.");
	momus_curves_caption(&c, "revisions");
	momus_buffer_puts(&s.alt, "Line chart of the mean of the reward ");
	momus_sheet_plain(&s.alt, name, MOMUS_SHEET_LABEL);
	momus_buffer_puts(&s.alt, " by turn:");
	momus_curves_tell(&c, "");
	rc = momus_sheet_finish(&s, out, folder, err);
	momus_buffer_release(&title);
	return rc;
}

int momus_picture_rewards(struct momus_plots *out, const struct momus_report *r,
			  struct momus_folder *folder, struct momus_error *err)
{
	struct momus_text seen[MOMUS_SHEET_SERIES];
	size_t n = 0;
	int rc = MOMUS_OK;

	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->runs[i].figures.n; k++) {
			const struct momus_figure *f =
				&r->runs[i].figures.list[k];
			size_t at = 0;

			if (f->kind != MOMUS_FIGURE_REWARD)
				continue;
			while (at < n && !momus_text_equal(seen[at], f->reward))
				at++;
			if (at < n || n == MOMUS_SHEET_SERIES)
				continue;
			seen[n++] = f->reward;
			rc = draw_reward(out, r, f->reward, n, folder, err);
			if (rc < 0)
				return rc;
		}
	return rc;
}
