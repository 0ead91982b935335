/* calibration.h - the gate's error rates on the answers of a run */
#ifndef MOMUS_REPORTS_CALIBRATION_H
#define MOMUS_REPORTS_CALIBRATION_H

#include <stdio.h>

#include "reports/plan/plan.h"
#include "stats/calibrate.h"

struct momus_calibration_row {
	double drop; /* asked for, a share; 0: versions alike */
	struct momus_calibrated seen;
	double low, high; /* of the share of regressions, 95 %, Wilson */
	double formula;	  /* what `momus plan` expects of it; NAN: e-values */
};

enum { MOMUS_CALIBRATION_ROWS = 8 };

struct momus_calibration {
	const struct momus_answers *answers; /* borrowed */
	struct momus_calibrate in;
	struct momus_gate_looks looks;
	double looks_at[MOMUS_LOOKS_MOST];
	struct momus_calibration_row rows[MOMUS_CALIBRATION_ROWS];
	size_t n; /* rows; the first is of versions alike */
};

struct momus_calibration_request {
	double alpha, margin;
	double drop;	    /* NAN: several */
	double correlation; /* of single answers; NAN: not given */
	double looks[MOMUS_LOOKS_MOST];
	size_t n_looks;
	bool e_value;
	uint64_t trials, seed;
};

/* Calibrates the gate on ANSWERS, which stay in use: two runs by swapping names,
 * one of several answers a problem by dealing them to two sides, one of single
 * answers by pairs of the stated correlation.  MOMUS_EINVAL: that is not stated, the
 * looks cannot be planned, or there are too few problems for any p at the level. */
int momus_calibration_make(struct momus_calibration *c,
			   const struct momus_calibration_request *r,
			   const struct momus_answers *answers,
			   struct momus_error *err);

/* Writes it for the terminal, or as JSON.  MOMUS_ENOMEM. */
int momus_calibration_text(const struct momus_calibration *c, FILE *file,
			   struct momus_error *err);
int momus_calibration_json(const struct momus_calibration *c, FILE *file,
			   struct momus_error *err);

#endif /* MOMUS_REPORTS_CALIBRATION_H */
