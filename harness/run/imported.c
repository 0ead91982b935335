/* imported.c - see imported.h and import-form.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/benchmark.h"
#include "run/import-form.h"

void momus_imported_free(struct momus_imported *m)
{
	if (!m)
		return;
	momus_arena_free(m->arena);
	momus_seen_free(m->ids);
	free(m->problems);
	free(m->samples);
	free(m->told);
	free(m->files);
	free(m);
}

void momus_import_bad(struct momus_imported *m, struct momus_error *err)
{
	if (m->counts.bad < MOMUS_IMPORT_NAMED)
		m->bad[m->counts.bad] = *err;
	m->counts.bad++;
	err->text[0] = '\0';
}

/* Room for one more in *LIST of items of SIZE bytes; false without memory. */
static bool grow(void **list, size_t n, size_t *room, size_t size)
{
	size_t more = *room ? 2 * *room : 64;
	void *p;

	if (n < *room)
		return true;
	p = realloc(*list, more * size);
	if (!p)
		return false;
	*list = p;
	*room = more;
	return true;
}

static int no_memory(const struct momus_import_batch *b,
		     struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "%s:%zu: out of memory",
			  momus_row_origin(b->row), momus_row_line(b->row));
}

struct momus_node momus_import_blank(void)
{
	return (struct momus_node){
		.finish = MOMUS_FINISH_STOP,
		.prompt_tokens = -1,
		.completion_tokens = -1,
		.latency_s = NAN,
		.logprob = NAN,
		.cost = NAN,
		.started_s = NAN,
		.grade_cpu_s = NAN,
		.grade_wall_s = NAN,
		.shown_passed = -1,
		.parity = { MOMUS_RUN_NOT_RUN, -1, NAN },
		.strict = { MOMUS_RUN_NOT_RUN, -1, NAN },
	};
}

struct momus_told *momus_import_add(struct momus_import_batch *b, uint32_t turn,
				    enum momus_node_kind kind, uint32_t branch,
				    struct momus_error *err)
{
	struct momus_told *t;

	if (turn >= MOMUS_IMPORT_TURNS || branch >= MOMUS_IMPORT_SAMPLES) {
		momus_row_fail(
			b->row, err,
			"turn %u of sample %u: expected at most %d turns "
			"behind the first solution, and %d samples",
			turn, branch, MOMUS_IMPORT_TURNS - 1,
			MOMUS_IMPORT_SAMPLES);
		return NULL;
	}
	if (!grow((void **)&b->told, b->n, &b->room, sizeof *b->told)) {
		no_memory(b, err);
		return NULL;
	}
	t = &b->told[b->n++];
	*t = (struct momus_told){
		.node = momus_import_blank(),
		.line = (uint32_t)momus_row_line(b->row),
	};
	t->node.turn = (uint16_t)turn;
	t->node.kind = (uint8_t)kind;
	t->node.branch = branch;
	return t;
}

struct momus_text momus_import_keep(struct momus_import_batch *b,
				    struct momus_text t)
{
	return momus_arena_copy(b->all->arena, t);
}

void momus_import_judge(struct momus_node *node, int passed,
			enum momus_run_status status)
{
	node->parity.passed = (int8_t)passed;
	node->parity.status = (uint8_t)status;
	node->parity.score = passed < 0 ? NAN : passed;
	node->shown_passed = (int8_t)passed;
}

void momus_import_untold(struct momus_node *node)
{
	node->state = MOMUS_NODE_FAILED;
	node->finish = MOMUS_FINISH_FAILED;
	node->reason = MOMUS_TEXT(MOMUS_IMPORT_UNTOLD);
}

int momus_import_end(struct momus_import_batch *b, uint32_t turn,
		     uint32_t branch, struct momus_error *err)
{
	struct momus_told *t;

	if (turn + 1 >= MOMUS_IMPORT_TURNS)
		return MOMUS_OK;
	t = momus_import_add(b, turn + 1, MOMUS_NODE_REVISION, branch, err);
	if (!t)
		return MOMUS_EPARSE;
	t->end = true;
	return MOMUS_OK;
}

/* The place of the problem ID; -1 and 0: there is none yet. */
static int find(struct momus_imported *m, struct momus_text id, uint64_t **at,
		struct momus_error *err)
{
	*at = momus_seen_place(m->ids, id);
	return *at ? MOMUS_OK
		   : momus_fail(err, MOMUS_ENOMEM, "import: out of memory");
}

int momus_import_samples(struct momus_import_batch *b, uint32_t n,
			 uint32_t *first, struct momus_error *err)
{
	uint64_t *at;
	int rc = find(b->all, b->problem.id, &at, err);

	if (rc < 0)
		return rc;
	*first = *at == MOMUS_SEEN_NEW ? 0 : b->all->samples[*at];
	b->claimed = n;
	return MOMUS_OK;
}

