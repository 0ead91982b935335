/* messages.c - what a request to a model says, and its name */
#include "config.h"

#include <string.h>

#include "core/hash.h"
#include "run/canonical.h"
#include "run/controls.h"
#include "run/critic-view.h"
#include "run/feed.h"
#include "run/running.h"

static const struct momus_problem *problem_of(const struct momus_branch *b)
{
	return &b->run->dataset->problems[b->problem];
}

static const char *const names[] = { "generate", "critique", "revise" };

/* Moves what B holds into the ask's arena and makes it the next message. */
static int add_message(struct momus_ask *ask, const char *role,
		       struct momus_buffer *b, struct momus_error *err)
{
	struct momus_message *m = &ask->messages[ask->call.n_messages++];
	int rc = momus_buffer_check(b, "the prompt", err);

	m->role = role;
	m->content = momus_arena_copy(ask->arena, momus_buffer_text(b));
	momus_buffer_reset(b);
	if (rc == MOMUS_OK && !m->content.ptr)
		rc = momus_fail(err, MOMUS_ENOMEM, "the prompt is too large");
	return rc;
}

static int ask_for_solution(struct momus_ask *ask, struct momus_buffer *text,
			    struct momus_error *err)
{
	int rc = momus_setup_prompt(ask->branch->run->setup,
				    problem_of(ask->branch), text, err);

	return rc < 0 ? rc : add_message(ask, "user", text, err);
}

static int ask_for_critique(struct momus_ask *ask, struct momus_buffer *text,
			    struct momus_error *err)
{
	const struct momus_branch *b = ask->branch;
	bool hint = b->run->recipe->feedback == MOMUS_FEEDBACK_CRITIC_HINT;

	if (momus_control_is_oracle(ask->desk->model->plugin))
		momus_buffer_add(text, b->shown);
	else
		momus_critic_view(b->run->setup->prompts, problem_of(b),
				  b->parent->response, hint ? &b->shown : NULL,
				  &b->run->part, text);
	return add_message(ask, "user", text, err);
}

static int ask_for_revision(struct momus_ask *ask, struct momus_buffer *text,
			    struct momus_error *err)
{
	const struct momus_branch *b = ask->branch;
	const struct momus_problem *problem = problem_of(b);
	bool raw = b->run->recipe->feedback == MOMUS_FEEDBACK_EXECUTION;
	struct momus_prompt_fields fields = {
		.statement = problem->statement,
		.solution = b->parent->response,
		.language = momus_text_of(problem->language),
	};
	int rc = ask_for_solution(ask, text, err);

	if (rc < 0)
		return rc;
	momus_buffer_add(text, b->parent->response);
	rc = add_message(ask, "assistant", text, err);
	if (raw)
		fields.feedback = b->shown;
	else
		fields.critique =
			momus_feed_critique(b->critiques[b->picked].text);
	momus_prompts_expand(b->run->setup->prompts,
			     raw ? MOMUS_PROMPT_EXECUTION : MOMUS_PROMPT_REVISE,
			     &fields, text);
	return rc < 0 ? rc : add_message(ask, "user", text, err);
}

/* The dialogue as far as it went: the replies and what was said to them. */
static int add_attempts(struct momus_ask *ask, struct momus_buffer *text,
			struct momus_error *err)
{
	const struct momus_branch *b = ask->branch;
	int rc = MOMUS_OK;

	for (uint32_t i = 0; rc == MOMUS_OK && i < b->n_attempts; i++) {
		momus_buffer_add(text, b->attempts[i].said);
		rc = add_message(ask, "assistant", text, err);
		momus_buffer_add(text, b->attempts[i].asked);
		if (rc == MOMUS_OK)
			rc = add_message(ask, "user", text, err);
	}
	return rc;
}

/* What the first of ASK's family draws from its stream; DRAWN is what ASK draws
 * from its own.  A revision's vote may be no part of its family. */
