/* mpi.c - bytes from rank to rank by MPI, whichever it was built with */
#include "config.h"

#include <mpi.h>
#include <stdlib.h>

#include "host/carrier.h"

/* MPI counts in int. */
enum { PIECE = 1 << 30, TAG = 1 };

struct mpi {
	MPI_Comm world;
	MPI_Request *requests; /* owned, (room) */
	MPI_Status *statuses;  /* owned, (room): of use to nobody, but MPICH's
				* header has the compiler ask for them */
	size_t n, room;
};

static int fail(int code, const char *what, struct momus_error *err)
{
	char why[MPI_MAX_ERROR_STRING] = "";
	int len = 0;

	MPI_Error_string(code, why, &len);
	return momus_fail(err, MOMUS_EIO, "MPI: %s: %.*s", what, len, why);
}

static int mpi_open(void **self, uint32_t *rank, uint32_t *size,
		    struct momus_error *err)
{
	struct mpi *m = calloc(1, sizeof *m);
	int code, has, of;

	*self = NULL;
	if (!m)
		return momus_fail(err, MOMUS_ENOMEM, "MPI: out of memory");
	/* Signals and files are this program's own; it passes nothing on. */
	code = MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &has);
	if (code == MPI_SUCCESS)
		code = MPI_Comm_dup(MPI_COMM_WORLD, &m->world);
	if (code == MPI_SUCCESS)
		code = MPI_Comm_set_errhandler(m->world, MPI_ERRORS_RETURN);
	if (code == MPI_SUCCESS)
		code = MPI_Comm_rank(m->world, &has);
	if (code == MPI_SUCCESS)
		code = MPI_Comm_size(m->world, &of);
	if (code != MPI_SUCCESS) {
		free(m);
		return fail(code, "the processes cannot be joined", err);
	}
	*rank = (uint32_t)has;
	*size = (uint32_t)of;
	*self = m;
	return MOMUS_OK;
}

static void mpi_close(void *self)
{
	struct mpi *m = self;

	MPI_Comm_free(&m->world);
	MPI_Finalize();
	free(m->requests);
	free(m->statuses);
	free(m);
}

static int add(struct mpi *m, bool send, uint32_t peer, char *p, size_t n,
	       struct momus_error *err)
{
	int code = MPI_SUCCESS;

	for (size_t at = 0; code == MPI_SUCCESS && at < n; at += PIECE) {
		int part = n - at < PIECE ? (int)(n - at) : PIECE;
		MPI_Request *r = &m->requests[m->n];

		code = send ? MPI_Isend(p + at, part, MPI_BYTE, (int)peer, TAG,
					m->world, r)
			    : MPI_Irecv(p + at, part, MPI_BYTE, (int)peer, TAG,
					m->world, r);
		m->n += code == MPI_SUCCESS;
	}
	return code == MPI_SUCCESS
		       ? MOMUS_OK
		       : fail(code, send ? "sending" : "receiving", err);
}

static int reserve(struct mpi *m, size_t n, struct momus_error *err)
{
	MPI_Request *requests;
	MPI_Status *statuses;

	if (n <= m->room)
		return MOMUS_OK;
	requests = realloc(m->requests, n * sizeof *requests);
	if (requests)
		m->requests = requests;
	statuses = realloc(m->statuses, n * sizeof *statuses);
	if (statuses)
		m->statuses = statuses;
	if (!requests || !statuses)
		return momus_fail(err, MOMUS_ENOMEM, "MPI: out of memory");
	m->room = n;
	return MOMUS_OK;
}

static int start(void *self, uint32_t to, const void *out, size_t n_out,
		 uint32_t from, void *in, size_t n_in, struct momus_error *err)
{
	struct mpi *m = self;
	size_t need = n_out / PIECE + n_in / PIECE + 2;
	int rc = reserve(m, need, err);

	if (rc < 0)
		return rc;
	m->n = 0;
	rc = add(m, false, from, in, n_in, err);
	return rc < 0 ? rc : add(m, true, to, (char *)out, n_out, err);
}

static int test(void *self, bool *done, struct momus_error *err)
{
	struct mpi *m = self;
	int flag = 0, code;

	code = MPI_Testall((int)m->n, m->requests, &flag, m->statuses);
	*done = flag != 0;
	return code == MPI_SUCCESS ? MOMUS_OK : fail(code, "waiting", err);
}

static int probe(void *self, uint32_t from, bool *there,
		 struct momus_error *err)
{
	struct mpi *m = self;
	int flag = 0, code;

	code = MPI_Iprobe((int)from, TAG, m->world, &flag, MPI_STATUS_IGNORE);
	*there = flag != 0;
	return code == MPI_SUCCESS ? MOMUS_OK : fail(code, "waiting", err);
}

/* What rankset.c looks for. */
extern MOMUS_EXPORT const struct momus_carrier momus_carrier;
const struct momus_carrier momus_carrier = {
	.abi = MOMUS_CARRIER_ABI,
	.size = sizeof momus_carrier,
	.name = "MPI",
	.open = mpi_open,
	.close = mpi_close,
	.start = start,
	.test = test,
	.probe = probe,
};
