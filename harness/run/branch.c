/* branch.c - the state machine of one solution
 *
 *	begin ─▶ critiques ─▶ vote ─▶ solution ─▶ grade ─▶ stored, end
 *	         (turn 1 on)    │         │          │
 *	                        ▼         └──────────┴──▶ its children begin:
 *	                     stopped                     with the solution, or with
 *	                                                 the grade if they need it
 *
 * What the store has is taken from there, so resuming is the same way.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "run/controls.h"
#include "run/feed.h"
#include "run/grading.h"
#include "run/hint.h"
#include "run/leaking.h"
#include "run/rewarding.h"
#include "run/running.h"
#include "stats/leaks.h"

static const size_t branch_limit = (size_t)1 << 30; /* bytes of its texts */
static const size_t shown_limit = (size_t)1 << 24;

static const struct momus_problem *problem_of(const struct momus_branch *b)
{
	return &b->run->dataset->problems[b->problem];
}

static void fail(struct momus_branch *b, int rc, const struct momus_error *err)
{
	momus_running_fail(b->run, rc, err);
}

static void no_memory(struct momus_branch *b)
{
	struct momus_error err = { "" };

	fail(b, momus_fail(&err, MOMUS_ENOMEM, "a trajectory is too large"),
	     &err);
}

/* Life. */

void momus_branch_hold(struct momus_branch *b)
{
	b->holds++;
}

static void unlink_branch(struct momus_branch *b)
{
	momus_kin_forget(b);
	if (b->grading)
		momus_grader_cancel(b->run->grader, b->grading);
	if (b->next)
		b->next->prev = b->prev;
	if (b->prev)
		b->prev->next = b->next;
	else
		b->run->branches = b->next;
	momus_leaks_free(b->leaks);
	momus_arena_free(b->arena);
	free(b);
}

void momus_branch_drop(struct momus_branch *b)
{
	while (b && --b->holds == 0) {
		struct momus_branch *parent = b->parent;

		unlink_branch(b);
		b = parent;
	}
}

void momus_branches_free(struct momus_running *run)
{
	while (run->branches)
		unlink_branch(run->branches);
}

static struct momus_branch *create(struct momus_running *run,
				   struct momus_branch *parent,
				   uint32_t problem, uint32_t branch)
{
	struct momus_branch *b = calloc(1, sizeof *b);

	if (b)
		b->arena = momus_arena_create(branch_limit);
	if (!b || !b->arena) {
		free(b);
		return NULL;
	}
	b->run = run;
	b->parent = parent;
	b->problem = problem;
	b->branch = branch;
	b->turn = parent ? (uint16_t)(parent->turn + 1) : 0;
	b->passed = -1;
	b->holds = 1;
	b->next = run->branches;
	if (b->next)
		b->next->prev = b;
	run->branches = b;
	if (parent)
		momus_branch_hold(parent);
	return b;
}

/* Children. */

/* What the next turn is shown of B's outcome. */
static void show(const struct momus_branch *b, const struct momus_grade *grade,
		 uint32_t child, struct momus_buffer *out)
{
	const struct momus_setup *s = b->run->setup;
	struct momus_stream stream;

	if (s->recipe->feedback == MOMUS_FEEDBACK_EXECUTION) {
		momus_hint_execution(grade, out);
	} else if (momus_control_is_oracle(s->critic->plugin)) {
		momus_hint_outcome(grade, out);
	} else {
		momus_stream_init(&stream, (uint64_t)s->recipe->seed,
				  problem_of(b)->id, child, b->turn + 1u,
				  "hint");
		momus_hint_build(grade, &stream, out);
	}
}

/* Begins B's children, which are shown GRADE if the feedback shows outcomes. */
static void begin_children(struct momus_branch *b,
			   const struct momus_grade *grade)
{
	struct momus_running *run = b->run;
	uint32_t width = b->turn < run->recipe->turns
				 ? run->recipe->widths[b->turn + 1]
				 : 0;
	struct momus_buffer shown;

	momus_buffer_init(&shown, shown_limit);
	for (uint32_t i = 0; i < width && run->rc == 0; i++) {
		uint32_t child = b->branch * width + i;

		if (momus_nodes_settled(run, b->problem,
					(uint16_t)(b->turn + 1), child))
			continue;
		momus_buffer_reset(&shown);
		if (run->setup->shows_outcome)
			show(b, grade, child, &shown);
		if (shown.starved)
			no_memory(b);
		else
			momus_branch_begin(run, b, b->problem, child,
					   momus_buffer_text(&shown));
	}
	momus_buffer_release(&shown);
}

