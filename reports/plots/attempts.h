/* attempts.h - success against attempts, for critics of given strength */
#ifndef MOMUS_REPORTS_ATTEMPTS_H
#define MOMUS_REPORTS_ATTEMPTS_H

#include "reports/plots/plots.h"
#include "stats/attempts.h"

struct momus_plot_critic {
	const char *name;
	struct momus_attempts rates;
	const double *exact, *drawn; /* (ATTEMPTS) */
	int plain; /* what the others are compared with: 1, 2; 0: one of them */
};

struct momus_plot_attempts {
	const struct momus_plot_critic *critics;
	size_t n, attempts;
	double runs, seed; /* of .drawn */
	bool accept;	   /* what the critic accepts is final */
};

/* Draws A as figures/attempts in FOLDER and fills OUT as
 * momus_plots_write() does. */
int momus_plots_attempts(struct momus_plots *out,
			 const struct momus_plot_attempts *a,
			 struct momus_folder *folder, struct momus_error *err);

#endif /* MOMUS_REPORTS_ATTEMPTS_H */
