/* nccl.c - see nccl.h */
#include "device/nccl.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <nccl.h>

#include "ops/total.h"

#define LIBRARY "libnccl.so.2"

struct nccl {
	const struct momus_ranks *host; /* borrowed */
	struct launch launch;
	cudaStream_t stream;
	ncclComm_t comm; /* NULL: parted */
	__typeof__(&ncclGetUniqueId) unique;
	__typeof__(&ncclCommInitRank) init;
	__typeof__(&ncclCommDestroy) destroy;
	__typeof__(&ncclCommAbort) abort;
	__typeof__(&ncclGetErrorString) says;
	__typeof__(&ncclGroupStart) begin;
	__typeof__(&ncclGroupEnd) end;
	__typeof__(&ncclSend) send;
	__typeof__(&ncclRecv) receive;
};

static int load(struct nccl *n, struct momus_error *err)
{
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	const struct {
		const char *name;
		void *to;
	} all[] = {
		{ "ncclGetUniqueId", &n->unique },
		{ "ncclCommInitRank", &n->init },
		{ "ncclCommDestroy", &n->destroy },
		{ "ncclCommAbort", &n->abort },
		{ "ncclGetErrorString", &n->says },
		{ "ncclGroupStart", &n->begin },
		{ "ncclGroupEnd", &n->end },
		{ "ncclSend", &n->send },
		{ "ncclRecv", &n->receive },
	};

	if (!library)
		library = dlopen(CUBLAS_FOLDER "/" LIBRARY,
				 RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return momus_fail(err, MOMUS_ENOTFOUND,
				  "native: NCCL cannot be loaded: %s",
				  dlerror());
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		void *found = dlsym(library, all[i].name);

		if (!found)
			return momus_fail(err, MOMUS_ENOTFOUND,
					  "native: " LIBRARY " lacks %s; "
					  "expected NCCL 2.7 or later",
					  all[i].name);
		/* POSIX promises that functions fit a void pointer. */
		memcpy(all[i].to, &found, sizeof found);
	}
	return MOMUS_OK;
}

static int check(const struct nccl *n, ncclResult_t r, const char *what,
		 struct momus_error *err)
{
	return r == ncclSuccess ? MOMUS_OK
				: momus_fail(err, MOMUS_EIO,
					     "native: NCCL failed to %s: %s",
					     what, n->says(r));
}

/* Until the stream is done, or a rank has ended: NCCL would wait for ever. */
static int wait_for(struct nccl *n, struct momus_error *err)
{
	const struct timespec pause = { 0, 20000 };
	cudaError_t e;

	for (unsigned i = 1;
	     (e = cudaStreamQuery(n->stream)) == cudaErrorNotReady; i++) {
		if (i % 256 == 0 &&
		    n->host->ops->check(n->host->self, err) < 0) {
			n->abort(n->comm);
			n->comm = NULL;
			return MOMUS_EIO;
		}
		if (i > 256)
			nanosleep(&pause, NULL);
	}
	return e == cudaSuccess
		       ? MOMUS_OK
		       : momus_fail(err, MOMUS_EIO,
				    "native: the device failed to exchange: %s",
				    cudaGetErrorString(e));
}

static int exchange(void *self, uint32_t to, const void *out, size_t n_out,
		    uint32_t from, void *in, size_t n_in,
		    struct momus_error *err)
{
	struct nccl *n = self;
	int rc;

	if (!n->comm)
		return n->host->ops->check(n->host->self, err) < 0
			       ? MOMUS_EIO
			       : momus_fail(err, MOMUS_EIO,
					    "native: the devices are parted");
	rc = check(n, n->begin(), "begin", err);
	if (rc == MOMUS_OK && n_out)
		rc = check(n,
			   n->send(out, n_out, ncclChar, (int)to, n->comm,
				   n->stream),
			   "send", err);
	if (rc == MOMUS_OK && n_in)
		rc = check(n,
			   n->receive(in, n_in, ncclChar, (int)from, n->comm,
				      n->stream),
			   "receive", err);
	if (rc == MOMUS_OK)
		rc = check(n, n->end(), "exchange", err);
	return rc < 0 ? rc : wait_for(n, err);
}

static int add(void *self, float *own, size_t count, const float *room,
	       struct momus_error *err)
{
	struct nccl *n = self;

	return total_add_cuda(&n->launch, own, room, (int64_t)count,
			      (int)n->host->rank, (int)n->host->size, err);
}

static const struct momus_ranks_ops ops = {
	.size = sizeof ops,
	.exchange = exchange,
	.add = add,
	.piece = 1 << 24, /* 64 MiB: not tuned */
};

static int join(struct nccl *n, struct momus_error *err)
{
	const struct momus_ranks *r = n->host;
	ncclUniqueId id;
	int rc = MOMUS_OK;

	if (!r->rank)
		rc = check(n, n->unique(&id), "begin", err);
	rc = momus_ranks_agree(r, rc, err);
	if (rc == MOMUS_OK)
		rc = momus_ranks_spread(r, &id, sizeof id, err);
	if (rc == MOMUS_OK)
		rc = check(n, n->init(&n->comm, (int)r->size, id, (int)r->rank),
			   "join the devices", err);
	return momus_ranks_agree(r, rc, err);
}

int nccl_open(struct nccl **out, const struct momus_ranks *host,
	      cudaStream_t stream, struct momus_ranks *ranks,
	      struct momus_error *err)
{
	struct nccl *n = calloc(1, sizeof *n);
	int rc = n ? MOMUS_OK
		   : momus_fail(err, MOMUS_ENOMEM, "native: out of memory");

	*out = NULL;
	if (n) {
		n->host = host;
		n->stream = stream;
		n->launch =
			(struct launch){ .stream = stream, .type = LAUNCH_F32 };
		rc = load(n, err);
	}
	rc = momus_ranks_agree(host, rc, err);
	if (rc == MOMUS_OK)
		rc = join(n, err);
	if (rc < 0) {
		nccl_close(n);
		return rc;
	}
	*ranks = *host;
	ranks->ops = &ops;
	ranks->self = n;
	*out = n;
	return MOMUS_OK;
}

void nccl_close(struct nccl *n)
{
	if (n && n->comm)
		n->destroy(n->comm);
	free(n);
}
