/* rankset.c - see rankset.h */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/loop.h"
#include "host/carrier.h"
#include "host/lifeline.h"
#include "host/paths.h"
#include "host/rankset.h"

struct momus_rankset {
	struct momus_ranks ranks;
	const struct momus_carrier *carrier; /* NULL: by itself */
	void *self;			     /* the carrier's */
	struct momus_lifeline *lifeline;     /* NULL: not yet */
	double patience;		     /* seconds of one exchange */
	struct momus_error end;		     /* "": all is well */
	bool mute; /* that nobody has told the user of */
};

/* The whole number of the variable NAME; 0: there is none. */
static long number_of(const char *name)
{
	const char *text = getenv(name);
	char *end;
	long n;

	if (!text || !*text)
		return 0;
	errno = 0;
	n = strtol(text, &end, 10);
	return errno || *end || n < 0 ? 0 : n;
}

uint32_t momus_rankset_launched(const char **launcher)
{
	static const struct {
		const char *size, *name;
	} known[] = { { "OMPI_COMM_WORLD_SIZE", "mpirun" },
		      { "PMI_SIZE", "mpirun" },
		      { "MPI_LOCALNRANKS", "mpirun" },
		      { "SLURM_STEP_NUM_TASKS", "srun" } };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		long n = number_of(known[i].size);

		if (n < 1 || n > 1000000)
			continue;
		*launcher = known[i].name;
		return (uint32_t)n;
	}
	*launcher = NULL;
	return 1;
}

int momus_rankset_carrier(char **path)
{
	return momus_paths_helper("momus-mpi.so", path, NULL);
}

/* Opens the shared object and checks that it is of this build. */
static int load(struct momus_rankset *s, struct momus_error *err)
{
	const struct momus_carrier *c;
	char *path = NULL;
	void *handle;
	int rc = momus_rankset_carrier(&path);

	if (rc < 0)
		return rc;
	/* MPI opens its own parts, which look for its symbols. */
	handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
	c = handle ? dlsym(handle, MOMUS_CARRIER_SYMBOL) : NULL;
	if (!c)
		rc = momus_fail(err, MOMUS_EIO, "%s", dlerror());
	else if (c->abi != MOMUS_CARRIER_ABI || c->size != sizeof *c)
		rc = momus_fail(err, MOMUS_EABI,
				"%s: built for carrier ABI %u, this is %d; "
				"install Momus anew",
				path, c->abi, MOMUS_CARRIER_ABI);
	else
		s->carrier = c;
	free(path);
	return rc;
}

/* Whatever is exchanged from now on fails with the same sentence. */
static int give_up(struct momus_rankset *s, struct momus_error *why,
		   struct momus_error *err)
{
	if (s->lifeline && momus_lifeline_check(s->lifeline, &s->end) < 0)
		s->mute = momus_lifeline_mute(s->lifeline);
	else if (!s->end.text[0])
		momus_fail(&s->end, MOMUS_EIO, "%s", why->text);
	return momus_fail(err, MOMUS_EIO, "%s", s->end.text);
}

/* First as often as it can, since most waits are short; then less often, since a
 * processor may be needed by who is waited for. */
static void pause_a_while(double waited, long longest_ns)
{
	struct timespec t = { 0, 20000 };

	if (waited < 1e-3) {
		sched_yield();
		return;
	}
	if (waited > 0.05)
		t.tv_nsec = longest_ns;
	nanosleep(&t, NULL);
}

enum { EXCHANGE_NS = 100000, AWAIT_NS = 2000000 };

/* Waits for what READY says, while all live and at most .patience seconds, or with
 * FOREVER however long. */
static int wait_for(struct momus_rankset *s, bool forever, uint32_t from,
		    struct momus_error *err)
{
	double begin = momus_loop_now(), looked = begin, at = begin;
	struct momus_error why = { "" };
	bool ready = false;
	int rc = MOMUS_OK;

	while (rc == MOMUS_OK) {
		rc = forever ? s->carrier->probe(s->self, from, &ready, &why)
			     : s->carrier->test(s->self, &ready, &why);
		if (rc < 0 || ready)
			break;
		at = momus_loop_now();
		if (at > looked + 0.02 && s->lifeline) {
			looked = at;
			rc = momus_lifeline_check(s->lifeline, &why);
		}
		if (rc == MOMUS_OK && !forever && at > begin + s->patience)
			rc = momus_fail(&why, MOMUS_EIO,
					"rank %u lives, but says nothing since "
					"%.0f s; MOMUS_RANKS_WAIT=SECONDS lets "
					"it have more time",
					from, s->patience);
		if (rc == MOMUS_OK)
			pause_a_while(at - begin,
				      forever ? AWAIT_NS : EXCHANGE_NS);
	}
	return rc < 0 ? give_up(s, &why, err) : MOMUS_OK;
}

static int exchange(void *self, uint32_t to, const void *out, size_t n_out,
		    uint32_t from, void *in, size_t n_in,
		    struct momus_error *err)
{
	struct momus_rankset *s = self;
	struct momus_error why = { "" };
	int rc;

