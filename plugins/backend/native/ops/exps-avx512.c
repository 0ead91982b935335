/* exps-avx512.c - see exps.h: sixteen lanes */
#include "exps.h"

#define NAME	"avx512"
#define LANES	16
#define VARIANT exps_avx512

#if defined(__x86_64__)
#define WITH __attribute__((target("avx512f,avx512dq")))

static bool have(void)
{
	return __builtin_cpu_supports("avx512f") &&
	       __builtin_cpu_supports("avx512dq");
}
#else
#define WITH

static bool have(void)
{
	return false;
}
#endif

#include "exps-loops.h"