static bool any_child_open(const struct momus_branch *b)
{
	struct momus_running *run = b->run;
	uint32_t width = b->turn < run->recipe->turns
				 ? run->recipe->widths[b->turn + 1]
				 : 0;

	for (uint32_t i = 0; i < width; i++)
		if (!momus_nodes_settled(run, b->problem,
					 (uint16_t)(b->turn + 1),
					 b->branch * width + i))
			return true;
	return false;
}

/* Grading. */

void momus_branch_graded(struct momus_branch *b,
			 const struct momus_graded *graded)
{
	struct momus_running *run = b->run;
	struct momus_error err = { "" };
	struct momus_grade shown = *graded->grade;
	uint32_t hidden = 0;
	int rc = MOMUS_OK;

	b->passed = graded->grade->parity.passed;
	if (!b->again)
		rc = momus_grade_to_node(graded, b->arena, &b->node, &err);
	if (rc == MOMUS_OK)
		rc = momus_noise_show(&run->setup->noise, problem_of(b)->id,
				      b->branch, b->turn, graded->grade,
				      b->arena, &shown, &hidden, &err);
	if (rc < 0)
		fail(b, rc, &err);
	b->node.shown_passed = (int8_t)shown.parity.passed;
	b->node.tests_hidden = hidden;
	if (!b->again)
		momus_nodes_put(b, &b->node);
	if (run->setup->grade_first || b->again)
		begin_children(b, &shown);
	momus_branch_drop(b);
}

static void on_graded(void *arg, const struct momus_graded *graded)
{
	struct momus_branch *b = arg;
	struct momus_error err = { "" };

	b->run->grading--;
	b->grading = 0;
	/* That is no verdict, for B and for those that wait for it: it is not
	 * stored, and a resume judges anew. */
	if (graded->starved) {
		fail(b, momus_grader_broken(b->run->grader, &err), &err);
		return;
	}
	momus_kin_graded(b, graded);
	momus_branch_graded(b, graded);
}

static void grade(struct momus_branch *b)
{
	struct momus_running *run = b->run;
	const struct momus_problem *problem = problem_of(b);
	const struct momus_grader_item item = {
		.problem = run->order->part
				   ? run->order->part->problems[b->problem]
				   : b->problem,
		.answer = b->answer,
		.seed = momus_grading_seed((uint64_t)run->recipe->seed,
					   problem->id, b->branch, b->turn),
	};
	struct momus_error err = { "" };
	int rc = momus_grader_submit(run->grader, &item, on_graded, b,
				     &b->grading, &err);

	if (rc < 0)
		fail(b, rc, &err);
	else
		run->grading++;
}

/* There is a solution: it is graded, and the next turn begins if it can. */
static void solution_there(struct momus_branch *b)
{
	struct momus_error err = { "" };
	int rc = momus_benchmark_extract(b->run->setup->benchmark,
					 problem_of(b), NULL, b->response,
					 b->arena, &b->answer, &err);

	if (rc < 0) {
		fail(b, rc, &err);
		return;
	}
	b->node.answer = b->answer;
	grade(b);
	momus_kin_solved(b);
	momus_branch_lent(b);
}

/* The next turn begins with the solution, if it does not need the grade. */
void momus_branch_lent(struct momus_branch *b)
{
	if (!b->run->setup->grade_first)
		begin_children(b, NULL);
}

/* Keeps what rewards need of the grade of N, which lives until the next look
 * into the store. */
static bool take_grade(struct momus_branch *b, const struct momus_node *n)
{
	size_t size = n->n_tests * sizeof *n->tests;
	struct momus_node_test *tests = momus_arena_alloc(b->arena, size + 1);

	b->node = *n;
	b->node.prompt = b->node.response = b->node.answer = b->node.reason =
		(struct momus_text){ "", 0 };
	b->node.parts = momus_arena_copy(b->arena, n->parts);
	b->node.note = momus_arena_copy(b->arena, n->note);
	b->node.tests = tests;
	if (tests && size)
		memcpy(tests, n->tests, size);
	return tests && b->node.parts.ptr && b->node.note.ptr;
}