	if (s->end.text[0])
		return momus_fail(err, MOMUS_EIO, "%s", s->end.text);
	rc = s->carrier->start(s->self, to, out, n_out, from, in, n_in, &why);
	return rc < 0 ? give_up(s, &why, err)
		      : wait_for(s, false, n_in ? from : to, err);
}

static int await(void *self, uint32_t from, struct momus_error *err)
{
	struct momus_rankset *s = self;

	return s->end.text[0] ? momus_fail(err, MOMUS_EIO, "%s", s->end.text)
			      : wait_for(s, true, from, err);
}

static int check(void *self, struct momus_error *err)
{
	struct momus_rankset *s = self;
	struct momus_error why = { "" };

	if (s->end.text[0])
		return momus_fail(err, MOMUS_EIO, "%s", s->end.text);
	return s->lifeline && momus_lifeline_check(s->lifeline, &why) < 0
		       ? give_up(s, &why, err)
		       : MOMUS_OK;
}

static int ready(void *self, uint32_t from, bool *there,
		 struct momus_error *err)
{
	struct momus_rankset *s = self;
	int rc = check(self, err);

	return rc < 0 ? rc : s->carrier->probe(s->self, from, there, err);
}

static const struct momus_ranks_ops ops = {
	.size = sizeof ops,
	.exchange = exchange,
	.await = await,
	.check = check,
	.ready = ready,
};

/* srun starts processes without telling MPI of them, unless asked to; some MPIs
 * end the process then. */
static bool untold(const char *launcher)
{
	return strcmp(launcher, "srun") == 0 && !getenv("PMIX_RANK") &&
	       !getenv("PMI_RANK") && !getenv("PMI_FD");
}

static int join(struct momus_rankset *s, const char *launcher, uint32_t told,
		struct momus_error *err)
{
	struct momus_ranks *r = &s->ranks;
	double patience = (double)number_of("MOMUS_RANKS_WAIT");
	int rc;

	if (untold(launcher))
		return momus_fail(err, MOMUS_EINVAL,
				  "srun started %u processes and told MPI of "
				  "none; give srun --mpi=pmix or --mpi=pmi2, "
				  "whichever goes with this %s (srun "
				  "--mpi=list), or use mpirun within the job",
				  told, s->carrier->name);
	rc = s->carrier->open(&s->self, &r->rank, &r->size, err);
	if (rc < 0)
		return rc;
	if (r->size != told)
		return momus_fail(
			err, MOMUS_EINVAL,
			"%s started %u processes, and %s knows of %u: they are "
			"not of one kind; %s",
			launcher, told, s->carrier->name, r->size,
			strcmp(launcher, "srun") == 0
				? "try srun --mpi=pmix or pmi2 (srun "
				  "--mpi=list names what there is), or mpirun "
				  "within the job"
				: "use the mpirun of the MPI that Momus was "
				  "built with");
	s->patience = patience > 0 ? patience : 1800;
	r->ops = &ops;
	r->self = s;
	return momus_lifeline_open(&s->lifeline, r, &r->here, err);
}

int momus_rankset_open(struct momus_rankset **out, struct momus_error *err)
{
	struct momus_rankset *s = calloc(1, sizeof *s);
	const char *launcher;
	uint32_t told = momus_rankset_launched(&launcher);
	int rc = MOMUS_OK;

	*out = s;
	if (!s)
		return momus_fail(err, MOMUS_ENOMEM, "ranks: out of memory");
	s->ranks = (struct momus_ranks){ .size = 1, .here = 1 };
	if (told < 2)
		return MOMUS_OK;
	rc = load(s, err);
	if (rc == MOMUS_ENOTFOUND)
		rc = momus_fail(
			err, MOMUS_ENOTSUP,
			"%s started %u processes to train together, and this "
			"Momus was built without MPI; on Debian: apt-get "
			"install libopenmpi-dev openmpi-bin, then ./configure "
			"--with-mpi and make, or start one process",
			launcher, told);
	if (rc == MOMUS_OK)
		rc = join(s, launcher, told, err);
	if (rc < 0) {
		momus_rankset_close(s, false, err);
		*out = NULL;
	}
	return rc;
}

void momus_rankset_close(struct momus_rankset *s, bool parted,
			 const struct momus_error *err)
{
	bool well = parted && s && !s->end.text[0];

	if (!s)
		return;
	momus_lifeline_close(s->lifeline, well ? NULL
					  : err && err->text[0]
						  ? err->text
						  : "ended before the others");
	/* MPI waits for all of them: that would be for ever otherwise. */
	if (well && s->self)
		s->carrier->close(s->self);
	free(s);
}

const struct momus_ranks *momus_rankset_ranks(const struct momus_rankset *s)
{
	return &s->ranks;
}

bool momus_rankset_speaks(const struct momus_rankset *s)
{
	return !s || s->ranks.rank == 0 || (s->ranks.rank == 1 && s->mute);
}
