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

static const struct variant *const variants[] = {
	&exps_plain.variant,
	&exps_avx2.variant,
	&exps_avx512.variant,
};

enum { VARIANTS = sizeof variants / sizeof *variants };

const struct exps *exps_at(int i)
{
	return i < VARIANTS ? (const struct exps *)variants[i] : NULL;
}

const struct exps *exps_best(void)
{
	return exps_at(variant_find(variants, VARIANTS, "auto", NULL));
}
