/* launch.h - what a launcher is given beside its arrays
 *
 * Each operation that runs on a device too has launchers op_…_cuda() beside its
 * reference, in <op>-cuda.cu.  A launcher takes device pointers, starts kernels on
 * the stream and does not wait for them; it returns MOMUS_EINVAL for a size that
 * it cannot run and MOMUS_EIO where the launch failed.  Arrays begin at multiples
 * of 32 bytes, as device_alloc() gives them.
 *
 * What is said to be of type T is of .type, weights as well as activations; sums
 * are fp32 always.  Each result is computed in one order, whatever the device and
 * the batch: no sum is made by atomic operations.
 */
#ifndef NATIVE_LAUNCH_H
#define NATIVE_LAUNCH_H

#include <stddef.h>
#include <stdint.h>

#include <momus/error.h>

enum launch_type { LAUNCH_F32, LAUNCH_BF16 };

struct launch {
	void *stream;	       /* borrowed: a cudaStream_t */
	enum launch_type type; /* T */
	void *workspace;       /* borrowed; what launchers put there is theirs
				* until the stream is past them */
	size_t room;	       /* bytes of .workspace */
};

/* Bytes of one number of type T. */
static inline size_t launch_size(enum launch_type type)
{
	return type == LAUNCH_BF16 ? 2 : 4;
}

#endif /* NATIVE_LAUNCH_H */
