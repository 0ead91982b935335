/* series.h - the numbers of a training that are followed from step to step */
#ifndef MOMUS_REPORTS_SERIES_H
#define MOMUS_REPORTS_SERIES_H

#include "store/ledger.h"

struct momus_series {
	const char *name;  /* of the field, or of what is made of fields */
	const char *title; /* for people */
	const char *unit;  /* as it is shown: "", "%", "nats", "tokens/s" */
	double scale;	   /* of the value, to that unit */
	int places;	   /* behind the point */
	bool rewards;	   /* only where critiques earn rewards */
	bool held_out;	   /* of /training/evaluations, not of the steps */
};

enum momus_series_id {
	MOMUS_SERIES_REWARD,
	MOMUS_SERIES_BEFORE,
	MOMUS_SERIES_AFTER,
	MOMUS_SERIES_UP,
	MOMUS_SERIES_DOWN,
	MOMUS_SERIES_LOSS,
	MOMUS_SERIES_HELD_OUT,
	MOMUS_SERIES_FORMAT,
	MOMUS_SERIES_AGREEMENT,
	MOMUS_SERIES_KL,
	MOMUS_SERIES_ENTROPY,
	MOMUS_SERIES_CLIPPED,
	MOMUS_SERIES_FLAT,
	MOMUS_SERIES_LOST,
	MOMUS_SERIES_VARIANCE_GROUPED,
	MOMUS_SERIES_VARIANCE_ALONE,
	MOMUS_SERIES_NORM,
	MOMUS_SERIES_RATE,
	MOMUS_SERIES_TOKENS,
	MOMUS_SERIES_SECONDS,
	MOMUS_SERIES_N
};

extern const struct momus_series momus_series[MOMUS_SERIES_N];

/* Rows that series ID has in L. */
size_t momus_series_n(const struct momus_ledger *l, enum momus_series_id id);
/* The step of row I, and the value there, in .unit; NAN: none. */
uint64_t momus_series_step(const struct momus_ledger *l,
			   enum momus_series_id id, size_t i);
double momus_series_value(const struct momus_ledger *l, enum momus_series_id id,
			  size_t i);
/* Its standard error, likewise; NAN: not known. */
double momus_series_error(const struct momus_ledger *l, enum momus_series_id id,
			  size_t i);

enum { MOMUS_SERIES_POINTS = 400 }; /* more would not be seen */

struct momus_series_point { /* means over some steps */
	double x, y;
	double low, high; /* 1.96 standard errors to each side; NAN: none */
};

/* Fills OUT with series ID of L, in at most MOMUS_SERIES_POINTS points, each over the
 * same number of steps, which goes to *WIDTH; returns how many. */
size_t momus_series_points(const struct momus_ledger *l,
			   enum momus_series_id id,
			   struct momus_series_point out[MOMUS_SERIES_POINTS],
			   size_t *width);

struct momus_series_sum { /* over a training; NAN: no value */
	double first, last, least, most;
	uint64_t first_at, last_at, least_at, most_at; /* steps */
	double end; /* mean of the last tenth of the values, at least one */
	size_t n;   /* values */
};

struct momus_series_sum momus_series_sum(const struct momus_ledger *l,
					 enum momus_series_id id);

enum { MOMUS_PHASES = 6 }; /* of a step */

/* "forward": what PHASE is called. */
const char *momus_phase_name(size_t phase);
/* Seconds of PHASE in step row I, and in all of them. */
double momus_phase_seconds(const struct momus_ledger *l, size_t phase,
			   size_t i);
double momus_phase_sum(const struct momus_ledger *l, size_t phase);

#endif /* MOMUS_REPORTS_SERIES_H */
