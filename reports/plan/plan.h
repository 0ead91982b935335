/* plan.h - how many problems and samples a comparison of two versions needs */
#ifndef MOMUS_REPORTS_PLAN_H
#define MOMUS_REPORTS_PLAN_H

#include <stdio.h>

#include "reports/plan/answers.h"
#include "stats/facts.h"
#include "stats/gate.h"
#include "stats/plan.h"

struct momus_plan_request { /* shares; NAN or 0: not given */
	double alpha, power;
	double drop, margin;		  /* to be seen; to be ruled out */
	double pass, correlation, across; /* stated instead of estimated */
	uint64_t problems, samples;
	double looks[MOMUS_LOOKS_MOST];
	size_t n_looks;
	uint64_t seed; /* of the intervals */
};

struct momus_plan_row { /* of a number of samples by each version */
	uint64_t samples;
	/* with .problems of the planning; NAN: not asked for */
	double drop_seen;    /* the least; NAN: none is */
	double drop_power;   /* chance to see the drop asked for */
	double margin_out;   /* the least that is ruled out; NAN: none is */
	double margin_power; /* chance to rule out the margin asked for */
	/* problems that it takes */
	uint64_t for_drop, for_margin, for_same;
};

enum { MOMUS_PLAN_ROWS = 8, MOMUS_PLAN_NOTES = 4 };

struct momus_planning {
	struct momus_plan_request request;
	const struct momus_answers *answers; /* borrowed; NULL: all is stated */
	struct momus_facts facts;	     /* of the base, if .answers */
	struct momus_facts_pair pair;	     /* of both, if there are two */
	double pass, correlation, across;    /* what is planned with; NAN: not
					      * known apart */
	/* of what the answers say; NAN: not known, or stated */
	struct momus_interval intervals[MOMUS_FACTS_INTERVALS];
	struct momus_plan plan;
	uint64_t problems; /* 0: not known */
	struct momus_gate_looks looks;
	/* that a test needs: to see a change; to rule a margin out where nothing
	 * changed; the same on both sides */
	double drift_change, drift_margin, drift_same;
	double share_same,
		share_drop; /* of the problems, at which planned looks
					* stop: nothing changed; the drop with as
					* many problems as show it */
	struct momus_plan_row rows[MOMUS_PLAN_ROWS];
	size_t n_rows;
	const char *notes[MOMUS_PLAN_NOTES]; /* sentences: what was assumed */
	size_t n_notes;
};

/* Plans as R says, from ANSWERS (NULL: from R's rates).  MOMUS_EINVAL: neither
 * gives a pass rate between 0 and 1, or looks that cannot be planned. */
int momus_plan_make(struct momus_planning *p,
		    const struct momus_plan_request *r,
		    const struct momus_answers *answers,
		    struct momus_error *err);

/* Writes it for the terminal, or as JSON.  MOMUS_ENOMEM. */
int momus_plan_text(const struct momus_planning *p, FILE *file,
		    struct momus_error *err);
int momus_plan_json(const struct momus_planning *p, FILE *file,
		    struct momus_error *err);

#endif /* MOMUS_REPORTS_PLAN_H */
