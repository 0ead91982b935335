/* synthesis-options.c - what may be set of a synthesis, and how critiques end */
#include "config.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "host/options.h"
#include "run/synthesis.h"

static const size_t arena_limit = (size_t)1 << 36; /* bytes of all rows */

#define FIELD(name_) offsetof(struct momus_synthesis_options, name_)

#define CHOICE(name_, default_, choices_, help_)                               \
	{                                                                      \
		.type = MOMUS_OPT_ENUM, .name = #name_, .value = (default_),   \
		.offset = FIELD(name_), .choices = (choices_), .help = (help_) \
	}
#define COUNT(name_, default_, help_)                                       \
	{                                                                   \
		.type = MOMUS_OPT_INT, .name = #name_, .value = (default_), \
		.offset = FIELD(name_), .max = 1e12, .help = (help_)        \
	}
#define SHARE(name_, help_)                                           \
	{                                                             \
		.type = MOMUS_OPT_REAL, .name = #name_, .value = "1", \
		.offset = FIELD(name_), .max = 1, .help = (help_)     \
	}

static const struct momus_option table_options[] = {
	CHOICE(unparsed, "drop", "drop|keep",
	       "critiques without a judgment line"),
	CHOICE(wrong, "drop", "drop|keep",
	       "critiques whose judgment is not the verdict"),
	CHOICE(cut, "drop", "drop|keep",
	       "critiques that were cut at their token limit"),
	CHOICE(disputed, "drop", "drop|keep",
	       "critiques of solutions that pass by one verdict, parity or "
	       "strict, and fail by the other"),
	{ .type = MOMUS_OPT_LIST,
	  .name = "phrases",
	  .value = "[\"hint\", \"hints\", \"hinted\", \"execution feedback\", "
		   "\"execution result\", \"execution results\", \"test "
		   "result\", \"test results\", \"failed test\", \"failing "
		   "test\", \"one test fails\", \"one test gives\"]",
	  .offset = FIELD(phrases),
	  .help = "a critique with one of them is dropped, unless the problem "
		  "or the solution has it too" },
	COUNT(hint_words, "8",
	      "so many words in a row of the hint drop a critique, unless the "
	      "problem or the solution has them too; 0: none do"),
	CHOICE(leaks, "drop", "drop|keep",
	       "critiques that say a hidden output or the reference solution, "
	       "as the run found"),
	COUNT(min_bytes, "1", "shortest critique"),
	COUNT(max_bytes, "0", "longest critique; 0: any"),
	COUNT(max_prompt_bytes, "0",
	      "longest message that asks for one; 0: any"),
	CHOICE(revision, "any", "any|right",
	       "right: only critiques whose revision passed"),
	CHOICE(duplicates, "drop", "drop|keep",
	       "critiques in the same words on the same problem, but one"),
	COUNT(per_problem, "0",
	      "most rows of a problem, both judgments in turn; 0: any"),
	SHARE(max_correct, "largest share of rows that judge Correct"),
	SHARE(max_incorrect, "largest share of rows that judge Incorrect"),
	MOMUS_OPTION_END,
};

/* Only its table is used: it is no plugin that could be loaded. */
static const struct momus_plugin table = {
	.name = "synthesis",
	.options = table_options,
	.options_size = sizeof(struct momus_synthesis_options),
};

static const struct {
	const char *name, *meaning;
} ends[MOMUS_SYNTHESIS_ENDS] = {
	[MOMUS_SYNTHESIS_ROW] = { "row", "rows" },
	[MOMUS_SYNTHESIS_FAILED] = { "failed", "there is no critique" },
	[MOMUS_SYNTHESIS_UNJUDGED] = { "unjudged",
				       "the solution could not be judged" },
	[MOMUS_SYNTHESIS_DISPUTED] = { "disputed",
				       "the two verdicts of the solution "
				       "differ" },
	[MOMUS_SYNTHESIS_CUT] = { "cut", "cut at the token limit" },
	[MOMUS_SYNTHESIS_UNPARSED] = { "unparsed", "no judgment line" },
	[MOMUS_SYNTHESIS_WRONG] = { "wrong", "the judgment is wrong" },
	[MOMUS_SYNTHESIS_PHRASE] = { "phrase", "mentions the hint" },
	[MOMUS_SYNTHESIS_WORDS] = { "hint_words", "copies the hint" },
	[MOMUS_SYNTHESIS_LEAK] = { "leaks",
				   "gives away a hidden output or the "
				   "reference" },
	[MOMUS_SYNTHESIS_SHORT] = { "min_bytes", "too short" },
	[MOMUS_SYNTHESIS_LONG] = { "max_bytes", "too long" },
	[MOMUS_SYNTHESIS_PROMPT] = { "max_prompt_bytes",
				     "its prompt is too long" },
	[MOMUS_SYNTHESIS_REVISION] = { "revision",
				       "its revision did not pass" },
	[MOMUS_SYNTHESIS_DUPLICATE] = { "duplicate",
					"there already, word for word" },
	[MOMUS_SYNTHESIS_PROBLEM] = { "per_problem", "the problem has enough" },
	[MOMUS_SYNTHESIS_BALANCE] = { "balance", "its judgment has enough" },
};

const char *momus_synthesis_name(enum momus_synthesis_end end)
{
	return ends[end].name;
}

const char *momus_synthesis_meaning(enum momus_synthesis_end end)
{
	return ends[end].meaning;
}

const struct momus_plugin *momus_synthesis_table(void)
{
	return &table;
}

int momus_synthesis_init(struct momus_synthesis *out, const cJSON *object,
			 uint64_t seed, struct momus_error *err)
{
	void *opt = NULL;
	int rc;

	memset(out, 0, sizeof *out);
	out->seed = seed;
	out->arena = momus_arena_create(arena_limit);
	if (!out->arena)
		return momus_fail(err, MOMUS_ENOMEM,
				  "synthesize: out of memory");
	rc = momus_options_fill(&table, object, "synthesis", "", NULL,
				out->arena, &opt, err);
	out->options = opt;
	if (rc == MOMUS_OK &&
	    out->options->max_correct + out->options->max_incorrect < 1)
		rc = momus_fail(err, MOMUS_EINVAL,
				"synthesis: max_correct %g and max_incorrect "
				"%g leave no row between them; together they "
				"must be at least 1",
				out->options->max_correct,
				out->options->max_incorrect);
	if (rc < 0)
		momus_synthesis_release(out);
	return rc;
}

void momus_synthesis_release(struct momus_synthesis *s)
{
	free(s->rows);
	momus_arena_free(s->arena);
	memset(s, 0, sizeof *s);
}
