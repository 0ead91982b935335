/* shim.h - runs a CUDA kernel's blocks and threads on this processor
 *
 * For tests of what a kernel computes, where no device is: its source is compiled
 * as C++ against the headers of this folder, and a launch runs one block after
 * another, the threads of a block as fibers that change places at barriers and
 * shuffles.  The order in which threads run is the test's to choose, since a
 * kernel must not depend on it; shared memory holds NaN when a block begins.
 *
 * What a device leaves undefined ends the program with a sentence: a barrier that
 * not every thread reaches, a shuffle from a lane that takes no part, a tile at an
 * address that is not aligned.  One thread at a time.
 */
#ifndef SHIM_H
#define SHIM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
	SHIM_WARP = 32,
	SHIM_THREADS = 1024,	 /* of a block */
	SHIM_SHARED = 163 << 10, /* bytes of shared memory that an sm_80 has */
	SHIM_GIVEN = 64,	 /* bytes that a lane can give to others */
};

enum shim_order { SHIM_FORWARD, SHIM_BACKWARD, SHIM_MIXED, SHIM_ORDERS };

struct shim_dim {
	unsigned x, y, z;
};

struct shim_place { /* of the thread that runs */
	struct shim_dim thread, block, threads, blocks;
};

extern struct shim_place shim_place;

/* How the threads of a block take turns from now on. */
void shim_set_order(enum shim_order order);

/* Runs BODY(ARG) in every thread of BLOCKS blocks of THREADS.  SHARED: bytes of
 * dynamic shared memory.  What a device refuses (no block, more than 1024 threads,
 * more shared memory than an sm_80 has) runs nothing, and shim_last_error() says
 * so. */
void shim_launch(struct shim_dim blocks, struct shim_dim threads, size_t shared,
		 void (*body)(void *), void *arg);

/* Whether a launch was refused since the last call. */
int shim_last_error(void);

/* In a kernel: __syncthreads(), and __syncwarp() of MASK's lanes. */
void shim_barrier(void);
void shim_warp_barrier(uint32_t mask);

/* In a kernel: gives MINE (BYTES) to the lanes of MASK and returns what each of
 * them gave, lane by lane at multiples of SHIM_GIVEN, until the call after next. */
const unsigned char *shim_share(uint32_t mask, const void *mine, size_t bytes);

/* In a kernel: the dynamic shared memory of the block. */
void *shim_shared(void);

/* Ends the program, naming the block and the thread. */
void shim_fail(const char *what) __attribute__((noreturn));

#ifdef __cplusplus
}
#endif

#endif /* SHIM_H */
