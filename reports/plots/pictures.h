/* pictures.h - the pictures of a report, each from its own file */
#ifndef MOMUS_REPORTS_PICTURES_H
#define MOMUS_REPORTS_PICTURES_H

#include "reports/folder.h"
#include "reports/plots/plots.h"
#include "reports/report.h"

/* Writes the script and the data of its pictures of R into FOLDER's "figures" and
 * appends them to OUT; nothing if R has no data for them. */
typedef int momus_picture_fn(struct momus_plots *out,
			     const struct momus_report *r,
			     struct momus_folder *folder,
			     struct momus_error *err);

momus_picture_fn momus_picture_pass1, momus_picture_deltas, momus_picture_steps,
	momus_picture_chain, momus_picture_passk, momus_picture_maj,
	momus_picture_rewards, momus_picture_transitions, momus_picture_flips,
	momus_picture_cost, momus_picture_calibration, momus_picture_success;

#endif /* MOMUS_REPORTS_PICTURES_H */
