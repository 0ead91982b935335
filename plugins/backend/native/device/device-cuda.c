/* device-cuda.c - a CUDA device; see device.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cuda_runtime_api.h>

#include "device/cublas.h"
#ifdef HAVE_NCCL
#include "device/nccl.h"
#endif

enum {
	PRODUCTS = 32 << 20, /* of workspace, as cuBLASLt's manual has it */
	DESK = 256 << 10,    /* of memory that copies need not go round */
};

struct piece { /* of memory */
	struct piece *next;
	void *p;
	size_t bytes;
};

struct device {
	struct cublas cublas;
	struct piece *pieces;
	size_t limit, used, all;
	int number;
	cudaStream_t stream;
	/* Owned, (DESK), locked: what is sent lies there from 0 to .sent until the
	 * stream is waited for. */
	char *desk;
	size_t sent;
#ifdef HAVE_NCCL
	struct nccl *nccl; /* owned; NULL: no ranks */
#endif
	char name[256];
};

static int check(cudaError_t e, const char *what, struct momus_error *err)
{
	if (e == cudaSuccess)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EIO, "native: the device failed to %s: %s",
			  what, cudaGetErrorString(e));
}

const char *device_word(void)
{
	return "cuda";
}

/* Why there is no device, E being what was said to the question, and what to do. */
static const char *remedy(cudaError_t e)
{
	switch (e) {
	case cudaErrorInsufficientDriver:
		return "install the NVIDIA driver, or one at least as new as "
		       "the CUDA that Momus was built with";
	case cudaErrorNoDevice:
		return "in a container start it with its GPUs (--gpus all), in "
		       "a job ask for one, and look at CUDA_VISIBLE_DEVICES";
	default:
		return "nvidia-smi tells more";
	}
}

int device_find(int number, struct momus_error *err)
{
	int devices = 0;
	cudaError_t e = cudaGetDeviceCount(&devices);

	if (e != cudaSuccess)
		return momus_fail(err, MOMUS_ENOTFOUND,
				  "native: there is no CUDA device: %s; set "
				  "device to cpu, or %s",
				  cudaGetErrorString(e), remedy(e));
	if (number < 0 || number >= devices)
		return momus_fail(err, MOMUS_ENOTFOUND,
				  "native: there is no device cuda:%d, only %d "
				  "of them, counted from 0; set device to "
				  "cuda:0 or cpu",
				  number, devices);
	return MOMUS_OK;
}

int device_open(struct device **out, int number, size_t limit,
		struct momus_error *err)
{
	struct cudaDeviceProp has;
	struct device *d;
	int rc = device_find(number, err);

	*out = NULL;
	if (rc == MOMUS_OK)
		rc = check(cudaSetDevice(number), "start", err);
	if (rc < 0)
		return rc;
	d = calloc(1, sizeof *d);
	if (!d)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	d->number = number;
	d->limit = limit ? limit : (size_t)-1;
	rc = check(cudaGetDeviceProperties(&has, number), "say what it is",
		   err);
	if (rc == MOMUS_OK && has.major < 8)
		rc = momus_fail(err, MOMUS_ENOTFOUND,
				"native: %s is of compute capability %d.%d, "
				"expected 8.0 or later; set device to cpu",
				has.name, has.major, has.minor);
	if (rc == MOMUS_OK)
		rc = check(cudaStreamCreateWithFlags(&d->stream,
						     cudaStreamNonBlocking),
			   "make a stream", err);
	if (rc == MOMUS_OK)
		rc = check(cudaMallocHost((void **)&d->desk, DESK),
			   "lock memory", err);
	if (rc == MOMUS_OK)
		rc = cublas_open(&d->cublas, err);
	if (rc == MOMUS_OK)
		rc = device_alloc(d, "products", PRODUCTS, &d->cublas.workspace,
				  err);
	if (rc < 0) {
		device_close(d);
		return rc;
	}
	d->cublas.room = PRODUCTS;
	d->all = has.totalGlobalMem;
	memcpy(d->name, has.name, sizeof d->name);
	d->name[sizeof d->name - 1] = '\0';
	*out = d;
	return MOMUS_OK;
}

