/* exps.c - see exps.h: four lanes, for every processor */
#include "exps.h"

#define NAME	"plain"
#define LANES	4
#define VARIANT exps_plain
#define WITH

static bool have(void)
{
	return true;
}

#include "exps-loops.h"

static const struct exps *const variants[] = { &exps_plain, &exps_avx2,
					       &exps_avx512 };

enum { VARIANTS = sizeof variants / sizeof *variants };

const struct exps *exps_at(int i)
{
	return i < VARIANTS ? variants[i] : NULL;
}

const struct exps *exps_best(void)
{
	const struct exps *best = &exps_plain;

	for (int i = 0; i < VARIANTS; i++)
		if (variants[i]->have())
			best = variants[i];
	return best;
}
