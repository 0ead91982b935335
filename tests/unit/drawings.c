/* drawings.c - what was drawn, kept in a file, and found again */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/drawings.h"
#include "tap.h"

enum { N = 40, PROMPT = 3, ANSWER = 4 };

static struct momus_drawings d, e;
static char path[] = "/tmp/momus-drawings-XXXXXX";

static void begin(void)
{
	momus_drawings_release(&d);
	momus_drawings_release(&e);
	CHECK_INT(momus_drawings_init(&d, 1 << 20, NULL), MOMUS_OK);
	CHECK_INT(momus_drawings_init(&e, 1 << 20, NULL), MOMUS_OK);
	if (strstr(path, "XXXXXX"))
		close(mkstemp(path));
}

/* Numbers whose digits are many, and those at the ends of what there is. */
static float number(size_t i)
{
	static const float ends[] = { 0,	-0.0f,	   -1e-45f, 1e-38f,
				      -3.4e38f, -1.0f / 3, NAN,	    -1e9f };

	return i % 9 < 8 ? ends[i % 9] : -(float)i / 7;
}

/* Critique I of two problems by turns. */
static struct momus_drawn make(size_t i)
{
	struct momus_text text = MOMUS_TEXT("a\0b \"\\\n\xc3\xbc \x01");
	struct momus_drawn one = { .branch = (uint32_t)(i / 2) };
	int32_t *tokens =
		momus_arena_alloc(d.arena, (PROMPT + ANSWER) * sizeof *tokens);
	float *x = momus_arena_alloc(d.arena, 2 * ANSWER * sizeof *x);
	uint32_t n = i == 7 ? 0 : ANSWER; /* an empty one, too */

	CHECK(tokens && x);
	for (int t = 0; t < PROMPT + ANSWER; t++)
		tokens[t] = t == 5 ? INT32_MAX : (int32_t)i + t;
	for (size_t t = 0; t < 2 * ANSWER; t++)
		x[t] = number(i + t);
	one.problem = i % 2 ? MOMUS_TEXT("p/1") : MOMUS_TEXT("p\"2");
	one.tokens = tokens;
	one.n = PROMPT + n;
	one.first = PROMPT;
	one.logprobs = x;
	one.old = x + ANSWER;
	one.text = momus_arena_copy(d.arena, text);
	one.finish = i % 3 ? MOMUS_FINISH_STOP : MOMUS_FINISH_LENGTH;
	return one;
}

static void fill(size_t n)
{
	for (size_t i = n; i-- > 0;) {
		const struct momus_drawn one = make(i);

		CHECK(momus_drawings_add(&d, &one) != NULL);
	}
}

static void check_equal(const struct momus_drawn *a,
			const struct momus_drawn *b)
{
	uint32_t answer = a->n - a->first;

	CHECK(b != NULL);
	CHECK_INT(b->n, a->n);
	CHECK_INT(b->first, a->first);
	CHECK_INT(b->finish, a->finish);
	CHECK(momus_text_equal(a->text, b->text));
	CHECK(!memcmp(a->tokens, b->tokens, a->n * sizeof *a->tokens));
	for (uint32_t i = 0; i < answer; i++) {
		CHECK(isnan(a->old[i]) == isnan(b->old[i]));
		CHECK(isnan(a->old[i]) || !memcmp(&a->old[i], &b->old[i], 4));
		CHECK(isnan(a->logprobs[i]) ||
		      !memcmp(&a->logprobs[i], &b->logprobs[i], 4));
	}
}

TEST(what_was_drawn_is_found_by_problem_and_branch)
{
	begin();
	fill(N);
	for (size_t i = 0; i < N; i++) {
		const struct momus_drawn want = make(i);

		check_equal(&want,
			    momus_drawings_find(&d, want.problem, want.branch));
	}
	CHECK(!momus_drawings_find(&d, MOMUS_TEXT("p/1"), N));
	CHECK(!momus_drawings_find(&d, MOMUS_TEXT("p/"), 0));
	momus_drawings_reset(&d);
	CHECK(!momus_drawings_find(&d, MOMUS_TEXT("p/1"), 0));
}

