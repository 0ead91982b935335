/* feed.c - tests of harness/run/feed.c */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "momus/json.h"
#include "run/feed.h"
#include "tap.h"

static struct momus_buffer shown;

static struct momus_text solution(struct momus_text response)
{
	momus_buffer_release(&shown);
	momus_buffer_init(&shown, 65536);
	momus_feed_solution(response, &shown);
	CHECK(!shown.failed);
	return momus_buffer_text(&shown);
}

static struct momus_text judgment(struct momus_text critique)
{
	static const char *const names[] = { "none", "correct", "incorrect",
					     "unparsed" };

	return momus_text_of(names[momus_judgment_parse(critique)]);
}

/* LINE is a list: kind, text, result. */
static void check(const char *line, struct momus_arena *arena)
{
	struct momus_text key, raw, part[3], got;
	size_t at = 0;

	CHECK(momus_json_valid(momus_text_of(line), NULL));
	for (int i = 0; i < 3; i++) {
		CHECK(momus_json_next(momus_text_of(line), &at, &key, &raw));
		part[i] = momus_json_unescape(raw, arena);
	}
	got = part[0].ptr[0] == 's'   ? solution(part[1])
	      : part[0].ptr[0] == 'c' ? momus_feed_critique(part[1])
				      : judgment(part[1]);
	if (!momus_text_equal(got, part[2]))
		tap_fail(__FILE__, __LINE__, "%s gives \"%.*s\"", line,
			 (int)got.len, got.ptr);
}

TEST(texts_are_shown_as_published_results_had_them)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	const char *top = getenv("top_srcdir");
	char line[1024];
	FILE *file;
	int n = 0;

	snprintf(line, sizeof line, "%s/tests/unit/feed/cases.txt",
		 top ? top : ".");
	file = fopen(line, "r");
	CHECK(file && arena);
	while (fgets(line, sizeof line, file)) {
		if (line[0] == '#')
			continue;
		line[strcspn(line, "\n")] = '\0';
		check(line, arena);
		n++;
	}
	CHECK(n > 70);
	fclose(file);
	momus_arena_free(arena);
}

#define C MOMUS_JUDGMENT_CORRECT
#define I MOMUS_JUDGMENT_INCORRECT
#define U MOMUS_JUDGMENT_UNPARSED

TEST(more_than_half_must_say_correct)
{
	static const struct {
		uint8_t judgments[5];
		size_t n;
		int want;
	} rows[] = {
		{ { C }, 1, C },
		{ { I }, 1, I },
		{ { U }, 1, U },
		{ { C, I }, 2, I },
		{ { C, C, I }, 3, C },
		{ { C, U }, 2, I },
		{ { C, C, U }, 3, C },
		{ { U, U }, 2, U },
		{ { U, I, U }, 3, I },
		{ { C, C, I, I }, 4, I },
		{ { C, C, U, U, I }, 5, I },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_INT(momus_judgment_vote(rows[i].judgments, rows[i].n),
			  rows[i].want);
}

TEST(one_that_agrees_is_passed_on_and_each_has_its_chance)
{
	static const uint8_t judgments[] = { C, I, C, U, C };
	int drawn[5] = { 0 };
	struct momus_stream s;

	momus_stream_init(&s, 1, MOMUS_TEXT("p"), 0, 1, "draw");
	for (int i = 0; i < 3000; i++)
		drawn[momus_judgment_draw(judgments, 5, C, &s)]++;
	CHECK_INT(drawn[1] + drawn[3], 0);
	for (int i = 0; i < 5; i += 2)
		CHECK(drawn[i] > 850 && drawn[i] < 1150);
}

TEST(where_none_agrees_any_may_be_passed_on)
{
	static const uint8_t judgments[] = { U, U };
	int drawn[2] = { 0 };
	struct momus_stream s;

	momus_stream_init(&s, 1, MOMUS_TEXT("p"), 0, 1, "draw");
	for (int i = 0; i < 1000; i++)
		drawn[momus_judgment_draw(judgments, 2, I, &s)]++;
	CHECK(drawn[0] > 400 && drawn[1] > 400);
}

TEST(the_same_stream_draws_the_same_critique)
{
	static const uint8_t judgments[] = { I, I, I, I, I, I, I };
	struct momus_stream a, b;

	momus_stream_init(&a, 9, MOMUS_TEXT("p"), 2, 1, "draw");
	b = a;
	CHECK_INT((long long)momus_judgment_draw(judgments, 7, I, &a),
		  (long long)momus_judgment_draw(judgments, 7, I, &b));
}

TAP_MAIN
