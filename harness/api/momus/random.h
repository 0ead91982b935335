/* random.h - counter-based random streams
 *
 * Every random choice is drawn from a stream named by what it is for, so that
 * neither concurrency nor resuming changes a run: same seed, same run.
 * Generator: Philox4x32-10 (Salmon et al. 2011, "Parallel Random Numbers: As
 * Easy as 1, 2, 3"); key and first counter are a SHA-256 of the name.
 */
#ifndef MOMUS_RANDOM_H
#define MOMUS_RANDOM_H

#include <stdint.h>

#include "momus/text.h"

MOMUS_BEGIN_DECLS

struct momus_stream { /* copied freely: a copy repeats the original */
	uint32_t key[2];
	uint32_t counter[4];
	uint32_t block[4];
	uint32_t used; /* words of .block already given out, 0..4 */
};

/* The stream of (SEED, PROBLEM, SAMPLE, TURN, PURPOSE).  PURPOSE is a short
 * constant such as "critique". */
MOMUS_API void momus_stream_init(struct momus_stream *s, uint64_t seed,
				 struct momus_text problem, uint64_t sample,
				 uint64_t turn, const char *purpose);

/* The next 64 bits. */
MOMUS_API uint64_t momus_stream_u64(struct momus_stream *s);

/* The next N of them, to OUT; several times as fast as one by one where the
 * processor has AVX2, and the same numbers everywhere. */
MOMUS_API void momus_stream_fill(struct momus_stream *s, uint64_t *out,
				 size_t n);

/* Uniform in [0,1) with 53 random bits. */
MOMUS_API double momus_stream_real(struct momus_stream *s);

/* Uniform in 0..N-1, without bias; N > 0. */
MOMUS_API uint64_t momus_stream_below(struct momus_stream *s, uint64_t n);

MOMUS_END_DECLS

#endif /* MOMUS_RANDOM_H */