/* N is B's solution, from the store.  Its grade is there, but not the words
 * that hints are made of, nor perhaps what its tests expect: those come from
 * grading it once more. */
void momus_branch_taken(struct momus_branch *b, const struct momus_node *n)
{
	b->response = momus_arena_copy(b->arena, n->response);
	b->answer = momus_arena_copy(b->arena, n->answer);
	b->passed = n->parity.passed;
	b->stored = true;
	if (!b->response.ptr || !b->answer.ptr || !take_grade(b, n)) {
		no_memory(b);
		return;
	}
	momus_rewarding_begin(b);
	if ((b->run->setup->shows_outcome || momus_leaking_lacks(b)) &&
	    any_child_open(b)) {
		b->again = true;
		grade(b);
		return;
	}
	begin_children(b, NULL);
	momus_branch_drop(b);
}

/* Critiques. */

static void skip(struct momus_branch *b, bool own, const char *reason)
{
	momus_nodes_skip(b, own, reason);
	momus_branch_drop(b);
}

/* Whether RESPONSE calls for another turn of its dialogue; it is an attempt
 * then. */
static bool goes_on(struct momus_branch *b, struct momus_text response)
{
	struct momus_attempt *a = &b->attempts[b->n_attempts];
	struct momus_error err = { "" };
	struct momus_buffer asked;
	int rc;

	if (b->n_attempts == MOMUS_DIALOGUE_REPLIES - 1)
		return false;
	momus_buffer_init(&asked, shown_limit);
	rc = momus_benchmark_ask_on(b->run->setup->benchmark, problem_of(b),
				    response, b->n_attempts + 1, &asked, &err);
	if (rc == MOMUS_OK)
		rc = momus_buffer_check(&asked, "the next question", &err);
	if (rc == MOMUS_OK) {
		*a = (struct momus_attempt){
			response,
			momus_arena_copy(b->arena, momus_buffer_text(&asked))
		};
		b->n_attempts++;
		if (!a->asked.ptr)
			no_memory(b);
	} else if (rc != MOMUS_END) {
		fail(b, rc, &err);
	}
	momus_buffer_release(&asked);
	return rc == MOMUS_OK;
}

static void ask_for_solution(struct momus_branch *b)
{
	momus_ask_queue(b,
			b->turn ? MOMUS_PURPOSE_REVISE : MOMUS_PURPOSE_GENERATE,
			b->picked);
}

/* Takes the attempts that a run made before it was stopped. */
static void take_attempts(struct momus_branch *b)
{
	struct momus_text said;
	struct momus_node n;

	while (b->n_attempts < MOMUS_DIALOGUE_REPLIES - 1 &&
	       (momus_nodes_have(b->run, b, MOMUS_NODE_ATTEMPT, b->n_attempts,
				 &n) ||
		momus_kin_attempt(b, b->n_attempts, &n))) {
		said = momus_arena_copy(b->arena, n.response);
		if (!said.ptr)
			no_memory(b);
		if (!said.ptr || !goes_on(b, said))
			return;
	}
}

/* Takes B's solution from the store, or asks for it. */
static void need_solution(struct momus_branch *b)
{
	struct momus_node n;

	if (!momus_nodes_have(b->run, b,
			      b->turn ? MOMUS_NODE_REVISION
				      : MOMUS_NODE_SOLUTION,
			      b->picked, &n)) {
		if (momus_kin_take(b) || momus_kin_given(b))
			return;
		take_attempts(b);
		ask_for_solution(b);
		return;
	}
	if (n.state == MOMUS_NODE_SKIPPED)
		skip(b, true, MOMUS_SKIPPED_STOPPED);
	else
		momus_branch_taken(b, &n);
}

