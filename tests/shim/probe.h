/* probe.h - small kernels that say what the shim does; see shim-test.c */
#ifndef SHIM_PROBE_H
#define SHIM_PROBE_H

#ifdef __cplusplus
extern "C" {
#endif

/* Each of BLOCKS blocks of THREADS sums x[block * THREADS …] by halves in shared
 * memory; without FENCE the barriers are left out. */
void probe_sum(float *out, const float *x, unsigned blocks, unsigned threads,
	       int fence);

/* out[i] of one warp: the sum over lanes by shuffles, times the loop's turn. */
void probe_shuffle(float *out, const float *x);

/* The lower half of a warp rotates its numbers, the upper half does nothing. */
void probe_half(float *out, const float *x);

/* Which thread of which block writes which place of (2, 3, 4) blocks of (4, 4, 2). */
void probe_places(int *out);

/* Only thread 0 reaches a barrier: ends the program. */
void probe_deadlock(void);
/* Lane 0 takes from a lane that is done: ends the program. */
void probe_gone(void);
/* A block writes behind its shared memory: ends the program. */
void probe_beyond(void);

/* What a block finds in shared memory that it did not write, once something was
 * there. */
void probe_stale(float *out);

/* C (16,16) = A B of bf16 bits. */
void probe_tile(float *c, const unsigned short *a, const unsigned short *b);

/* C (16,16) = 1 + A B by way of registers; B is its transpose unless TURNED on the way. */
void probe_fragment(float *c, const unsigned short *a, const unsigned short *b,
		    int turned);

/* out[2 i]: what a copy's place holds before it is waited for, out[2 i + 1] behind
 * it; X (32, 4), of which every other is not there. */
void probe_copy(float *out, const float *x);

#ifdef __cplusplus
}
#endif

#endif /* SHIM_PROBE_H */