void device_close(struct device *d)
{
	if (!d)
		return;
	cudaSetDevice(d->number);
	while (d->pieces)
		device_free(d, d->pieces->p);
	cublas_close(&d->cublas);
#ifdef HAVE_NCCL
	nccl_close(d->nccl);
#endif
	if (d->desk)
		cudaFreeHost(d->desk);
	if (d->stream)
		cudaStreamDestroy(d->stream);
	free(d);
}

/* What device NUMBER is, or why it cannot be used: LACKS, or its own age. */
static void describe(struct momus_device *out, int number, const char *lacks)
{
	struct cudaDeviceProp has;
	int driver = 0;
	cudaError_t e = cudaGetDeviceProperties(&has, number);

	snprintf(out->name, sizeof out->name, "cuda:%d", number);
	out->usable = false;
	if (e != cudaSuccess) {
		snprintf(out->detail, sizeof out->detail,
			 "%s; nvidia-smi tells "
			 "more",
			 cudaGetErrorString(e));
		return;
	}
	cudaDriverGetVersion(&driver);
	out->usable = has.major >= 8 && !*lacks;
	snprintf(out->detail, sizeof out->detail,
		 "%.80s, %.1f GiB, driver for CUDA %d.%d, compute capability "
		 "%d.%d%s%.120s",
		 has.name, (double)has.totalGlobalMem / (1 << 30),
		 driver / 1000, driver % 1000 / 10, has.major, has.minor,
		 has.major < 8 ? "; expected 8.0 or later"
		 : out->usable ? ""
			       : "; ",
		 has.major < 8 ? "" : lacks);
}

size_t device_list(struct momus_device *list, size_t room)
{
	struct momus_error lacks = { "" };
	int devices = 0;
	cudaError_t e = cudaGetDeviceCount(&devices);

	if (e == cudaSuccess && devices)
		cublas_there(&lacks);
	for (int i = 0; e == cudaSuccess && i < devices; i++)
		if ((size_t)i < room)
			describe(&list[i], i, lacks.text);
	if (e == cudaSuccess && devices)
		return (size_t)devices;
	if (room) {
		snprintf(list->name, sizeof list->name, "cuda");
		snprintf(list->detail, sizeof list->detail, "%.100s; %s",
			 cudaGetErrorString(e ? e : cudaErrorNoDevice),
			 remedy(e ? e : cudaErrorNoDevice));
		list->usable = false;
	}
	return 1;
}

const char *device_name(const struct device *d)
{
	return d->name;
}

size_t device_memory(const struct device *d)
{
	return d->limit < d->all ? d->limit : d->all;
}

void *device_stream(const struct device *d)
{
	return d->stream;
}

int device_use(struct device *d, struct momus_error *err)
{
	return check(cudaSetDevice(d->number), "be chosen", err);
}

int device_alloc(struct device *d, const char *what, size_t bytes, void **out,
		 struct momus_error *err)
{
	struct piece *one = malloc(sizeof *one);
	size_t left = 0, all = 0;

	*out = NULL;
	if (!one)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	cudaSetDevice(d->number);
	if (bytes <= d->limit - d->used &&
	    cudaMalloc(&one->p, bytes ? bytes : 1) == cudaSuccess) {
		one->next = d->pieces;
		one->bytes = bytes;
		d->pieces = one;
		d->used += bytes;
		*out = one->p;
		return MOMUS_OK;
	}
	free(one);
	cudaGetLastError(); /* this failure is told here, not by a launch */
	if (cudaMemGetInfo(&left, &all) != cudaSuccess)
		left = 0;
	return momus_fail(err, MOMUS_ENOMEM,
			  "native: out of device memory for %s: %zu bytes "
			  "asked for, %zu left; a smaller chunk, batch or "
			  "cache, recompute, or lora_rank may help",
			  what, bytes,
			  d->limit - d->used < left ? d->limit - d->used
						    : left);
}

void device_free(struct device *d, void *p)
{
	struct piece **at = &d->pieces, *one;

	while (*at && (*at)->p != p)
		at = &(*at)->next;
	if (!p || !*at)
		return;
	one = *at;
	*at = one->next;
	d->used -= one->bytes;
	cudaFree(p);
	free(one);
}

