/* half.h - what one program reports of a half of the tests, base or plus */
#ifndef MBPPPLUS_HALF_H
#define MBPPPLUS_HALF_H

#include <cjson/cJSON.h>

#include "mbppplus.h"

struct half {	       /* one program's report */
	cJSON *report; /* owned; NULL: the referee gave none */
	const struct momus_outcome *outcome;
	const char *parity, *strict; /* letters, in the report */
	bool live;
	size_t n; /* tests */
};

/* Reads the report of a half with N tests out of REPORT, which it takes over. */
void half_init(struct half *h, const struct momus_outcome *outcome,
	       cJSON *report, size_t n);
void half_release(struct half *h);

/* Reads the reports of the halves H (K), N[i] tests each, that one program ran;
 * returns how many it came to. */
size_t halves_init(struct half *h, const struct momus_outcome *outcome,
		   const size_t *n, size_t k);

/* EvalPlus stops at its first failure: LIVE's letters, and behind it those of the
 * comparison of VALUES, in ARENA; NULL: it refuses. */
const char *half_merge(const struct half *live, const struct half *values,
		       struct momus_arena *arena);

/* Fills TESTS (h->n) from LETTERS. */
void half_fill_tests(const struct half *h, const char *letters, uint32_t part,
		     struct momus_test *tests, struct momus_arena *arena);

/* "pass", "fail", or "timeout", which EvalPlus says of a half whose program was
 * ended from outside. */
const char *half_evalplus_status(const struct half *h, const char *letters);

/* verdicts.c: no half could be read, by O: nothing is known of the answer. */
int verdicts_give_up(struct momus_grade *out, const struct momus_outcome *o);

/* verdicts.c: fills OUT from the halves H (K), with PARITY letters of their own
 * where not NULL. */
int verdicts_fill_halves(const struct half *h, const char *const *parity,
			 size_t k, struct momus_grade *out,
			 struct momus_error *err);

/* verdicts.c: what the script's end says of each test: all, if it passed; else what
 * the values say, and if they are right the script failed before the first. */
void verdicts_fill_script(const struct momus_outcome *script,
			  struct momus_grade *out);

#endif /* MBPPPLUS_HALF_H */
