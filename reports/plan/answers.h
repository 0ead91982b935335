/* answers.h - the answers that a plan is made from: one version's, or two's */
#ifndef MOMUS_REPORTS_ANSWERS_H
#define MOMUS_REPORTS_ANSWERS_H

#include <stddef.h>
#include <stdint.h>

#include "momus/error.h"

struct momus_answers {
	const char *base_path, *next_path; /* borrowed; NULL: none */
	int8_t *base; /* owned, (N,K) row-major: enum momus_correctness */
	int8_t *next; /* owned, (N,L); NULL: one version */
	size_t n, k, l;
	int turn; /* after which they are judged */
};

/* Reads the answers after TURN (-1: the last that both have) of the run at BASE
 * and, unless NEXT is NULL, of the problems that NEXT has too.  MOMUS_EINVAL: no
 * such turn, or the runs differ in what DESPITE (as for momus_compare()) does not
 * allow. */
int momus_answers_load(struct momus_answers *a, const char *base,
		       const char *next, int turn, const char *despite,
		       struct momus_error *err);
void momus_answers_release(struct momus_answers *a);

#endif /* MOMUS_REPORTS_ANSWERS_H */
