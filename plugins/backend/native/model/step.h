/* step.h - the next tokens of many sequences, through all layers at once
 *
 * A row is one token of one sequence.  Every product is rows.h's, attention sees
 * a row's own keys, in their order: so a row's numbers depend on the tokens of
 * its sequence alone, bit for bit, whatever rows share the step, in whatever
 * pieces a prompt is read, and however many threads there are.  With halves
 * rows.h's and all else stays fp32, and every product of a matrix is halves.h's.
 */
#ifndef NATIVE_STEP_H
#define NATIVE_STEP_H

#include "model/model.h"
#include "model/pages.h"
#include "ops/rows.h"

enum { STEP_ROWS = 128 }; /* most of a step */

struct step_row {
	struct pages *pages; /* borrowed: long enough for .at */
	int64_t at;	     /* position; those before are there, or in rows
			      * before this one */
	int32_t id;
};

struct step {
	struct model *model;	 /* borrowed */
	struct rows_way way;	 /* .room is owned */
	struct crew *crew;	 /* owned */
	struct page_shape shape;
	float *memory; /* owned: what follows, for STEP_ROWS rows */
	float *x, *h, *q, *k, *v, *o, *gate, *up, *raw, *scale;
	float *scores; /* owned, (hands, heads of a group, keys) */
	int64_t keys;
};

/* KERNELS is the name of a variant of rows.h, or with HALVES of halves.h; or
 * "auto". */
int step_init(struct step *out, struct model *m, int threads,
	      const char *kernels, bool halves, struct momus_error *err);
void step_release(struct step *s); /* zeroed allowed */

/* As many THREADS from here on. */
int step_hands(struct step *s, int threads, struct momus_error *err);

/* Writes the keys and values of ROWS (N), and sets HIDDEN (N, hidden) to the
 * states behind the last norm.  MOMUS_EINVAL for an id or a position beyond the
 * model's. */
int step_rows(struct step *s, const struct step_row *rows, int64_t n,
	      float *hidden, struct momus_error *err);

/* Sets Z (N, vocab) to the logits of HIDDEN (N, hidden). */
void step_logits(struct step *s, const float *hidden, int64_t n, float *z);

#endif /* NATIVE_STEP_H */
