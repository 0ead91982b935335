/* advantage.h - what an answer is worth beside others of its group
 *
 * With the rewards r of a group, their mean and their standard deviation s:
 *
 *	A = (r - mean) / (s + eps)	Shao et al. 2024, "DeepSeekMath", 4.1.2
 *	A = r - mean			Liu et al. 2025, "Understanding R1-Zero"
 *	A = (r - mean) n / (n - 1)	Ahmadian et al. 2024, "Back to Basics"
 */
#ifndef GRPO_ADVANTAGE_H
#define GRPO_ADVANTAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum advantage_kind {
	ADVANTAGE_UNBIASED, /* s divides by n - 1 */
	ADVANTAGE_BIASED,   /* by n */
	ADVANTAGE_CENTRED,  /* no division */
	ADVANTAGE_LEAVE_ONE_OUT,
};

struct advantage {
	enum advantage_kind kind;
	double eps;
	bool single_zero; /* a group of one has A = 0, else r / (1 + eps), or r */
	bool batch_std;	  /* s is that of all rewards of the batch */
};

struct advantage_count {
	size_t groups, flat; /* flat: all rewards equal, more than one */
};

/* Sets A (N) from REWARD and GROUP (N); where REWARD is NAN, which is in no mean,
 * A is 0.  FLAT (N; NULL allowed) tells whose group is flat.  SCRATCH (N). */
struct advantage_count advantage_compute(const struct advantage *how,
					 const double *reward,
					 const uint32_t *group, size_t n,
					 double *a, bool *flat,
					 size_t *scratch);

#endif /* GRPO_ADVANTAGE_H */