static uint64_t family_draw(const struct momus_ask *ask, uint64_t drawn,
			    const char *purpose)
{
	const struct momus_branch *b = ask->branch;
	const struct momus_family *f = &ask->family;
	struct momus_family_seed *last = &b->run->seed;
	bool own = f->branch == b->branch && f->vote == ask->vote;
	struct momus_stream first;

	if (!own && last->problem == b->problem && last->turn == b->turn &&
	    last->purpose == ask->purpose && last->branch == f->branch &&
	    last->vote == f->vote && last->drawn)
		return last->drawn;
	if (!own) {
		momus_stream_init(&first, (uint64_t)b->run->recipe->seed,
				  problem_of(b)->id,
				  (uint64_t)f->vote << 32 | f->branch, b->turn,
				  purpose);
		drawn = momus_stream_u64(&first);
	}
	if (!b->n_attempts) /* a dialogue that went on is like no other */
		*last = (struct momus_family_seed){ b->problem,	  f->branch,
						    f->vote,	  b->turn,
						    ask->purpose, drawn };
	return drawn;
}

/* The first of a family draws the seed, the others count on from it.  53 bits:
 * a JSON number holds no more; bit 30 is clear, so that a model that is sent the
 * low 31 can count on in them too. */
static uint64_t seed_of(const struct momus_ask *ask, uint64_t drawn,
			const char *purpose)
{
	drawn = family_draw(ask, drawn, purpose) >> 11;
	return (drawn & ~(UINT64_C(1) << 30)) + ask->family.place;
}

uint64_t momus_messages_stream(struct momus_stream *out, uint64_t seed,
			       struct momus_text problem,
			       const struct momus_call *call)
{
	momus_stream_init(
		out, seed, problem, (uint64_t)call->vote << 32 | call->branch,
		(uint64_t)call->reply << 32 | call->turn, names[call->purpose]);
	return momus_stream_u64(out);
}

static void begin_call(struct momus_ask *ask)
{
	const struct momus_branch *b = ask->branch;
	const struct momus_problem *problem = problem_of(b);
	uint32_t reply =
		ask->purpose == MOMUS_PURPOSE_CRITIQUE ? 0 : b->n_attempts;
	uint64_t drawn;

	ask->call = (struct momus_call){
		.purpose = ask->purpose,
		.problem_id = problem->id,
		.turn = b->turn,
		.branch = b->branch,
		.vote = ask->vote,
		.messages = ask->messages,
		.sampling = b->run->recipe->sampling[ask->purpose],
		.stream = &ask->stream,
		.key = ask->key,
		/* what the oracle says is shown to the reviser */
		.truth = { .parent_passed =
				   !b->parent ? -1
				   : momus_control_is_oracle(
					     ask->desk->model->plugin)
					   ? b->parent->node.shown_passed
					   : b->parent->passed,
			   .right = problem->right,
			   .wrong = problem->wrong },
		.samples = 1,
		.reply = reply,
		.given = problem->given,
	};
	drawn = momus_messages_stream(&ask->stream,
				      (uint64_t)b->run->recipe->seed,
				      problem->id, &ask->call);
	ask->call.seed = seed_of(ask, drawn, names[ask->purpose]);
}

/* Names all nodes of the request: they differ in their seeds alone. */
static int name(struct momus_ask *ask, struct momus_buffer *text,
		struct momus_error *err)
{
	uint64_t seed = ask->call.seed;
	int rc = MOMUS_OK;

	for (struct momus_ask *a = ask; a && rc == MOMUS_OK; a = a->more) {
		momus_buffer_reset(text);
		momus_canonical_request(&ask->call, ask->desk->model->name,
					seed++, text);
		rc = momus_buffer_check(text, "the request", err);
		if (rc < 0)
			break;
		momus_sha256(momus_buffer_text(text), a->digest);
		momus_hex(a->digest, a->key);
		a->prompt = momus_arena_copy(a->branch->arena,
					     momus_buffer_text(text));
		if (!a->prompt.ptr)
			rc = momus_fail(err, MOMUS_ENOMEM,
					"the request is too large");
	}
	return rc;
}

int momus_messages_build(struct momus_ask *ask, struct momus_error *err)
{
	struct momus_buffer *text = &ask->branch->run->text;
	int rc;

	begin_call(ask);
	momus_buffer_reset(text);
	rc = ask->purpose == MOMUS_PURPOSE_GENERATE
		     ? ask_for_solution(ask, text, err)
	     : ask->purpose == MOMUS_PURPOSE_CRITIQUE
		     ? ask_for_critique(ask, text, err)
		     : ask_for_revision(ask, text, err);
	if (rc == MOMUS_OK && ask->purpose != MOMUS_PURPOSE_CRITIQUE)
		rc = add_attempts(ask, text, err);
	return rc < 0 ? rc : name(ask, text, err);
}
