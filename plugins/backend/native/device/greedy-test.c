/* greedy-test.c - greedy answers of a device, as transformers gives them */
#include <math.h>
#include <momus/json.h>
#include <stdlib.h>

#include "device/engine-decode.h"
#include "model/generate.h"
#include "model/golden.h"
#include "tap.h"

enum { PROMPTS = 10, TOKENS = 14, LONGEST = 64 };

static const struct momus_sampling greedy = { .temperature = 0,
					      .top_p = NAN,
					      .min_p = NAN,
					      .repetition_penalty = NAN,
					      .top_k = -1,
					      .logprobs = -1 };

struct prompt {
	int32_t ids[LONGEST];
	size_t n;
	struct momus_text told; /* of the index, borrowed */
	struct momus_stream stream;
	struct decoding *s;
};

static void ok(int rc, const struct momus_error *err)
{
	if (rc == MOMUS_ENOTFOUND)
		SKIP("%s", err->text);
	if (rc < 0)
		tap_fail(__FILE__, __LINE__, "%s", err->text);
}

static size_t read_prompts(const struct golden *g, struct prompt *list)
{
	struct momus_text all = momus_json_member(g->part, "greedy"), key, one;
	size_t at = 0, n = 0;

	for (; n < PROMPTS && momus_json_next(all, &at, &key, &one); n++) {
		struct momus_text ids = momus_json_member(one, "prompt_ids");
		struct momus_text value;
		size_t k = 0;

		list[n] = (struct prompt){ .told = one };
		while (list[n].n < LONGEST &&
		       momus_json_next(ids, &k, &key, &value))
			list[n].ids[list[n].n++] =
				(int32_t)strtol(value.ptr, NULL, 10);
	}
	return n;
}

/* P's answer, up to where two tokens are nearly as likely. */
static size_t check(const struct prompt *p)
{
	const char *const names[] = { "ids", "logprobs", "margins" };
	size_t at[3] = { 0 }, i = 0;

	for (; i < p->s->n; i++) {
		struct momus_text key, value[3];

		for (int k = 0; k < 3; k++)
			CHECK(momus_json_next(
				momus_json_member(p->told, names[k]), &at[k],
				&key, &value[k]));
		if (strtod(value[2].ptr, NULL) < 1e-3)
			break;
		CHECK_INT(p->s->ids.list[p->n + i],
			  strtol(value[0].ptr, NULL, 10));
		CHECK_NEAR(p->s->logprobs[i], strtod(value[1].ptr, NULL), 1e-4);
	}
	return i;
}

static void check_model(const char *name)
{
	struct golden g = golden_open(name, "forward");
	const struct engine_setup setup = { .model = g.model,
					    .type = LAUNCH_F32 };
	struct decoder_setup how = { .model = g.model,
				     .most = PROMPTS,
				     .bytes = (size_t)64 << 20 };
	struct prompt list[PROMPTS];
	struct momus_error err = { "" };
	struct engine_decode *there;
	size_t n = read_prompts(&g, list), same = 0;
	struct engine *e;
	struct decoder d;
	bool any;

	CHECK(n == PROMPTS);
	ok(engine_open(&e, &setup, &err), &err);
	ok(engine_decode_open(&there, e, PROMPTS, &err), &err);
	how.stepping = engine_decode_stepping(there);
	ok(decoder_init(&d, &how, &err), &err);
	for (size_t i = 0; i < n; i++) {
		const struct decoder_order order = { .prompt = list[i].ids,
						     .n = list[i].n,
						     .how = &greedy,
						     .most = TOKENS,
						     .stream =
							     &list[i].stream };

		ok(decoder_begin(&d, &order, &list[i].s, &err), &err);
	}
	for (bool open = true; open;) {
		ok(decoder_advance(&d, &any, &err), &err);
		open = false;
		for (size_t i = 0; i < n; i++)
			open |= !list[i].s->ended;
	}
	for (size_t i = 0; i < n; i++)
		same += check(&list[i]);
	CHECK(same > n * TOKENS * 9 / 10);
	decoder_release(&d);
	engine_decode_close(there);
	engine_close(e);
	golden_close(&g);
}

TEST(greedy_answers_of_a_device_are_those_of_transformers)
{
	check_model("tiny-qwen2");
	check_model("tiny-llama3");
	check_model("tiny-qwen3");
}
