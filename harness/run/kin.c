/* kin.c - see kin.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/running.h"

int momus_kin_load(struct momus_kin *kin, size_t n_problems,
		   struct momus_error *err)
{
	if (kin->asked)
		return MOMUS_OK;
	kin->n_problems = n_problems;
	kin->asked = calloc(n_problems * kin->width + 1, sizeof *kin->asked);
	return kin->asked ? MOMUS_OK
			  : momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

void momus_kin_release(struct momus_kin *kin)
{
	free(kin->members);
	free(kin->asked);
	*kin = (struct momus_kin){ .members = NULL };
}

static struct momus_branch **asked_of(const struct momus_branch *b)
{
	const struct momus_kin *kin = b->run->kin;

	if (!kin || b->turn)
		return NULL;
	return &kin->asked[(size_t)b->problem * kin->width + b->branch];
}

static void no_memory(struct momus_branch *b)
{
	struct momus_error err = { "" };

	momus_running_fail(
		b->run,
		momus_fail(&err, MOMUS_ENOMEM, "a trajectory is too large"),
		&err);
}

/* N, of a relative, as a node of B's own: its texts in B's arena, and none of
 * the relative's requests. */
static bool make_own(struct momus_branch *b, struct momus_node *n)
{
	struct momus_text *texts[] = { &n->prompt,   &n->response, &n->answer,
				       &n->reason,   &n->parts,	   &n->note,
				       &n->language, &n->failures, &n->leaks };
	size_t size = n->n_tests * sizeof *n->tests;
	struct momus_node_test *tests = momus_arena_alloc(b->arena, size + 1);
	bool all = tests != NULL;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		*texts[i] = momus_arena_copy(b->arena, *texts[i]);
		all &= texts[i]->ptr != NULL;
	}
	if (tests && size)
		memcpy(tests, n->tests, size);
	n->tests = tests;
	n->attempts = 0;
	n->latency_s = NAN;
	n->started_s = momus_running_now(b->run) - b->run->started;
	if (!all)
		no_memory(b);
	return all;
}

/* Who may have what B lacks: a run, or an elder. */
struct source {
	struct momus_running *run;
	struct momus_elder *elder;
};

/* The Ith of B's relatives, itself left out; false at their end. */
static bool relative(const struct momus_branch *b, size_t *i,
		     struct source *out)
{
	const struct momus_kin *kin = b->run->kin;

	for (; *i < kin->n; ++*i)
		if (kin->members[*i] != b->run) {
			*out = (struct source){ kin->members[*i], NULL };
			return true;
		}
	for (; *i < kin->n + kin->elders->n; ++*i) {
		struct momus_elder *e = &kin->elders->list[*i - kin->n];

		if (strcmp(e->first_key, b->run->setup->first_key) == 0) {
			*out = (struct source){ NULL, e };
			return true;
		}
	}
	return false;
}

static bool find_in_elder(struct momus_elder *e, struct momus_branch *b,
			  uint8_t kind, uint32_t vote, struct momus_node *out)
{
	struct momus_error err = { "" };

	if (momus_elder_find(e, b->run->dataset, b->problem, kind, b->branch,
			     vote, out, &err))
		return true;
	if (err.text[0])
		momus_running_fail(b->run, MOMUS_EIO, &err);
	return false;
}

/* A node of B that the store of FROM has for good. */
static bool find(struct source from, struct momus_branch *b, uint8_t kind,
		 uint32_t vote, struct momus_node *out)
{
	struct momus_running *run = from.run;
	struct momus_error err = { "" };
	int rc = MOMUS_OK;

	if (from.elder)
		return find_in_elder(from.elder, b, kind, vote, out);
	if (!run->store && run->ended)
		rc = momus_begin_again(run, &err);
	if (rc == MOMUS_OK && run->store) {
		if (momus_store_find(run->store, b->problem, 0, kind, b->branch,
				     vote, out))
			return true;
		rc = momus_store_status(run->store, &err);
	}
	if (rc < 0)
		momus_running_fail(b->run, rc, &err);
	return false;
}

/* Takes over the attempts before B's solution that the store of FROM has. */
static void take_attempts(struct momus_branch *b, struct source from)
{
	struct momus_node n;

	b->borrowed = true; /* and so are these, which are not paid again */
	for (uint32_t i = 0; i < MOMUS_DIALOGUE_REPLIES - 1; i++) {
		if (!find(from, b, MOMUS_NODE_ATTEMPT, i, &n))
			return;
		if (!make_own(b, &n))
			return;
		if (!momus_nodes_have(b->run, b, MOMUS_NODE_ATTEMPT, i, NULL))
			momus_nodes_put(b, &n);
	}
}

/* Whether what FROM has of B's dialogue goes on from what B has of it. */
static bool is_same_dialogue(struct momus_branch *b, struct source from,
			     uint32_t i)
{
	struct momus_node before;

	return i == 0 ||
	       (find(from, b, MOMUS_NODE_ATTEMPT, i - 1, &before) &&
		momus_text_equal(before.response, b->attempts[i - 1].said));
}

