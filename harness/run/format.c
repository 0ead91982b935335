/* format.c - see format.h */
#include "config.h"

#include <math.h>

#include "run/feed.h"
#include "run/format.h"

static const size_t answer_bytes = (size_t)256 << 20;

static int ask(const struct momus_train_plan *plan,
	       const struct momus_lessons *l, const struct momus_lesson *one,
	       struct momus_arena *arena, struct momus_format *out,
	       struct momus_error *err)
{
	const struct momus_sampling greedy = {
		.temperature = 0,
		.top_p = NAN,
		.min_p = NAN,
		.repetition_penalty = NAN,
		.top_k = -1,
		.max_tokens = plan->training.max_answer,
		.logprobs = -1,
	};
	const struct momus_tokens prompt = { l->tokens + one->at, one->first };
	enum momus_judgment judgment;
	struct momus_sampled answer = { .n = 0 };
	struct momus_stream stream; /* nothing is drawn from it */
	int rc;

	momus_stream_init(&stream, 0, MOMUS_TEXT(""), 0, 0, "format");
	rc = plan->engine->sample(plan->model, prompt, &greedy, &stream, arena,
				  &answer, err);
	if (rc < 0)
		return rc;
	judgment = momus_judgment_parse(answer.text);
	out->asked++;
	out->formed += judgment != MOMUS_JUDGMENT_UNPARSED;
	out->agreed += judgment == (enum momus_judgment)one->judgment;
	return MOMUS_OK;
}

int momus_format_measure(const struct momus_train_plan *plan,
			 const struct momus_lessons *l, const uint32_t *rows,
			 size_t n, size_t most, struct momus_format *out,
			 struct momus_error *err)
{
	struct momus_arena *arena = momus_arena_create(answer_bytes);
	int rc = MOMUS_OK;

	*out = (struct momus_format){ .asked = 0 };
	if (!plan->engine->sample)
		most = 0;
	if (!arena)
		return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
	for (size_t i = 0; rc == MOMUS_OK && i < n && out->asked < most; i++) {
		const struct momus_lesson *one = &l->list[rows[i]];

		if (one->judgment == MOMUS_JUDGMENT_UNPARSED)
			continue;
		momus_arena_reset(arena);
		rc = ask(plan, l, one, arena, out, err);
	}
	momus_arena_free(arena);
	return rc;
}
