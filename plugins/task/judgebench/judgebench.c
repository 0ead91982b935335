/* judgebench.c - JudgeBench: which of two responses is right?
 *
 * A row is a pair of responses, one right and one wrong.  mode pairs: a judge is
 * shown both, in both orders, so a row is two problems, PAIR/1 and PAIR/2; mode
 * one-order: only the first.  mode responses: a critic is shown each by itself,
 * PAIR/A and PAIR/B, which are there already (generator "given").  Reports score
 * the problems of one pair together (stats/pairs.h).
 */
#include "judgebench.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include <momus/plain.h>

static int prompt(void *self, const struct momus_problem *problem,
		  struct momus_buffer *out, struct momus_error *err)
{
	const struct judgebench_options *o = self;
	const struct judgebench_pair *p = problem->data;
	const char *closing = judgebench_forms[judgebench_judge_of(o)].closing;

	if (!p->asks) {
		momus_buffer_add(out, problem->statement);
		return MOMUS_OK;
	}
	if (!closing)
		return momus_fail(err, MOMUS_EINVAL,
				  "task.judge: a %s cannot be asked for a "
				  "verdict; grade its recorded scores with "
				  "`momus grade`, or choose another judge",
				  o->judge);
	momus_buffer_puts(
		out,
		"Two assistants, A and B, have each replied to the question "
		"below. Judge which reply is better. First work out an answer "
		"of your own. Then hold both replies against it: find what is "
		"wrong in each and say it. What counts first is whether a "
		"reply is right; only then whether it helps, keeps to the "
		"point, and leaves nothing out. Neither the order of the "
		"replies nor their length is a reason.\n\n");
	momus_buffer_puts(out, closing);
	momus_buffer_puts(out, "\n\n");
	momus_buffer_add(out, problem->statement);
	return MOMUS_OK;
}

/* JudgeBench lets an Arena-Hard judge that gave no label speak once more. */
static int ask_on(void *self, const struct momus_problem *problem,
		  struct momus_text response, unsigned n,
		  struct momus_buffer *out, struct momus_error *err)
{
	const struct judgebench_pair *p = problem->data;
	struct momus_arena *arena;
	struct momus_text found;

	if (n > 1 || !p->asks ||
	    judgebench_judge_of(self) != JUDGEBENCH_ARENA_HARD)
		return MOMUS_END;
	arena = momus_arena_create(response.len + 4096);
	found = arena ? judgebench_find(JUDGEBENCH_ARENA_HARD, response, arena)
		      : (struct momus_text){ NULL, 0 };
	momus_arena_free(arena);
	if (!found.ptr)
		return judgebench_no_memory(err);
	if (found.len)
		return MOMUS_END;
	momus_buffer_puts(out, "Go on with your judgment, and end it with one "
			       "of the labels.");
	return MOMUS_OK;
}

static int extract(void *self, const struct momus_problem *problem,
		   struct momus_text response, struct momus_arena *arena,
		   struct momus_text *out, struct momus_error *err)
{
	const struct judgebench_pair *p = problem->data;

	*out = p->asks ? judgebench_find(judgebench_judge_of(self), response,
					 arena)
		       : response;
	return out->ptr ? MOMUS_OK : judgebench_no_memory(err);
}

/* What DECIDED is worth: as enum momus_grouping says of orders. */
static struct momus_verdict verdict(struct momus_text decided,
				    struct momus_text label)
{
	bool right = momus_text_equal(decided, label);
	double score = !decided.len ? NAN
		       : right	    ? 1
		       : momus_text_equal(decided, judgebench_flipped(label))
			       ? 0
			       : 0.5;

	return (struct momus_verdict){ right ? MOMUS_RUN_ACCEPTED
					     : MOMUS_RUN_WRONG_ANSWER,
				       right, score };
}

static struct momus_text shown(struct momus_text decided)
{
	return decided.len ? decided : MOMUS_TEXT("no decision");
}

static int judge(void *self, const struct momus_problem *problem,
		 struct momus_text answer, const struct momus_outcome *outcomes,
		 size_t n, struct momus_grade *out, struct momus_plan *more,
		 struct momus_error *err)
{
	const struct judgebench_options *o = self;
	const struct judgebench_pair *p = problem->data;
	struct momus_text said[2];

	(void)outcomes, (void)n, (void)more;
	for (int strict = 0; strict < 2; strict++) {
		said[strict] = judgebench_decide(answer, strict, out->arena);
		if (!p->asks) /* that this response is the better one */
			said[strict] = MOMUS_TEXT("A>B");
		if (!said[strict].ptr)
			return judgebench_no_memory(err);
	}
	if (strcmp(o->grader, "strict") == 0)
		said[0] = said[1];
	out->parity = verdict(said[0], p->label);
	out->strict = verdict(said[1], p->label);
	if (p->asks && said[0].len)
		out->note = said[0];
	return momus_plain_tests(out, p->label, shown(said[0]), shown(said[1]),
				 err);
}

#define FIELD(name_) offsetof(struct judgebench_options, name_)

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_ENUM,
	  .name = "grader",
	  .value = "official",
	  .offset = FIELD(grader),
	  .choices = "official|strict",
	  .help = "how labels are read: as JudgeBench does, or by what they "
		  "mean" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "mode",
	  .value = "pairs",
	  .offset = FIELD(mode),
	  .choices = "pairs|one-order|responses",
	  .help = "ask a judge about each pair in both orders or in the first "
		  "alone, or give each response to a critic" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "judge",
	  .value = "arena-hard",
	  .offset = FIELD(judge),
	  .choices = "arena-hard|skywork-critic|vanilla|panda-lm|judge-lm|"
		     "auto-j|prometheus-2|reward-model",
	  .help = "what a verdict looks like in a judge's words" },
	MOMUS_OPTION_END,
};

static const char *const graders[] = { "official", "strict", NULL };

static const struct momus_task_ops ops = {
	.size = sizeof ops,
	.problem = judgebench_problem,
	.prompt = prompt,
	.extract = extract,
	.plan = momus_plain_op_plan,
	.judge = judge,
	.answer = judgebench_answer,
	.graders = graders,
	.more = judgebench_more,
	.ask_on = ask_on,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_TASK),
	.name = "judgebench",
	.version = "1.0.0",
	.summary = "JudgeBench: pairs of responses, for judges and critics",
	.options = options,
	.options_size = sizeof(struct judgebench_options),
	.ops.task = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
