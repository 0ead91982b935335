/* shuffled.c - see shuffled.h */
#include "config.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/shuffled.h"
#include "store/reader.h"

struct options {
	const char *from;
};

static const struct momus_option table[] = {
	{ MOMUS_OPT_FILE, "from", NULL, offsetof(struct options, from),
	  "the run, RUN.h5, whose critiques are passed on", .required = true },
	MOMUS_OPTION_END,
};

struct place { /* of one critique */
	uint32_t turn, problem, node;
};

struct shuffled {
	const char *path;	 /* borrowed: the options' */
	struct momus_run *run;	 /* owned; NULL: not looked at yet */
	struct place *critiques; /* owned, (n), by turn, then problem */
	size_t n;
	uint32_t *by_id; /* owned: problems in the order of their ids */
	size_t n_problems;
};

static void close_shuffled(void *self)
{
	struct shuffled *s = self;

	if (!s)
		return;
	momus_run_close(s->run);
	free(s->critiques);
	free(s->by_id);
	free(s);
}

static int by_place(const void *x, const void *y)
{
	const struct place *a = x, *b = y;

	if (a->turn != b->turn)
		return a->turn < b->turn ? -1 : 1;
	if (a->problem != b->problem)
		return a->problem < b->problem ? -1 : 1;
	return (a->node > b->node) - (a->node < b->node);
}

static int compare(struct momus_text a, struct momus_text b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.ptr, b.ptr, n) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int by_id(const void *x, const void *y, void *run)
{
	return compare(momus_run_problem(run, *(const uint32_t *)x).id,
		       momus_run_problem(run, *(const uint32_t *)y).id);
}

static int collect(struct shuffled *s, const char *path,
		   struct momus_error *err)
{
	const struct momus_node *nodes = momus_run_nodes(s->run);
	size_t n = momus_run_n_nodes(s->run);

	s->n_problems = momus_run_n_problems(s->run);
	s->critiques = malloc((n + 1) * sizeof *s->critiques);
	s->by_id = malloc((s->n_problems + 1) * sizeof *s->by_id);
	if (!s->critiques || !s->by_id)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
	for (size_t i = 0; i < n; i++)
		if (nodes[i].kind == MOMUS_NODE_CRITIQUE &&
		    nodes[i].state == MOMUS_NODE_DONE)
			s->critiques[s->n++] =
				(struct place){ nodes[i].turn, nodes[i].problem,
						(uint32_t)i };
	qsort(s->critiques, s->n, sizeof *s->critiques, by_place);
	for (size_t i = 0; i < s->n_problems; i++)
		s->by_id[i] = (uint32_t)i;
	qsort_r(s->by_id, s->n_problems, sizeof *s->by_id, by_id, s->run);
	if (!s->n)
		return momus_fail(err, MOMUS_EINVAL,
				  "critic.from: %s holds no critique; name a "
				  "run of a critic",
				  path);
	return MOMUS_OK;
}

static int open_shuffled(void **self, const void *options,
			 struct momus_error *err)
{
	const struct options *o = options;
	struct shuffled *s = calloc(1, sizeof *s);

	if (!s)
		return momus_fail(err, MOMUS_ENOMEM, "shuffled: out of memory");
	s->path = o->from;
	*self = s;
	return MOMUS_OK;
}

/* Shard SHARD of SHARDS of the run at PATH, "NAME-I-of-N.h5", if it lies there;
 * else PATH.  The caller frees. */
static char *choose(const char *path, uint32_t shard, uint32_t shards)
{
	size_t n = strlen(path);
	char *own = NULL;

	if (shards < 2 || n < 3 || strcmp(path + n - 3, ".h5") != 0)
		return strdup(path);
	if (asprintf(&own, "%.*s-%u-of-%u.h5", (int)n - 3, path, shard,
		     shards) < 0)
		return NULL;
	if (access(own, F_OK) == 0)
		return own;
	free(own);
	return strdup(path);
}

int momus_shuffled_look(void *self, uint32_t shard, uint32_t shards,
			struct momus_error *err)
{
	struct shuffled *s = self;
	char *path;
	int rc;

	if (s->run)
		return MOMUS_OK;
	path = choose(s->path, shard, shards);
	if (!path)
		return momus_fail(err, MOMUS_ENOMEM, "shuffled: out of memory");
	rc = momus_run_open(&s->run, path, err);
	if (rc == MOMUS_OK)
		rc = collect(s, path, err);
	free(path);
	return rc;
}

static const char *model(const void *self)
{
	(void)self;
	return "shuffled";
}

/* The problem called ID, or one past the last. */
static uint32_t problem_of(const struct shuffled *s, struct momus_text id)
{
	size_t low = 0, high = s->n_problems;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = compare(momus_run_problem(s->run, s->by_id[mid]).id,
				    id);

		if (!order)
			return s->by_id[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return (uint32_t)s->n_problems;
}

/* The first critique at or behind (TURN, PROBLEM). */
static size_t lower(const struct shuffled *s, uint32_t turn, uint32_t problem)
{
	const struct place key = { turn, problem, 0 };
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (by_place(&s->critiques[mid], &key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static int complete(void *self, const struct momus_call *call,
		    struct momus_completion *out, struct momus_error *err)
{
	const struct shuffled *s = self;
	/* A turn that the run does not have borrows from its last one. */
	uint32_t last = s->n ? s->critiques[s->n - 1].turn : 0, own;
	uint32_t turn = call->turn < last ? call->turn : last;
	size_t from = lower(s, turn, 0), to = lower(s, turn + 1, 0);
	size_t own_from, own_to, pick;
	struct momus_node node;
	int rc;

	own = problem_of(s, call->problem_id);
	own_from = lower(s, turn, own);
	own_to = lower(s, turn, own + 1);
	out->prompt_tokens = out->completion_tokens = -1;
	out->logprob = NAN;
	if (to - from == own_to - own_from) {
		out->finish = MOMUS_FINISH_FAILED;
		out->reason = MOMUS_TEXT("the run named in critic.from has no "
					 "critique of another problem at this "
					 "turn");
		return MOMUS_OK;
	}
	pick = from + momus_stream_below(call->stream,
					 (to - from) - (own_to - own_from));
	if (pick >= own_from)
		pick += own_to - own_from;
	rc = momus_run_node(s->run, s->critiques[pick].node, out->arena, &node,
			    err);
	if (rc < 0)
		return rc;
	out->text = node.response;
	out->finish = MOMUS_FINISH_STOP;
	return MOMUS_OK;
}

static const struct momus_backend_ops ops = {
	.size = sizeof ops,
	.open = open_shuffled,
	.close = close_shuffled,
	.model = model,
	.complete = complete,
};

const struct momus_plugin momus_control_shuffled = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_BACKEND),
	.name = "shuffled",
	.version = "1",
	.summary = "control: another run's critiques, each of another problem",
	.options = table,
	.options_size = sizeof(struct options),
	.ops.backend = &ops,
};
