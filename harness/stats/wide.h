/* wide.h - one loop over many numbers, compiled for each width of registers
 *
 * Sources that include it are built without contraction to fused operations, so that
 * results are the same on every processor, and the same as of one number alone.
 */
#ifndef MOMUS_STATS_WIDE_H
#define MOMUS_STATS_WIDE_H

/* What such a loop calls. */
#define MOMUS_LANE static inline __attribute__((always_inline))

/* Before a loop within such a loop: of so few steps, known to the compiler, that they are
 * written out one by one. */
#if defined(__clang__)
#define MOMUS_UNROLL _Pragma("clang loop unroll(full)")
#else
#define MOMUS_UNROLL _Pragma("GCC unroll 16")
#endif

/* Defines NAME PARAMETERS, which calls BODY ARGUMENTS, a MOMUS_LANE function without a
 * result, compiled for the widest registers that the processor has. */
#if defined(__x86_64__)
#define MOMUS_WIDE(name, parameters, body, arguments)                          \
	__attribute__((                                                        \
		target("avx512f,fma"))) static void name##_avx512 parameters   \
	{                                                                      \
		body arguments;                                                \
	}                                                                      \
	__attribute__((target("avx2,fma"))) static void name##_avx2 parameters \
	{                                                                      \
		body arguments;                                                \
	}                                                                      \
	static void name parameters                                            \
	{                                                                      \
		if (__builtin_cpu_supports("avx512f") &&                       \
		    __builtin_cpu_supports("fma"))                             \
			name##_avx512 arguments;                               \
		else if (__builtin_cpu_supports("avx2") &&                     \
			 __builtin_cpu_supports("fma"))                        \
			name##_avx2 arguments;                                 \
		else                                                           \
			body arguments;                                        \
	}
#else
#define MOMUS_WIDE(name, parameters, body, arguments) \
	static void name parameters                   \
	{                                             \
		body arguments;                       \
	}
#endif

#endif /* MOMUS_STATS_WIDE_H */
