/* exps-avx2.c - see exps.h: eight lanes */
#include "exps.h"

#define NAME	"avx2"
#define LANES	8
#define VARIANT exps_avx2

#if defined(__x86_64__)
#define WITH __attribute__((target("avx2,fma")))

static bool have(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#else
#define WITH

static bool have(void)
{
	return false;
}
#endif

#include "exps-loops.h"
