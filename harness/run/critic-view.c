/* critic-view.c - see critic-view.h */
#include "config.h"

#include <string.h>

#include "run/critic-view.h"
#include "run/feed.h"

void momus_critic_view(const struct momus_prompts *prompts,
		       const struct momus_problem *problem,
		       struct momus_text response,
		       const struct momus_text *hint, struct momus_buffer *part,
		       struct momus_buffer *out)
{
	struct momus_prompt_fields fields = {
		.statement = problem->statement,
		.language = momus_text_of(problem->language),
	};

	if (hint)
		fields.hint = *hint;
	momus_buffer_reset(part);
	if (hint || strcmp(problem->language, "text") == 0)
		momus_buffer_add(part, response);
	else
		momus_feed_solution(response, part);
	fields.solution = momus_buffer_text(part);
	momus_prompts_expand(prompts,
			     hint ? MOMUS_PROMPT_CRITIQUE_HINT
				  : MOMUS_PROMPT_CRITIQUE,
			     &fields, out);
	out->failed |= part->failed;
}