static void vote(struct momus_branch *b)
{
	const struct momus_recipe *r = b->run->recipe;
	uint32_t n = momus_setup_votes(b->run->setup);
	uint8_t *judgments = momus_arena_alloc(b->arena, n);
	enum momus_judgment verdict;
	struct momus_stream stream;

	if (b->critique_failed) {
		skip(b, true, MOMUS_SKIPPED_PARENT);
		return;
	}
	if (!judgments) {
		no_memory(b);
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		judgments[i] = b->critiques[i].judgment;
	verdict = momus_judgment_vote(judgments, n);
	if (r->stop == MOMUS_STOP_AFTER_CRITIQUES ||
	    (r->stop == MOMUS_STOP_JUDGED_CORRECT &&
	     verdict == MOMUS_JUDGMENT_CORRECT)) {
		skip(b, true, MOMUS_SKIPPED_STOPPED);
		return;
	}
	momus_stream_init(&stream, (uint64_t)r->seed, problem_of(b)->id,
			  b->branch, b->turn, "vote");
	b->picked =
		(uint32_t)momus_judgment_draw(judgments, n, verdict, &stream);
	need_solution(b);
}

static void critique_there(struct momus_branch *b, uint32_t vote_no,
			   struct momus_text text, uint8_t judgment)
{
	b->critiques[vote_no] = (struct momus_critique){ text, judgment };
}

static void need_critiques(struct momus_branch *b)
{
	uint32_t n = momus_setup_votes(b->run->setup);
	struct momus_node node;

	b->critiques = momus_arena_alloc(b->arena, n * sizeof *b->critiques);
	if (!b->critiques) {
		no_memory(b);
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		if (!momus_nodes_have(b->run, b, MOMUS_NODE_CRITIQUE, i,
				      &node)) {
			b->critiques_open++;
			momus_ask_queue(b, MOMUS_PURPOSE_CRITIQUE, i);
			continue;
		}
		if (node.state == MOMUS_NODE_SKIPPED) {
			skip(b, true, MOMUS_SKIPPED_STOPPED);
			return;
		}
		critique_there(b, i, momus_arena_copy(b->arena, node.response),
			       node.judgment);
		if (!b->critiques[i].text.ptr) {
			no_memory(b);
			return;
		}
	}
	if (!b->critiques_open)
		vote(b);
}

void momus_branch_begin(struct momus_running *run, struct momus_branch *parent,
			uint32_t problem, uint32_t branch,
			struct momus_text shown)
{
	struct momus_branch *b = create(run, parent, problem, branch);
	struct momus_error err = { "" };

	if (!b) {
		momus_running_fail(
			run, momus_fail(&err, MOMUS_ENOMEM, "out of memory"),
			&err);
		return;
	}
	b->shown = momus_arena_copy(b->arena, shown);
	if (!b->shown.ptr)
		no_memory(b);
	else if (b->turn && momus_setup_votes(run->setup))
		need_critiques(b);
	else
		need_solution(b);
}

/* Completions. */

/* Takes N's texts into B's arena: what a server sent, and a local model's text,
 * may live only as long as the call. */
static bool keep_texts(struct momus_branch *b, struct momus_node *n)
{
	n->response = momus_arena_copy(b->arena, n->response);
	n->reason = momus_arena_copy(b->arena, n->reason);
	if (n->response.ptr && n->reason.ptr)
		return true;
	no_memory(b);
	return false;
}

static void critique_answered(struct momus_branch *b, struct momus_node *n)
{
	if (n->state == MOMUS_NODE_FAILED) {
		b->critique_failed = true;
	} else {
		n->judgment = (uint8_t)momus_judgment_parse(n->response);
		critique_there(b, n->vote, n->response, n->judgment);
	}
	momus_nodes_put(b, n);
	if (!--b->critiques_open)
		vote(b);
}

void momus_branch_failed(struct momus_branch *b, const struct momus_node *n)
{
	momus_nodes_put(b, n);
	skip(b, false, MOMUS_SKIPPED_PARENT);
}

void momus_branch_answered(struct momus_branch *b, struct momus_ask *ask)
{
	struct momus_node n = momus_nodes_of(ask);

	if (!keep_texts(b, &n))
		return;
	if (ask->purpose == MOMUS_PURPOSE_CRITIQUE) {
		critique_answered(b, &n);
	} else if (n.state == MOMUS_NODE_FAILED) {
		momus_kin_failed(b, &n);
		momus_branch_failed(b, &n);
	} else if (goes_on(b, n.response)) {
		n.kind = MOMUS_NODE_ATTEMPT;
		n.vote = b->n_attempts - 1;
		momus_nodes_put(b, &n);
		ask_for_solution(b);
	} else {
		b->response = n.response;
		b->node = n;
		solution_there(b);
	}
}
