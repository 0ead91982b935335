/* plots.c - see plots.h: which pictures a report has */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "reports/folder.h"
#include "reports/plots/gnuplot.h"
#include "reports/plots/parts.h"
#include "reports/plots/pictures.h"
#include "reports/plots/sheet.h"

static const size_t words_limit = (size_t)16 << 20; /* bytes */

static momus_picture_fn *const pictures[] = {
	momus_picture_pass1,	   momus_picture_deltas, momus_picture_passk,
	momus_picture_maj,	   momus_picture_steps,	 momus_picture_chain,
	momus_picture_transitions, momus_picture_flips,	 momus_picture_success,
	momus_picture_calibration, momus_picture_cost,	 momus_picture_rewards,
};

int momus_plots_init(struct momus_plots *out, struct momus_error *err)
{
	memset(out, 0, sizeof(*out));
	out->arena = momus_arena_create(words_limit);
	return out->arena ? MOMUS_OK
			  : momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

/* What stands below each picture, in a file of its own. */
static int write_captions(const struct momus_plots *p,
			  struct momus_folder *folder, struct momus_error *err)
{
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, words_limit);
	for (size_t i = 0; i < p->n; i++) {
		const struct momus_plot *plot = &p->list[i];

		momus_buffer_printf(&b, "%s%s: ", i ? "\n" : "", plot->name);
		momus_buffer_add(&b, plot->title);
		momus_buffer_puts(&b, "\n  ");
		momus_buffer_add(&b, plot->caption);
		momus_buffer_puts(&b, "\n  In words: ");
		momus_buffer_add(&b, plot->alt);
		momus_buffer_putc(&b, '\n');
	}
	rc = momus_buffer_check(&b, "figures/captions.txt", err);
	if (rc == MOMUS_OK)
		rc = momus_sheet_write(folder, "captions.txt",
				       momus_buffer_text(&b), err);
	momus_buffer_release(&b);
	return rc;
}

int momus_plots_draw(struct momus_plots *out, struct momus_folder *folder,
		     int rc, struct momus_error *err)
{
	if (rc == MOMUS_OK && out->n)
		rc = write_captions(out, folder, err);
	if (rc == MOMUS_OK)
		rc = momus_gnuplot_draw(out, momus_folder_path(folder),
					MOMUS_GNUPLOT_SECONDS, err);
	if (rc < 0)
		momus_plots_release(out);
	return rc;
}

int momus_plots_write(struct momus_plots *out,
		      const struct momus_report *report,
		      struct momus_folder *folder, struct momus_error *err)
{
	size_t n = sizeof(pictures) / sizeof(*pictures);
	struct momus_plot_parts parts = { .n = 0 };
	int rc = momus_plots_init(out, err);

	if (rc == MOMUS_OK)
		rc = momus_plot_parts_init(&parts, report, out, err);
	for (size_t i = 0; rc == MOMUS_OK && i < n * parts.n; i++) {
		const struct momus_plot_part *part = &parts.list[i % parts.n];

		out->part = part->title;
		out->suffix = part->suffix;
		rc = pictures[i / parts.n](out, &part->view, folder, err);
	}
	out->part = MOMUS_TEXT("");
	out->suffix = NULL;
	momus_plot_parts_release(&parts);
	rc = momus_plots_draw(out, folder, rc, err);
	return rc < 0 ? rc : momus_folder_prune(folder, "figures", err);
}

void momus_plots_release(struct momus_plots *p)
{
	momus_arena_free(p->arena);
	free(p->list);
	memset(p, 0, sizeof(*p));
}
