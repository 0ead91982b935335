/* history.h - how scores moved from version to version, drawn */
#ifndef MOMUS_REPORTS_PLOTS_HISTORY_H
#define MOMUS_REPORTS_PLOTS_HISTORY_H

#include "reports/plots/plots.h"

struct momus_folder;
struct momus_trends;

/* Draws each series of T that has a score as figures/history-1, -2, … in
 * FOLDER and fills OUT as momus_plots_write() does. */
int momus_plots_history(struct momus_plots *out, const struct momus_trends *t,
			struct momus_folder *folder, struct momus_error *err);

#endif /* MOMUS_REPORTS_PLOTS_HISTORY_H */
