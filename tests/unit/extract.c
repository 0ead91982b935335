/* extract.c - tests of harness/core/extract.c */
#include "momus/extract.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static char got[4096];

static const char *cut(enum momus_extract_rule rule, const char *language,
		       const char *response)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_text out;

	CHECK_INT(momus_extract(rule, language, momus_text_of(response), arena,
				&out, NULL),
		  MOMUS_OK);
	CHECK(out.len < sizeof(got));
	memcpy(got, out.ptr, out.len);
	got[out.len] = '\0';
	momus_arena_free(arena);
	return got;
}
#define FUSION(response) cut(MOMUS_EXTRACT_SANDBOXFUSION, "python", response)
#define CRITIC(response) cut(MOMUS_EXTRACT_CRITIC_RL, "python", response)
#define LCB(response)	 cut(MOMUS_EXTRACT_LCB, "python", response)
#define LAST(response)	 cut(MOMUS_EXTRACT_LAST_FENCE, "python", response)

TEST(sandboxfusion_takes_the_first_fence_in_the_language)
{
	CHECK_STR(FUSION("```\na\n```\n```python\nb\n```\n```py\nc\n```"), "b");
	CHECK_STR(FUSION("```\na\n```\n```cpp\nb\n```"), "a");
	CHECK_STR(FUSION("say ```PY\nx = 1\n  ``` end"), "x = 1");
	CHECK_STR(FUSION("```PYTHON\na\n```\n```Python3 \nb\n```"), "b");
}

TEST(sandboxfusion_lets_an_empty_fence_swallow_the_next)
{
	CHECK_STR(FUSION("```python\n```\ntext\n```python\na\n```"),
		  "```\ntext");
	CHECK_STR(FUSION("```python\n\n```"), "");
}

TEST(sandboxfusion_ends_a_fence_at_the_first_blank_run_before_it)
{
	CHECK_STR(FUSION("```python\na\n\n \n\n```"), "a");
	CHECK_STR(FUSION("```python\na\n\xc2\xa0```"), "a");
	CHECK_STR(FUSION("```python\na = '```'\nb\n```"), "a = '```'\nb");
}

TEST(sandboxfusion_takes_what_follows_an_open_fence)
{
	CHECK_STR(FUSION("text\n```python\na\nb\n"), "a\nb\n");
	CHECK_STR(FUSION("def f():\n    return 1\n```python\na"), "a");
}

TEST(sandboxfusion_finds_bare_functions_without_blank_lines)
{
	CHECK_STR(FUSION("Here:\n\nimport re\n# c\n\ndef f():\n\n    x\n"
			 "    return 1\nDone.\ndef g():\n  y\n"),
		  "import re\n# c\ndef f():\n    x\n    return 1\n");
	CHECK_STR(FUSION("def f(): pass\ndef g():\n\tx"), "def g():\n\tx\n");
	CHECK_STR(FUSION("import a\nx = 1\ndef g():\n\tx\n"),
		  "def g():\n\tx\n");
	CHECK_STR(FUSION("def f(): pass\n"), "");
	CHECK_STR(FUSION("x = 1\n"), "");
	CHECK_STR(cut(MOMUS_EXTRACT_SANDBOXFUSION, "cpp", "def f():\n  x\n"),
		  "");
}

TEST(critic_rl_takes_the_first_closed_fence_or_all)
{
	CHECK_STR(CRITIC("a ```python\nx = 1\n\n``` b ```python\ny\n```"),
		  "x = 1");
	CHECK_STR(CRITIC("```Python x```"), "x");
	CHECK_STR(CRITIC("```py\nx\n```"), "py\nx");
	CHECK_STR(CRITIC("```python3\nx\n```"), "3\nx");
	CHECK_STR(CRITIC("```python\nx"), "```python\nx");
	CHECK_STR(CRITIC("x = 1"), "x = 1");
	CHECK_STR(CRITIC("```python\n```"), "");
}

TEST(livecodebench_takes_the_lines_between_the_last_two_fences)
{
	CHECK_STR(LCB("```python\na\n```\ntext\n```\nb\nc\n```\nend"), "b\nc");
	CHECK_STR(LCB("```python\na\n```\ntext\n```python"), "text");
	CHECK_STR(LCB("```python\na"), "");
	CHECK_STR(LCB("```\n```"), "");
	CHECK_STR(LCB("  x```y\n\na\n``` z"), "\na");
}

TEST(last_fence_prefers_the_language)
{
	CHECK_STR(LAST("```py\na\n```\n```python\nb\n```\n```text\nc\n```"),
		  "b");
	CHECK_STR(LAST("```\na\n```\n```text\nc\n```"), "c");
	CHECK_STR(LAST("none"), "");
}

TEST(a_response_of_fences_or_blank_lines_alone_takes_no_longer)
{
	enum { LEN = 1 << 20 };
	struct momus_arena *arena = momus_arena_create(4 << 20);
	static const char *const fills[] = { "`", "\n", "```\n", "```\n\n",
					     "def x\n" };
	char *text = malloc(LEN);

	for (size_t i = 0; i < sizeof(fills) / sizeof(*fills); i++) {
		struct momus_text out;

		for (size_t k = 0; k < LEN; k++)
			text[k] = fills[i][k % strlen(fills[i])];
		for (int rule = 0; rule <= MOMUS_EXTRACT_LAST_FENCE; rule++)
			CHECK_INT(
				momus_extract(rule, "python",
					      (struct momus_text){ text, LEN },
					      arena, &out, NULL),
				MOMUS_OK);
		momus_arena_reset(arena);
	}
	free(text);
	momus_arena_free(arena);
}

TAP_MAIN
