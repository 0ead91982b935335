/* golden.h - reference numbers of tests, which others' programs computed */
#ifndef NATIVE_GOLDEN_H
#define NATIVE_GOLDEN_H

#include "model/model.h"
#include "ops/adamw.h"

struct golden {
	struct model *model; /* owned */
	char *json;	     /* owned: the index */
	size_t len;
	struct tensors *tensors; /* owned */
	struct momus_text part;	 /* the index of .tensors, borrowed */
};

/* Opens model NAME with the arrays of PART ("forward", "sft", "grpo"); skips the
 * test where the data are absent. */
struct golden golden_open(const char *name, const char *part);
void golden_close(struct golden *g);

/* The array NAME as fp32 or as whole numbers, borrowed; its elements in *N. */
const float *golden_floats(const struct golden *g, const char *name, size_t *n);
const int64_t *golden_ids(const struct golden *g, const char *name, size_t *n);
/* Whether it is stored. */
bool golden_has(const struct golden *g, const char *name);

/* How far an fp32 engine may be from the array NAME: 8 times the distance of the
 * reference's own fp32 from fp64, and 1e-6 of its largest number. */
double golden_tolerance(const struct golden *g, const char *name);

/* Fails the test unless GOT (n) is the array NAME. */
void golden_check(const struct golden *g, const char *name, const float *got,
		  size_t n);

/* How "sft" was learnt. */
extern const struct adamw golden_adamw;

/* Fails the test unless X are the parameters that "sft" stores after step T: each array
 * within its tolerance, and of the elements that the reference tells 99.9 % within
 * 1e-6.  It tells at least 98 %.  SCALE: what the gradient of the first step was cut
 * by. */
void golden_check_step(const struct golden *g, int t, const float *x,
		       double scale);

#endif /* NATIVE_GOLDEN_H */
