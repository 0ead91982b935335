/* export.c - see export.h */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "core/hash.h"
#include "core/jsonspan.h"
#include "store/export.h"
#include "store/layout.h"

static const size_t node_limit = (size_t)2 << 30; /* bytes of one */

static void key(struct momus_buffer *out, const char *name)
{
	if (out->len && out->ptr[out->len - 1] != '{')
		momus_buffer_putc(out, ',');
	momus_buffer_printf(out, "\"%s\":", name);
}

static void real(struct momus_buffer *out, const char *name, double x)
{
	key(out, name);
	momus_buffer_real(out, x);
}

static void word(struct momus_buffer *out, const char *name,
		 enum momus_field_type type, unsigned value)
{
	key(out, name);
	momus_buffer_printf(out, "\"%s\"", momus_layout_name(type, value));
}

/* A text; left out when empty. */
static void text(struct momus_buffer *out, const char *name,
		 struct momus_text t)
{
	if (!t.len)
		return;
	key(out, name);
	momus_buffer_json(out, t);
}

/* JSON as it is; anything else as a string. */
static void raw(struct momus_buffer *out, const char *name, struct momus_text t)
{
	if (!t.len)
		return;
	key(out, name);
	if (momus_json_valid(t, NULL))
		momus_buffer_add(out, t);
	else
		momus_buffer_json(out, t);
}

static void verdict(struct momus_buffer *out, const char *name,
		    const struct momus_node_verdict *v,
		    const struct momus_node *node, bool strict)
{
	const struct momus_node_test *t;

	key(out, name);
	momus_buffer_putc(out, '{');
	word(out, "status", MOMUS_FIELD_STATUS, v->status);
	key(out, "passed");
	momus_buffer_puts(out, v->passed < 0 ? "null"
			       : v->passed   ? "true"
					     : "false");
	real(out, "score", v->score);
	if (node->n_tests) {
		key(out, "tests");
		momus_buffer_putc(out, '"');
		for (size_t i = 0; i < node->n_tests; i++) {
			t = &node->tests[i];
			momus_buffer_putc(out,
					  momus_run_letter(strict ? t->strict
								  : t->parity));
		}
		momus_buffer_putc(out, '"');
	}
	momus_buffer_putc(out, '}');
}

/* Which part each test belongs to, if there is more than one. */
static void parts_of_tests(struct momus_buffer *out, const struct momus_node *n)
{
	bool any = false;

	for (size_t i = 0; i < n->n_tests; i++)
		any |= n->tests[i].part != 0;
	if (!any)
		return;
	key(out, "test_parts");
	for (size_t i = 0; i < n->n_tests; i++)
		momus_buffer_printf(out, "%c%u", i ? ',' : '[',
				    n->tests[i].part);
	momus_buffer_putc(out, ']');
}

static void test_times(struct momus_buffer *out, const struct momus_node *n)
{
	bool any = false;

	for (size_t i = 0; i < n->n_tests; i++)
		any |= !isnan(n->tests[i].cpu_s);
	if (!any)
		return;
	key(out, "test_cpu_s");
	for (size_t i = 0; i < n->n_tests; i++) {
		momus_buffer_putc(out, i ? ',' : '[');
		momus_buffer_real(out, (double)n->tests[i].cpu_s);
	}
	momus_buffer_putc(out, ']');
}

static void integer(struct momus_buffer *out, const char *name, int64_t n)
{
	key(out, name);
	if (n < 0)
		momus_buffer_puts(out, "null");
	else
		momus_buffer_printf(out, "%" PRId64, n);
}

static void grade(struct momus_buffer *out, const struct momus_node *n)
{
	if (n->parity.passed < 0 && n->strict.passed < 0 && !n->n_tests &&
	    !n->note.len && n->parity.status == MOMUS_RUN_NOT_RUN)
		return;
	verdict(out, "parity", &n->parity, n, false);
	verdict(out, "strict", &n->strict, n, true);
	raw(out, "parts", n->parts);
	text(out, "note", n->note);
	parts_of_tests(out, n);
}

/* {"execution":{"value":1,"reason":"passed"},…}; a value of null could not be
 * judged. */
static void rewards_of(struct momus_buffer *out,
		       const struct momus_export_beside *b, bool times)
{
	if (!b->n)
		return;
	key(out, "rewards");
	momus_buffer_putc(out, '{');
	for (size_t i = 0; i < b->n; i++) {
		const struct momus_run_reward *w = &b->rewards[i];

		if (i)
			momus_buffer_putc(out, ',');
		momus_buffer_json(out, momus_reward_name(b->names, w->reward));
		momus_buffer_puts(out, ":{");
		real(out, "value", w->value);
		if (w->state == MOMUS_NODE_FAILED)
			word(out, "state", MOMUS_FIELD_STATE, w->state);
		text(out, "reason", w->reason);
		if (w->attempts) {
			integer(out, "prompt_tokens", w->prompt_tokens);
			integer(out, "completion_tokens", w->completion_tokens);
		}
		if (w->attempts && times) {
			integer(out, "attempts", w->attempts);
			real(out, "latency_s", w->latency_s);
		}
		momus_buffer_putc(out, '}');
	}
	momus_buffer_putc(out, '}');
}

