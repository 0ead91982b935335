/* shown.h - which series of trainings are shown together, as pictures and as charts */
#ifndef MOMUS_REPORTS_SHOWN_H
#define MOMUS_REPORTS_SHOWN_H

#include "reports/training/series.h"
#include "reports/training/training.h"

struct momus_shown {
	const char *name, *title, *axis;
	enum momus_series_id solid, dashed; /* MOMUS_SERIES_N: there is none */
	const char *keys[2];
	double least, most; /* of the axis; NAN: any */
	const char *words;  /* what is shown */
};

extern const struct momus_shown momus_shown[]; /* ends with .name NULL */

/* Whether any of T has P's second series. */
bool momus_shown_two(const struct momus_trainings *t,
		     const struct momus_shown *p);

#endif /* MOMUS_REPORTS_SHOWN_H */