int device_write(struct device *d, void *to, const void *from, size_t bytes,
		 struct momus_error *err)
{
	int rc = check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice,
				       d->stream),
		       "take memory", err);

	return rc < 0 ? rc : device_wait(d, err);
}

int device_send(struct device *d, void *to, const void *from, size_t bytes,
		struct momus_error *err)
{
	const size_t room = (bytes + 255) / 256 * 256;
	char *mine;
	int rc = MOMUS_OK;

	if (room > DESK)
		return device_write(d, to, from, bytes, err);
	if (room > DESK - d->sent)
		rc = device_wait(d, err);
	if (rc < 0)
		return rc;
	mine = d->desk + d->sent;
	d->sent += room;
	memcpy(mine, from, bytes);
	return check(cudaMemcpyAsync(to, mine, bytes, cudaMemcpyHostToDevice,
				     d->stream),
		     "take memory", err);
}

int device_read(struct device *d, void *to, const void *from, size_t bytes,
		struct momus_error *err)
{
	const bool small = bytes <= DESK - d->sent;
	char *at = small ? d->desk + d->sent : to;
	int rc = check(cudaMemcpyAsync(at, from, bytes, cudaMemcpyDeviceToHost,
				       d->stream),
		       "give memory", err);

	if (rc == MOMUS_OK)
		rc = device_wait(d, err);
	if (rc == MOMUS_OK && small)
		memcpy(to, at, bytes);
	return rc;
}

int device_copy(struct device *d, void *to, const void *from, size_t bytes,
		struct momus_error *err)
{
	return check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice,
				     d->stream),
		     "copy memory", err);
}

int device_zero(struct device *d, void *p, size_t bytes,
		struct momus_error *err)
{
	return check(cudaMemsetAsync(p, 0, bytes, d->stream), "clear memory",
		     err);
}

int device_wait(struct device *d, struct momus_error *err)
{
	d->sent = 0;
	return check(cudaStreamSynchronize(d->stream), "finish", err);
}

struct device_kept {
	cudaGraphExec_t graph;
};

/* What RUN starts goes to a graph and not to the device. */
static int keep(struct device *d, struct device_kept *kept,
		int (*run)(void *arg, struct momus_error *err), void *arg,
		struct momus_error *err)
{
	cudaGraph_t graph = NULL;
	int rc = check(cudaStreamBeginCapture(d->stream,
					      cudaStreamCaptureModeThreadLocal),
		       "remember", err);
	cudaError_t end;

	if (rc < 0)
		return rc;
	rc = run(arg, err);
	end = cudaStreamEndCapture(d->stream, &graph);
	if (rc == MOMUS_OK)
		rc = check(end, "remember", err);
	if (rc == MOMUS_OK)
		rc = check(cudaGraphInstantiate(&kept->graph, graph, 0),
			   "remember", err);
	if (graph)
		cudaGraphDestroy(graph);
	return rc;
}

int device_again(struct device *d, struct device_kept **kept,
		 int (*run)(void *arg, struct momus_error *err), void *arg,
		 struct momus_error *err)
{
	struct device_kept *made = NULL;
	int rc = MOMUS_OK;

	if (!*kept) {
		made = calloc(1, sizeof *made);
		if (!made)
			return momus_fail(err, MOMUS_ENOMEM,
					  "native: out of memory");
		rc = keep(d, made, run, arg, err);
		if (rc < 0) {
			free(made);
			return rc;
		}
		*kept = made;
	}
	return check(cudaGraphLaunch((*kept)->graph, d->stream), "go on", err);
}

void device_kept_free(struct device_kept *kept)
{
	if (!kept)
		return;
	cudaGraphExecDestroy(kept->graph);
	free(kept);
}

int device_multiply(struct device *d, const struct device_product *p,
		    struct momus_error *err)
{
	return cublas_multiply(&d->cublas, p, d->stream, err);
}

int device_ranks(struct device *d, const struct momus_ranks *host,
		 struct momus_ranks *out, struct momus_error *err)
{
#ifdef HAVE_NCCL
	return nccl_open(&d->nccl, host, d->stream, out, err);
#else
	(void)d;
	(void)host;
	(void)out;
	return momus_fail(err, MOMUS_ENOTSUP,
			  "native: this Momus was built without NCCL (nccl.h)");
#endif
}
