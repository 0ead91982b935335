/* prompts.c - tests of harness/run/prompts.c */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/prompts.h"
#include "tap.h"

static char path[] = "/tmp/momus-prompt-XXXXXX";
static struct momus_prompts *prompts;
static struct momus_error err;

/* Loads the five, the one called WHICH from a file of TEXT. */
static int load(enum momus_prompt_name which, struct momus_text text)
{
	const char *paths[MOMUS_PROMPTS] = { NULL };
	FILE *f;
	int rc;

	memcpy(path + sizeof path - 7, "XXXXXX", 6);
	f = fdopen(mkstemp(path), "wb");
	CHECK(f && fwrite(text.ptr, 1, text.len, f) == text.len);
	fclose(f);
	paths[which] = path;
	momus_prompts_free(prompts);
	prompts = NULL;
	err.text[0] = '\0';
	rc = momus_prompts_load(&prompts, paths, &err);
	unlink(path);
	return rc;
}

static void expands(struct momus_text template, const char *want)
{
	const struct momus_prompt_fields fields = {
		.statement = MOMUS_TEXT("S"),
		.solution = MOMUS_TEXT("{{hint}}"),
		.critique = MOMUS_TEXT("C\0C"),
		.language = MOMUS_TEXT("python"),
	};
	struct momus_buffer out;

	if (load(MOMUS_PROMPT_GENERATE, template) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	momus_buffer_init(&out, 4096);
	momus_prompts_expand(prompts, MOMUS_PROMPT_GENERATE, &fields, &out);
	CHECK_STR(momus_buffer_text(&out).ptr, want);
	momus_buffer_release(&out);
}

TEST(fields_are_filled_in_and_never_read_again)
{
	expands(MOMUS_TEXT("{{statement}} in {{language}}"), "S in python");
	expands(MOMUS_TEXT("{{statement}}{{solution}}{{hint}}."), "S{{hint}}.");
	expands(MOMUS_TEXT("{{statement}}{{statement}}"), "SS");
	expands(MOMUS_TEXT("{ {{statement}} } {x} }} {"), "{ S } {x} }} {");
	expands(MOMUS_TEXT("{{statement}} {{ open"), "S {{ open");
}

TEST(the_header_and_one_line_end_are_no_part_of_the_prompt)
{
	expands(MOMUS_TEXT("#momus-prompt mine 2\n{{statement}}\n"), "S");
	expands(MOMUS_TEXT("{{statement}}\n\n"), "S\n");
	expands(MOMUS_TEXT("#{{statement}}\n"), "#S");
	expands(MOMUS_TEXT("#momus-prompt mine 2\r\n{{statement}}\r\n"), "S\r");
}

static void refused(enum momus_prompt_name which, struct momus_text template,
		    const char *message)
{
	CHECK_INT(load(which, template), MOMUS_EPARSE);
	CHECK(strncmp(err.text, path, strlen(path)) == 0);
	CHECK_STR(err.text + strlen(path), message);
}

TEST(a_template_without_what_it_needs_is_refused)
{
	refused(MOMUS_PROMPT_GENERATE, MOMUS_TEXT(""),
		": the field {{statement}} is missing");
	refused(MOMUS_PROMPT_CRITIQUE, MOMUS_TEXT("{{statement}}"),
		": the field {{solution}} is missing");
	refused(MOMUS_PROMPT_CRITIQUE_HINT, MOMUS_TEXT("{{solution}}"),
		": the field {{hint}} is missing");
	refused(MOMUS_PROMPT_REVISE, MOMUS_TEXT("x"),
		": the field {{critique}} is missing");
	refused(MOMUS_PROMPT_EXECUTION, MOMUS_TEXT("x"),
		": the field {{feedback}} is missing");
}

TEST(an_unknown_field_is_named)
{
	refused(MOMUS_PROMPT_GENERATE, MOMUS_TEXT("{{statement}}{{answr}}"),
		": unknown field {{answr}}; known are statement, solution, "
		"hint, critique, feedback, language");
	refused(MOMUS_PROMPT_GENERATE, MOMUS_TEXT("{{statement}}{{}}"),
		": unknown field {{}}; known are statement, solution, hint, "
		"critique, feedback, language");
}

TEST(bytes_that_are_no_text_are_refused)
{
	refused(MOMUS_PROMPT_GENERATE, MOMUS_TEXT("{{statement}}\xff"),
		": is not UTF-8");
}

TEST(a_huge_template_is_refused)
{
	size_t n = (1 << 20) + 1;
	char *text = malloc(n);

	CHECK(text);
	memset(text, 'x', n);
	refused(MOMUS_PROMPT_GENERATE, (struct momus_text){ text, n },
		": a template has at most 1048576 bytes");
	free(text);
}

TEST(a_template_that_is_not_there_is_named)
{
	const char *paths[MOMUS_PROMPTS] = { "/nonexistent/t.txt" };

	momus_prompts_free(prompts);
	prompts = NULL;
	err.text[0] = '\0';
	CHECK_INT(momus_prompts_load(&prompts, paths, &err), MOMUS_ENOTFOUND);
	CHECK_STR(err.text, "/nonexistent/t.txt: No such file or directory");
}

TEST(the_five_that_come_with_momus_say_their_version)
{
	const char *const names[] = { "generate", "critique", "critique-hint",
				      "revise", "execution" };
	struct momus_buffer out;

	momus_prompts_free(prompts);
	prompts = NULL;
	CHECK_INT(momus_prompts_load(&prompts, NULL, NULL), MOMUS_OK);
	momus_buffer_init(&out, 4096);
	momus_prompts_describe(prompts, &out);
	for (int i = 0; i < MOMUS_PROMPTS; i++) {
		char version[64];

		snprintf(version, sizeof version, "\"version\":\"%s 1\"",
			 names[i]);
		CHECK(strstr(out.ptr, version));
	}
	momus_buffer_release(&out);
}

TEST(a_template_of_ones_own_is_told_apart_by_its_sum)
{
	struct momus_buffer a, b;

	momus_buffer_init(&a, 4096);
	momus_buffer_init(&b, 4096);
	CHECK_INT(load(MOMUS_PROMPT_GENERATE, MOMUS_TEXT("{{statement}}a")), 0);
	momus_prompts_describe(prompts, &a);
	CHECK_INT(load(MOMUS_PROMPT_GENERATE, MOMUS_TEXT("{{statement}}b")), 0);
	momus_prompts_describe(prompts, &b);
	CHECK(strstr(a.ptr, "\"version\":\"custom\""));
	CHECK(strcmp(a.ptr, b.ptr) != 0);
	momus_buffer_release(&a);
	momus_buffer_release(&b);
	momus_prompts_free(prompts);
	prompts = NULL;
}

TAP_MAIN