TEST(a_file_gives_it_back_bit_for_bit)
{
	struct momus_error err = { "" };

	begin();
	fill(N);
	CHECK_INT(momus_drawings_save(&d, path, &err), MOMUS_OK);
	CHECK_INT(momus_drawings_load(&e, path, N, &err), MOMUS_OK);
	CHECK(e.whole);
	CHECK_INT(e.n, N);
	for (size_t i = 0; i < N; i++)
		check_equal(&d.list[i],
			    momus_drawings_find(&e, d.list[i].problem,
						d.list[i].branch));
}

TEST(a_file_has_what_was_drawn_first_and_not_what_took_its_place)
{
	struct momus_drawn one;

	begin();
	fill(N);
	d.round = 1;
	one = make(N);
	CHECK(momus_drawings_add(&d, &one) != NULL);
	CHECK_INT(momus_drawings_count(&d), N);
	CHECK_INT(momus_drawings_save(&d, path, NULL), MOMUS_OK);
	CHECK_INT(momus_drawings_load(&e, path, N, NULL), MOMUS_OK);
	CHECK(!momus_drawings_find(&e, one.problem, one.branch));
}

static void refused(const char *line, const char *words)
{
	struct momus_error err = { "" };

	begin();
	CHECK_INT(momus_drawings_parse(&d, momus_text_of(line), "f:1", &err),
		  MOMUS_EPARSE);
	if (!strstr(err.text, words))
		tap_fail(__FILE__, __LINE__, "\"%s\" lacks \"%s\"", err.text,
			 words);
	CHECK_INT(d.n, 0);
}

TEST(a_line_that_is_none_is_refused_by_its_field)
{
#define HEAD "{\"problem\":\"p\",\"branch\":0,\"finish\":0,\"text\":\"t\""
#define REST ",\"logprobs\":[-1],\"old\":[-1]}"
	refused("", "f:1: the line");
	refused("[1]", "f:1: problem");
	refused("{\"problem\":1}", "problem: expected a text");
	refused("{\"problem\":\"p\",\"branch\":-1}", "branch: expected");
	refused("{\"problem\":\"p\",\"branch\":0,\"finish\":9}", "finish:");
	refused(HEAD REST, "tokens: expected a list");
	refused(HEAD ",\"tokens\":\"12\",\"first\":1" REST, "tokens:");
	refused(HEAD ",\"tokens\":[1,2.5],\"first\":1" REST, "tokens:");
	refused(HEAD ",\"tokens\":[1,2147483648],\"first\":1" REST, "tokens:");
	refused(HEAD ",\"tokens\":[1,2],\"first\":3" REST, "first: expected");
	refused(HEAD ",\"tokens\":[1,2],\"first\":0" REST,
		"first: expected a prompt");
	refused(HEAD ",\"tokens\":[1,2,3],\"first\":1" REST, "logprobs:");
	refused(HEAD ",\"tokens\":[1,2],\"first\":1,\"logprobs\":[1]}", "old:");
}

TEST(a_file_with_more_or_fewer_than_told_is_refused)
{
	struct momus_error err = { "" };

	begin();
	fill(N);
	CHECK_INT(momus_drawings_save(&d, path, &err), MOMUS_OK);
	CHECK_INT(momus_drawings_load(&e, path, N + 1, &err), MOMUS_EPARSE);
	CHECK(strstr(err.text, "has 40 critiques, and train.json says 41"));
	CHECK(!e.whole);
	begin();
	err.text[0] = '\0';
	CHECK_INT(momus_drawings_load(&e, "/nowhere/drawn.jsonl", 1, &err),
		  MOMUS_EINVAL);
	CHECK(strstr(err.text, "is not there"));
	CHECK_INT(momus_drawings_save(&d, "/nowhere/drawn.jsonl", &err),
		  MOMUS_EIO);
	unlink(path);
}

TAP_MAIN