static void shown(struct momus_buffer *out, const struct momus_node *n)
{
	if ((n->kind != MOMUS_NODE_SOLUTION &&
	     n->kind != MOMUS_NODE_REVISION) ||
	    n->state != MOMUS_NODE_DONE)
		return;
	key(out, "shown_passed");
	momus_buffer_puts(out, n->shown_passed < 0 ? "null"
			       : n->shown_passed   ? "true"
						   : "false");
	integer(out, "tests_hidden", n->tests_hidden);
}

static void times_of(struct momus_buffer *out, const struct momus_node *n)
{
	integer(out, "attempts", n->attempts);
	real(out, "started_s", n->started_s);
	real(out, "latency_s", n->latency_s);
	if (!isnan(n->grade_cpu_s)) {
		real(out, "grade_cpu_s", n->grade_cpu_s);
		real(out, "grade_wall_s", n->grade_wall_s);
		key(out, "peak_bytes");
		momus_buffer_printf(out, "%" PRIu64, n->peak_bytes);
	}
	test_times(out, n);
}

void momus_export_node(struct momus_buffer *out,
		       const struct momus_store_problem *problem,
		       const struct momus_node *n,
		       const struct momus_export_beside *beside, bool times)
{
	char hex[65];

	momus_buffer_putc(out, '{');
	key(out, "problem");
	momus_buffer_json(out, problem->id);
	text(out, "category", problem->category);
	text(out, "group", problem->group);
	if (problem->grouping)
		word(out, "grouping", MOMUS_FIELD_GROUPING, problem->grouping);
	integer(out, "turn", n->turn);
	word(out, "kind", MOMUS_FIELD_KIND, n->kind);
	integer(out, "branch", n->branch);
	integer(out, "vote", n->vote);
	word(out, "state", MOMUS_FIELD_STATE, n->state);
	text(out, "reason", n->reason);
	if (n->state == MOMUS_NODE_DONE)
		word(out, "finish", MOMUS_FIELD_FINISH, n->finish);
	if (n->kind == MOMUS_NODE_CRITIQUE)
		word(out, "judgment", MOMUS_FIELD_JUDGMENT, n->judgment);
	momus_hex(n->key, hex);
	key(out, "key");
	momus_buffer_printf(out, "\"%s\"", hex);
	raw(out, "prompt", n->prompt);
	text(out, "response", n->response);
	text(out, "answer", n->answer);
	text(out, "language", n->language);
	raw(out, "failures", n->failures);
	raw(out, "leaks", n->leaks);
	grade(out, n);
	if (beside->noise)
		shown(out, n);
	rewards_of(out, beside, times);
	integer(out, "prompt_tokens", n->prompt_tokens);
	integer(out, "completion_tokens", n->completion_tokens);
	real(out, "logprob", n->logprob);
	real(out, "cost", n->cost);
	if (times)
		times_of(out, n);
	momus_buffer_puts(out, "}\n");
}

int momus_export_run(struct momus_run *run, bool times,
		     int (*write)(void *arg, struct momus_text line,
				  struct momus_error *err),
		     void *arg, struct momus_error *err)
{
	struct momus_arena *arena = momus_arena_create(node_limit);
	const struct momus_store_head *head = momus_run_head(run);
	struct momus_export_beside beside = {
		.names = head->rewards,
		.rewards = momus_run_rewards(run),
		.noise = head->noise && *head->noise,
	};
	const struct momus_run_reward *end =
		beside.rewards + momus_run_n_rewards(run);
	struct momus_store_problem problem;
	struct momus_buffer line;
	struct momus_node node;
	int rc = MOMUS_OK;

	if (!arena)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	momus_buffer_init(&line, node_limit);
	for (size_t i = 0; rc == MOMUS_OK && i < momus_run_n_nodes(run); i++) {
		momus_arena_reset(arena);
		momus_buffer_reset(&line);
		rc = momus_run_node(run, i, arena, &node, err);
		if (rc < 0)
			break;
		problem = momus_run_problem(run, node.problem);
		beside.rewards += beside.n;
		for (beside.n = 0; beside.rewards + beside.n < end &&
				   beside.rewards[beside.n].node == i;)
			beside.n++;
		momus_export_node(&line, &problem, &node, &beside, times);
		rc = momus_buffer_check(&line, "a node as JSON", err);
		if (rc == MOMUS_OK)
			rc = write(arg, momus_buffer_text(&line), err);
	}
	momus_buffer_release(&line);
	momus_arena_free(arena);
	return rc;
}
