/* flash.h - attention in bf16 where a head has 64 or 128 numbers; CUDA C only
 *
 * What attention-cuda.cu does with all other shapes, faster: a warp keeps scores,
 * probabilities and sums in its registers, and what it multiplies by comes through
 * shared memory while the tile before is worked on (Dao 2023, "FlashAttention-2").
 */
#ifndef NATIVE_FLASH_H
#define NATIVE_FLASH_H

#include "ops/attention.h"
#include "ops/kernel.h"

/* Whether these launchers have a kernel for it. */
bool flash_takes(const struct launch *l, const struct attention_rows *r);

/* attention.h's launchers, for what flash_takes() and attention-cuda.cu checked. */
int flash_forward(const struct launch *l, const struct attention_rows *r,
		  bf16 *o, float *lse, const bf16 *q, const bf16 *k,
		  const bf16 *v, struct momus_error *err);
size_t flash_backward_bytes(const struct attention_rows *r);
int flash_backward(const struct launch *l, const struct attention_rows *r,
		   bf16 *dq, bf16 *dk, bf16 *dv, const bf16 *d_o, const bf16 *o,
		   const float *lse, const bf16 *q, const bf16 *k,
		   const bf16 *v, struct momus_error *err);

/* What their kernels are told. */
struct flash {
	const int *start; /* (sequences + 1) */
	int heads, kv_heads, window;
	float scale; /* 1 / sqrt(D) */
};

static inline struct flash flash_of(const struct attention_rows *r)
{
	struct flash s;

	s.start = r->start;
	s.heads = (int)r->heads;
	s.kv_heads = (int)r->kv_heads;
	s.window = r->window < INT_MAX ? (int)r->window : 0;
	s.scale = 1.0f / sqrtf((float)r->head_dim);
	return s;
}

/* Lets KERNEL have BYTES of shared memory. */
template <class K>
static int flash_allow(K kernel, size_t bytes, struct momus_error *err)
{
	if (bytes > SHARED_OWN &&
	    cudaFuncSetAttribute(kernel,
				 cudaFuncAttributeMaxDynamicSharedMemorySize,
				 (int)bytes) != cudaSuccess)
		return momus_fail(err, MOMUS_EIO,
				  "native: the device has less than %zu bytes "
				  "of shared memory for attention",
				  bytes);
	return MOMUS_OK;
}

#endif /* NATIVE_FLASH_H */