/* The problem of the batch as the data state it, if there are any; MOMUS_END:
 * they lack it. */
static int state(struct momus_import_batch *b,
		 const struct momus_benchmark *data)
{
	size_t at;

	if (!data)
		return MOMUS_OK;
	at = momus_dataset_find(data->dataset, b->problem.id);
	if (at == (size_t)-1) {
		b->all->counts.elsewhere++;
		return MOMUS_END;
	}
	b->problem = momus_benchmark_stored(&data->dataset->problems[at]);
	return MOMUS_OK;
}

static bool keep_problem(struct momus_import_batch *b,
			 struct momus_store_problem *out)
{
	*out = b->problem;
	out->id = momus_import_keep(b, out->id);
	out->statement = momus_import_keep(b, out->statement);
	out->category = momus_import_keep(b, out->category);
	out->group = momus_import_keep(b, out->group);
	return out->id.ptr && out->statement.ptr && out->category.ptr &&
	       out->group.ptr;
}

static int place(struct momus_import_batch *b, uint32_t *out,
		 struct momus_error *err)
{
	struct momus_imported *m = b->all;
	size_t room = m->problems_room;
	uint32_t *samples;
	uint64_t *at;
	int rc = find(m, b->problem.id, &at, err);

	if (rc < 0)
		return rc;
	if (*at == MOMUS_SEEN_NEW) {
		if (!grow((void **)&m->problems, m->n_problems,
			  &m->problems_room, sizeof *m->problems))
			return no_memory(b, err);
		if (room != m->problems_room) {
			samples = realloc(m->samples,
					  m->problems_room * sizeof *samples);
			if (!samples)
				return no_memory(b, err);
			m->samples = samples;
		}
		if (!keep_problem(b, &m->problems[m->n_problems]))
			return no_memory(b, err);
		m->samples[m->n_problems] = 0;
		if (!b->stated)
			m->problems[m->n_problems].position =
				(uint32_t)m->n_problems;
		*at = m->n_problems++;
	}
	*out = (uint32_t)*at;
	m->samples[*at] += b->claimed;
	return MOMUS_OK;
}

/* *KNOWN becomes NAME if nobody said so before; another name is an error. */
static int name(struct momus_import_batch *b, const char *field,
		struct momus_text name, const char **known,
		struct momus_error *err)
{
	struct momus_text t;

	if (!name.len || momus_text_equal(name, momus_text_of(*known)))
		return MOMUS_OK;
	if (**known)
		return momus_row_fail(b->row, err,
				      "field \"%s\": the rows before are of "
				      "\"%.100s\", found \"%.*s\"; import each "
				      "by itself, or name all of them with "
				      "--%s",
				      field, *known,
				      (int)(name.len > 100 ? 100 : name.len),
				      name.ptr, field);
	t = momus_import_keep(b, name);
	if (!t.ptr)
		return no_memory(b, err);
	*known = t.ptr;
	return MOMUS_OK;
}

static int names(struct momus_import_batch *b,
		 const struct momus_import_options *o, struct momus_error *err)
{
	struct momus_imported *m = b->all;
	int rc = MOMUS_OK;

	if (!o->generator)
		rc = name(b, "generator", b->generator, &m->generator, err);
	if (rc == MOMUS_OK && !o->critic)
		rc = name(b, "critic", b->critic, &m->critic, err);
	if (rc == MOMUS_OK && !o->grader)
		rc = name(b, "grader", b->grader, &m->grader, err);
	if (rc == MOMUS_OK && !o->feedback)
		rc = name(b, "feedback", b->feedback, &m->feedback, err);
	return rc;
}

int momus_import_commit(struct momus_import_batch *b,
			const struct momus_import_options *options,
			struct momus_error *err)
{
	struct momus_imported *m = b->all;
	uint32_t problem = 0;
	int rc = names(b, options, err);

	if (rc == MOMUS_OK) {
		b->stated = options->benchmark;
		rc = state(b, options->benchmark);
	}
	if (rc < 0)
		return rc == MOMUS_END ? MOMUS_OK : rc;
	if (!b->n)
		return MOMUS_OK;
	rc = place(b, &problem, err);
	for (size_t i = 0; rc == MOMUS_OK && i < b->n; i++) {
		if (!grow((void **)&m->told, m->n, &m->room, sizeof *m->told))
			return no_memory(b, err);
		m->told[m->n] = b->told[i];
		m->told[m->n].node.problem = problem;
		m->told[m->n++].file = (uint32_t)m->n_files;
	}
	return rc;
}
