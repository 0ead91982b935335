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

enum { PLACES_MAX = 100000000 };

struct options {
	const char *from;
};

static const struct momus_option table[] = {
	{ MOMUS_OPT_FILE, "from", NULL, offsetof(struct options, from),
	  "the run, RUN.h5, whose critiques are passed on", .required = true },
	MOMUS_OPTION_END,
};

enum fate { /* of a critique's place in the run */
	    IS_THERE,
	    MAY_COME,	 /* it failed, or was not asked for yet: resume does */
	    NEVER_COMES, /* the solution before stood */
};

struct place { /* of one critique */
	uint32_t turn, problem, branch, vote;
	uint32_t node;
	enum fate fate;
};

struct shuffled {
	const char *path;      /* borrowed: the options' */
	struct momus_run *run; /* owned; NULL: not looked at yet */
	struct place
		*critiques; /* owned, (n), by turn, problem, branch, vote */
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
	const uint32_t pairs[4][2] = { { a->turn, b->turn },
				       { a->problem, b->problem },
				       { a->branch, b->branch },
				       { a->vote, b->vote } };

	for (int i = 0; i < 4; i++)
		if (pairs[i][0] != pairs[i][1])
			return pairs[i][0] < pairs[i][1] ? -1 : 1;
	return 0;
}

static int by_id(const void *x, const void *y, void *run)
{
	return momus_text_order(
		momus_run_problem(run, *(const uint32_t *)x).id,
		momus_run_problem(run, *(const uint32_t *)y).id);
}

/* How many of the places FROM..TO have a critique, or may get one. */
static size_t count(const struct shuffled *s, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from++)
		n += s->critiques[from].fate != NEVER_COMES;
	return n;
}

/* How many critiques a run of HEAD has of one problem at TURN. */
static double planned(const struct momus_store_head *head, uint32_t turn)
{
	double n = head->votes;

	for (uint32_t t = 0; t <= turn; t++)
		n *= head->widths[t];
	return n;
}

/* How many it has in all. */
static double planned_in_all(const struct momus_run *run)
{
	const struct momus_store_head *head = momus_run_head(run);
	double n = 0;

	for (uint32_t turn = 1; turn <= head->turns; turn++)
		n += planned(head, turn) * (double)momus_run_n_problems(run);
	return n;
}

/* Fills OUT with the places of all critiques that the run will have. */
static void plan(const struct momus_run *run, struct place *out)
{
	const struct momus_store_head *head = momus_run_head(run);

	for (uint32_t turn = 1; turn <= head->turns; turn++)
		for (uint32_t p = 0; p < momus_run_n_problems(run); p++)
			for (uint32_t i = 0; i < planned(head, turn); i++)
				*out++ = (struct place){ turn,
							 p,
							 i / head->votes,
							 i % head->votes,
							 0,
							 MAY_COME };
}

/* Puts critique I of the run into its place; of a run that is complete, and may
 * have been made by others, each is a place. */
static void put(struct shuffled *s, size_t n_planned, uint32_t i)
{
	const struct momus_node *node = &momus_run_nodes(s->run)[i];
	struct place p = { node->turn, node->problem, node->branch, node->vote,
			   i,	       MAY_COME },
		     *at = NULL;

	if (node->state == MOMUS_NODE_DONE)
		p.fate = IS_THERE;
	else if (momus_run_stopped(s->run, i))
		p.fate = NEVER_COMES;
	if (n_planned)
		at = bsearch(&p, s->critiques, n_planned, sizeof p, by_place);
	*(at ? at : &s->critiques[s->n++]) = p;
}

/* A run that goes on gets more critiques, and what is passed on must not depend on
 * when it is looked at: so each place counts, whether it has one yet or not. */
static int collect(struct shuffled *s, const char *path,
		   struct momus_error *err)
{
	const struct momus_node *nodes = momus_run_nodes(s->run);
	size_t n = momus_run_n_nodes(s->run), n_planned = 0;

