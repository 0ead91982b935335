/* grading.c - see grading.h */
#include "config.h"

#include <stdlib.h>

#include "momus/random.h"
#include "run/grading.h"

static const double turn_s = 0.5; /* between looks at stop and progress */

struct place { /* of one item, for its callback */
	struct state *state;
	size_t i;
};

struct state {
	const struct momus_grading *g;
	struct momus_grader *grader;
	struct place *places; /* owned, (n) */
	size_t asked, done;
	double ran_s; /* programs of what is done */
	uint32_t references_done, references;
	int rc;
	struct momus_error why;
};

static void graded(void *arg, const struct momus_graded *result)
{
	struct place *p = arg;
	struct state *s = p->state;

	s->done++;
	s->ran_s += result->wall_s;
	/* In a world that runs nothing there is no grade to keep. */
	if (s->rc == MOMUS_OK &&
	    momus_grader_broken(s->grader, NULL) == MOMUS_OK)
		s->rc = s->g->graded(s->g->self, p->i, result, &s->why);
}

static void computing(void *arg, uint32_t done, uint32_t total)
{
	struct state *s = arg;

	s->references_done = done;
	s->references = total;
}

static void report(const struct state *s)
{
	double under_way;
	struct momus_grading_progress now = {
		.n = s->g->n,
		.done = s->done,
		.work = (double)s->done + momus_grader_work(s->grader),
		.references = s->references,
		.references_done = s->references_done,
		.slow_s = momus_grader_slow(s->grader, &under_way),
	};

	now.ran_s = s->ran_s + under_way;
	if (s->g->progress)
		s->g->progress(s->g->self, &now);
}

static int feed(struct state *s, struct momus_error *err)
{
	const struct momus_grading *g = s->g;
	size_t most = g->at_once ? g->at_once : g->n;

	while (s->asked < g->n && s->asked - s->done < most) {
		struct momus_grader_item item = { .problem = 0 };
		size_t i = s->asked;
		int rc = g->item(g->self, i, &item, err);

		s->places[i] = (struct place){ s, i };
		if (rc == MOMUS_OK)
			rc = momus_grader_submit(s->grader, &item, graded,
						 &s->places[i], NULL, err);
		if (rc < 0)
			return rc;
		s->asked++;
	}
	return MOMUS_OK;
}

static int work(struct state *s, bool *stopped, struct momus_error *err)
{
	const struct momus_world *w = s->g->world;
	int rc;

	while (s->done < s->g->n) {
		rc = feed(s, err);
		if (rc < 0)
			return rc;
		w->turn(w->self, w->net.now(w->net.self) + turn_s);
		report(s);
		if (s->rc < 0)
			return momus_fail(err, s->rc, "%s", s->why.text);
		rc = momus_grader_broken(s->grader, err);
		if (rc < 0)
			return rc;
		if (s->g->stop && *s->g->stop && s->done < s->g->n) {
			*stopped = true;
			return MOMUS_OK;
		}
	}
	return MOMUS_OK;
}

int momus_grading_run(const struct momus_grading *g, bool *stopped,
		      struct momus_error *err)
{
	struct state s = { .g = g };
	const struct momus_grader_setup setup = {
		.task = g->benchmark->task,
		.self = g->benchmark->self,
		.name = g->benchmark->grader,
		.dataset = g->benchmark->dataset,
		.world = g->world,
		.cache = g->cache,
		.failures = g->failures,
		.computing = computing,
		.arg = &s,
	};
	int rc;

	*stopped = false;
	s.places = calloc(g->n + 1, sizeof *s.places);
	if (!s.places)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	rc = momus_grader_create(&s.grader, &setup, err);
	if (rc == MOMUS_OK)
		rc = work(&s, stopped, err);
	momus_grader_free(s.grader);
	free(s.places);
	return rc;
}

uint64_t momus_grading_seed(uint64_t run_seed, struct momus_text problem,
			    uint64_t branch, uint64_t turn)
{
	struct momus_stream s;

	momus_stream_init(&s, run_seed, problem, branch, turn, "grade");
	return momus_stream_u64(&s);
}
