/* samples.c - what models gave: samples in a file, and programs in responses */
#include <stdlib.h>

#include "mbppplus.h"

int mbppplus_remember(struct mbppplus *task, struct momus_text id,
		      struct momus_text prompt, struct momus_error *err)
{
	if (task->n == task->room) {
		size_t room = task->room ? 2 * task->room : 512;
		void *p = realloc(task->prompts, room * sizeof(*task->prompts));

		if (!p)
			return momus_fail(err, MOMUS_ENOMEM,
					  "mbppplus: out of memory");
		task->prompts = p;
		task->room = room;
	}
	task->prompts[task->n++] = (struct mbppplus_prompt){ id, prompt };
	return MOMUS_OK;
}

/* EvalPlus samples: `solution` is the program; `completion` goes behind the
 * prompt.  Hugging Face prompts are prose: there the completion is all. */
int mbppplus_answer(void *self, const struct momus_row *row, size_t i,
		    struct momus_arena *arena, struct momus_answer *out,
		    struct momus_error *err)
{
	const struct mbppplus *task = self;
	struct momus_text parts[2] = { { "", 0 } };
	int rc;

	if (i)
		return MOMUS_END;
	out->extracted = true;
	rc = momus_row_copy(row, "task_id", arena, &out->id, err);
	if (rc < 0 || momus_row_has(row, "solution"))
		return rc < 0 ? rc
			      : momus_row_copy(row, "solution", arena,
					       &out->text, err);
	rc = momus_row_str(row, "completion", &parts[1], NULL);
	if (rc < 0)
		return momus_row_fail(row, err,
				      "neither solution nor completion is a "
				      "string");
	for (size_t k = 0; k < task->n; k++) {
		if (momus_text_equal(task->prompts[k].id, out->id))
			parts[0] = task->prompts[k].prompt;
	}
	return mbppplus_join(parts, 2, arena, &out->text, err);
}

/* mbpp-script removes fences as critic-rl does; elsewhere a response without a
 * fence is the program.  EvalPlus's sanitizer wants the response itself. */
int mbppplus_extract(void *self, const struct momus_problem *problem,
		     struct momus_text response, struct momus_arena *arena,
		     struct momus_text *out, struct momus_error *err)
{
	const struct mbppplus *task = self;
	enum momus_extract_rule rule = MOMUS_EXTRACT_SANDBOXFUSION;

	*out = response;
	if (task->options->sanitize ||
	    momus_text_find(response, MOMUS_TEXT("```"), 0) == (size_t)-1)
		return MOMUS_OK;
	if (task->grader == MBPPPLUS_SCRIPT)
		rule = MOMUS_EXTRACT_CRITIC_RL;
	return momus_extract(rule, problem->language, response, arena, out,
			     err);
}