	s->n_problems = momus_run_n_problems(s->run);
	if (!momus_run_complete(s->run)) {
		if (planned_in_all(s->run) > PLACES_MAX)
			return momus_fail(err, MOMUS_EINVAL,
					  "critic.from: %s says that it is to "
					  "have more than %d critiques; name "
					  "another run",
					  path, PLACES_MAX);
		n_planned = (size_t)planned_in_all(s->run);
	}
	s->critiques = malloc((n + n_planned + 1) * sizeof *s->critiques);
	s->by_id = malloc((s->n_problems + 1) * sizeof *s->by_id);
	if (!s->critiques || !s->by_id)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
	if (n_planned)
		plan(s->run, s->critiques);
	s->n = n_planned;
	for (size_t i = 0; i < n; i++)
		if (nodes[i].kind == MOMUS_NODE_CRITIQUE)
			put(s, n_planned, (uint32_t)i);
	qsort(s->critiques, s->n, sizeof *s->critiques, by_place);
	for (size_t i = 0; i < s->n_problems; i++)
		s->by_id[i] = (uint32_t)i;
	qsort_r(s->by_id, s->n_problems, sizeof *s->by_id, by_id, s->run);
	if (!count(s, 0, s->n))
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
		int order = momus_text_order(
			momus_run_problem(s->run, s->by_id[mid]).id, id);

		if (!order)
			return s->by_id[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return (uint32_t)s->n_problems;
}

/* The first place at or behind (TURN, PROBLEM). */
static size_t lower(const struct shuffled *s, uint32_t turn, uint32_t problem)
{
	const struct place key = { turn, problem, 0, 0, 0, MAY_COME };
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

/* The turn that a call of TURN borrows from: where the run has none, the last
 * that has any. */
static uint32_t turn_of(const struct shuffled *s, uint32_t turn)
{
	size_t last = s->n;

	while (last > 1 && s->critiques[last - 1].fate == NEVER_COMES)
		last--;
	return turn < s->critiques[last - 1].turn ? turn
						  : s->critiques[last - 1].turn;
}

/* Draws a place of FROM..TO but OWN_FROM..OWN_TO, which is not all, that has a
 * critique, or may get one. */
static const struct place *draw(const struct shuffled *s,
				struct momus_stream *stream, size_t from,
				size_t to, size_t own_from, size_t own_to)
{
	size_t pick;

	do {
		pick = from +
		       momus_stream_below(stream,
					  (to - from) - (own_to - own_from));
		if (pick >= own_from)
			pick += own_to - own_from;
	} while (s->critiques[pick].fate == NEVER_COMES);
	return &s->critiques[pick];
}

static void fail(struct momus_completion *out, struct momus_text reason)
{
	out->finish = MOMUS_FINISH_FAILED;
	out->reason = reason;
}

static int complete(void *self, const struct momus_call *call,
		    struct momus_completion *out, struct momus_error *err)
{
	const struct shuffled *s = self;
	uint32_t turn = turn_of(s, call->turn);
	uint32_t own = problem_of(s, call->problem_id);
	size_t from = lower(s, turn, 0), to = lower(s, turn + 1, 0);
	size_t own_from = lower(s, turn, own), own_to = lower(s, turn, own + 1);
	const struct place *p;
	struct momus_node node;
	int rc;

	out->prompt_tokens = out->completion_tokens = -1;
	out->logprob = NAN;
	if (count(s, from, own_from) + count(s, own_to, to) == 0) {
		fail(out, MOMUS_TEXT("the run named in critic.from has no "
				     "critique of another problem at this "
				     "turn"));
		return MOMUS_OK;
	}
	p = draw(s, call->stream, from, to, own_from, own_to);
	if (p->fate == MAY_COME) {
		fail(out, MOMUS_TEXT("the critique to pass on is not there "
				     "yet: complete the run named in "
				     "critic.from, then resume this one"));
		return MOMUS_OK;
	}
	rc = momus_run_node(s->run, p->node, out->arena, &node, err);
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
