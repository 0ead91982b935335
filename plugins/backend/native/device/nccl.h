/* nccl.h - ranks that exchange the memory of their devices, by NCCL
 *
 * The library is loaded when ranks have devices, not linked; what a device needs to
 * find the others goes over the ranks that exchange the processor's memory.
 */
#ifndef NATIVE_NCCL_H
#define NATIVE_NCCL_H

#include <momus/ranks.h>

#include <cuda_runtime_api.h>

struct nccl;

/* Joins the devices in use of HOST's ranks (borrowed), who all call it; *RANKS then
 * exchange memory of theirs on STREAM.  What fails on one rank fails on all: no
 * NCCL, or two ranks with one device. */
int nccl_open(struct nccl **out, const struct momus_ranks *host,
	      cudaStream_t stream, struct momus_ranks *ranks,
	      struct momus_error *err);
void nccl_close(struct nccl *n); /* NULL allowed */

#endif /* NATIVE_NCCL_H */