bool momus_kin_attempt(struct momus_branch *b, uint32_t i, struct momus_node *n)
{
	struct source from;

	if (!b->run->kin || b->turn)
		return false;
	for (size_t k = 0; relative(b, &k, &from); k++) {
		if (!is_same_dialogue(b, from, i) ||
		    !find(from, b, MOMUS_NODE_ATTEMPT, i, n))
			continue;
		if (!make_own(b, n))
			return false;
		b->borrowed = true; /* this reply, and none that B asks for */
		momus_nodes_put(b, n);
		b->borrowed = false;
		return true;
	}
	return false;
}

/* N, whose texts B owns, becomes B's solution, with its grade. */
static void take_own(struct momus_branch *b, struct momus_node *n)
{
	struct momus_error err = { "" };
	struct momus_grade shown;
	int rc;

	b->borrowed = true;
	rc = momus_noise_node(&b->run->setup->noise,
			      b->run->dataset->problems[b->problem].id, n,
			      b->arena, &shown, &err);
	if (rc < 0) {
		momus_running_fail(b->run, rc, &err);
		return;
	}
	momus_nodes_put(b, n);
	momus_branch_taken(b, n);
}

/* N is the solution that FROM has stored, with its grade. */
static void take_stored(struct momus_branch *b, struct source from,
			struct momus_node *n)
{
	if (!make_own(b, n))
		return;
	take_attempts(b, from);
	take_own(b, n);
}

bool momus_kin_given(struct momus_branch *b)
{
	const struct momus_pipeline_part *part = b->run->order->part;
	struct momus_error err = { "" };
	struct momus_node n;
	int rc;

	if (!part || b->turn)
		return false;
	rc = part->solution(part->arg, b->problem, b->branch, &n, &err);
	n.problem = b->problem;
	if (rc < 0)
		momus_running_fail(b->run, rc, &err);
	else if (make_own(b, &n))
		take_own(b, &n);
	return true;
}

/* W, which B waits for, has its solution. */
static void hand_solution(const struct momus_branch *w, struct momus_branch *b)
{
	take_attempts(b, (struct source){ w->run, NULL });
	b->node = w->node;
	if (!make_own(b, &b->node))
		return;
	b->borrowed = true;
	b->response = b->node.response;
	b->answer = b->node.answer;
	momus_branch_lent(b);
}

static void join(struct momus_branch *w, struct momus_branch *b)
{
	b->lender = w;
	b->next_borrower = w->borrowers;
	w->borrowers = b;
	b->run->awaiting++;
	if (w->solved)
		hand_solution(w, b);
}

bool momus_kin_take(struct momus_branch *b)
{
	struct momus_branch **asked = asked_of(b);
	struct momus_node n;
	struct source from;

	if (!asked)
		return false;
	for (size_t i = 0; relative(b, &i, &from); i++) {
		if (!find(from, b, MOMUS_NODE_SOLUTION, 0, &n) ||
		    n.state != MOMUS_NODE_DONE)
			continue;
		take_stored(b, from, &n);
		return true;
	}
	if (*asked) {
		join(*asked, b);
		return true;
	}
	*asked = b;
	return false;
}

/* The next that waits for B, which is told now for the last time. */
static struct momus_branch *let_go(struct momus_branch *b)
{
	struct momus_branch *s = b->borrowers;

	if (!s)
		return NULL;
	b->borrowers = s->next_borrower;
	s->next_borrower = s->lender = NULL;
	s->run->awaiting--;
	return s;
}

void momus_kin_solved(struct momus_branch *b)
{
	if (!asked_of(b))
		return;
	b->solved = true;
	for (struct momus_branch *s = b->borrowers; s; s = s->next_borrower)
		hand_solution(b, s);
}

void momus_kin_failed(struct momus_branch *b, const struct momus_node *node)
{
	struct momus_branch **asked = asked_of(b), *s;

	if (!asked)
		return;
	*asked = NULL;
	while ((s = let_go(b)) != NULL) {
		struct momus_node n = *node;

		s->borrowed = true;
		take_attempts(s, (struct source){ b->run, NULL });
		if (make_own(s, &n))
			momus_branch_failed(s, &n);
	}
}

void momus_kin_graded(struct momus_branch *b, const struct momus_graded *graded)
{
	struct momus_branch **asked = asked_of(b), *s;

	if (!asked || *asked != b)
		return;
	*asked = NULL;
	while ((s = let_go(b)) != NULL)
		momus_branch_graded(s, graded);
}

void momus_kin_forget(struct momus_branch *b)
{
	struct momus_branch **asked = asked_of(b), **at;

	if (!asked)
		return;
	if (*asked == b)
		*asked = NULL;
	for (; b->borrowers; b->borrowers = b->borrowers->next_borrower)
		b->borrowers->lender = NULL;
	if (!b->lender)
		return;
	for (at = &b->lender->borrowers; *at != b;)
		at = &(*at)->next_borrower;
	*at = b->next_borrower;
	b->lender = NULL;
}
