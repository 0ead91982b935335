/* prompts.c - see prompts.h */
#include "config.h"

#include <stdlib.h>

#include "host/paths.h"
#include "run/prompts.h"
#include "run/template.h"

struct momus_prompts {
	struct momus_template templates[MOMUS_PROMPTS];
};

enum { STATEMENT, SOLUTION, HINT, CRITIQUE, FEEDBACK, LANGUAGE, FIELDS };

static const char *const fields[] = { [STATEMENT] = "statement",
				      [SOLUTION] = "solution",
				      [HINT] = "hint",
				      [CRITIQUE] = "critique",
				      [FEEDBACK] = "feedback",
				      [LANGUAGE] = "language",
				      [FIELDS] = NULL };

static const struct {
	const char *name; /* as in recipes */
	const char *resource;
	struct momus_template_rule rule;
} known[MOMUS_PROMPTS] = {
#define NEEDS(...)                            \
	{                                     \
		fields, (const char *const[]) \
		{                             \
			__VA_ARGS__, NULL     \
		}                             \
	}
	[MOMUS_PROMPT_GENERATE] = { "generate", "run/prompts/generate.txt",
				    NEEDS("statement") },
	[MOMUS_PROMPT_CRITIQUE] = { "critique", "run/prompts/critique.txt",
				    NEEDS("statement", "solution") },
	[MOMUS_PROMPT_CRITIQUE_HINT] = { "critique_hint",
					 "run/prompts/critique-hint.txt",
					 NEEDS("solution", "hint") },
	[MOMUS_PROMPT_REVISE] = { "revise", "run/prompts/revise.txt",
				  NEEDS("critique") },
	[MOMUS_PROMPT_EXECUTION] = { "execution", "run/prompts/execution.txt",
				     NEEDS("feedback") },
#undef NEEDS
};

int momus_prompts_load(struct momus_prompts **out,
		       const char *const paths[MOMUS_PROMPTS],
		       struct momus_error *err)
{
	struct momus_prompts *p = calloc(1, sizeof *p);
	int rc = MOMUS_OK;

	if (!p)
		return momus_fail(err, MOMUS_ENOMEM, "prompts: out of memory");
	for (size_t i = 0; i < MOMUS_PROMPTS && rc == MOMUS_OK; i++) {
		char *found = NULL;

		if (!paths || !paths[i])
			rc = momus_paths_resource(known[i].resource, &found,
						  err);
		if (rc == MOMUS_OK)
			rc = momus_template_read(&p->templates[i],
						 found ? found : paths[i],
						 &known[i].rule, err);
		free(found);
	}
	if (rc < 0) {
		momus_prompts_free(p);
		return rc;
	}
	*out = p;
	return MOMUS_OK;
}

int momus_prompts_read(struct momus_prompts **out,
		       const struct momus_recipe *recipe,
		       struct momus_error *err)
{
	const char *paths[MOMUS_PROMPTS];
	char *owned[MOMUS_PROMPTS] = { NULL };
	int rc = MOMUS_OK;

	for (int i = 0; i < MOMUS_PROMPTS; i++) {
		if (recipe->prompts[i])
			owned[i] =
				momus_recipe_path(recipe, recipe->prompts[i]);
		if (recipe->prompts[i] && !owned[i])
			rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
		paths[i] = owned[i];
	}
	if (rc == MOMUS_OK)
		rc = momus_prompts_load(out, paths, err);
	for (int i = 0; i < MOMUS_PROMPTS; i++)
		free(owned[i]);
	return rc;
}

void momus_prompts_free(struct momus_prompts *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < MOMUS_PROMPTS; i++)
		momus_template_release(&p->templates[i]);
	free(p);
}

void momus_prompts_expand(const struct momus_prompts *p,
			  enum momus_prompt_name which,
			  const struct momus_prompt_fields *f,
			  struct momus_buffer *out)
{
	const struct momus_text values[FIELDS] = {
		[STATEMENT] = f->statement, [SOLUTION] = f->solution,
		[HINT] = f->hint,	    [CRITIQUE] = f->critique,
		[FEEDBACK] = f->feedback,   [LANGUAGE] = f->language
	};

	momus_template_expand(&p->templates[which], values, out);
}

void momus_prompts_describe_one(const struct momus_prompts *p,
				enum momus_prompt_name which,
				struct momus_buffer *out)
{
	momus_buffer_printf(out, "\"%s\":", known[which].name);
	momus_template_describe(&p->templates[which], out);
}

void momus_prompts_describe(const struct momus_prompts *p,
			    struct momus_buffer *out)
{
	for (int i = 0; i < MOMUS_PROMPTS; i++) {
		momus_buffer_putc(out, i ? ',' : '{');
		momus_prompts_describe_one(p, i, out);
	}
	momus_buffer_putc(out, '}');
}
