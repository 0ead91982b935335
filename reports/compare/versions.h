/* versions.h - two runs of one benchmark, problem by problem */
#ifndef MOMUS_REPORTS_VERSIONS_H
#define MOMUS_REPORTS_VERSIONS_H

#include <stdbool.h>

#include "store/reader.h"

struct momus_version { /* one run; cells are (N, TURNS+1, LEAVES) row-major */
	const char *path; /* borrowed: of the first, where several are one */
	struct momus_run *run;
	size_t n;
	uint32_t turns, leaves;
	bool pooled;	 /* several runs as one; .run is the first */
	int8_t *passed;	 /* owned: enum momus_correctness, by what decides */
	uint8_t *status; /* owned: enum momus_run_status */
};

struct momus_match { /* one problem, as an index into each run's problems */
	uint32_t base, next;
};

struct momus_versions {
	struct momus_version base, next;
	struct momus_match *matches; /* owned: in the new run's order */
	size_t n;
	size_t base_only, next_only; /* problems that the other lacks */
};

/* Pairs the problems of BASE and NEXT by id into OUT (as many as NEXT has), in the
 * order of ids; *N of them.  MOMUS_ENOMEM. */
int momus_match_problems(const struct momus_run *base,
			 const struct momus_run *next, struct momus_match *out,
			 size_t *n, struct momus_error *err);

/* Reads the run at PATH into V, which is zeroed.  On failure V is fit to be
 * released. */
int momus_version_load(struct momus_version *v, const char *path,
		       struct momus_error *err);
void momus_version_release(struct momus_version *v);

/* Reads the runs and pairs their problems by id.  Of several BASES (N > 0) the
 * samples count together, over the problems of the first.  On failure there is
 * nothing to release. */
int momus_versions_load(struct momus_versions *out, const char *const *bases,
			size_t n, const char *next, struct momus_error *err);
void momus_versions_release(struct momus_versions *v);

/* What is known of trajectory LEAF of PROBLEM after TURN. */
static inline int8_t momus_version_passed(const struct momus_version *v,
					  uint32_t problem, uint32_t turn,
					  uint32_t leaf)
{
	return v->passed[((size_t)problem * (v->turns + 1) + turn) * v->leaves +
			 leaf];
}

/* How it ended. */
static inline uint8_t momus_version_status(const struct momus_version *v,
					   uint32_t problem, uint32_t turn,
					   uint32_t leaf)
{
	return v->status[((size_t)problem * (v->turns + 1) + turn) * v->leaves +
			 leaf];
}

#endif /* MOMUS_REPORTS_VERSIONS_H */
