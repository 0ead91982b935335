/* prompts.h - the templates that ask models for solutions, critiques, revisions
 *
 * A template is a text file.  Its first line may be `#momus-prompt NAME VERSION`
 * and is not part of the prompt; fields stand in double braces, {{statement}}.
 * What is put in for a field is never read again for fields.
 */
#ifndef MOMUS_RUN_PROMPTS_H
#define MOMUS_RUN_PROMPTS_H

#include "host/recipe.h"
#include "momus/buffer.h"

struct momus_prompts;

struct momus_prompt_fields { /* borrowed; empty where there is none */
	struct momus_text statement, solution, hint, critique, feedback;
	struct momus_text language;
};

/* Reads the five templates: PATHS[i] by enum momus_prompt_name, NULL for the
 * one that comes with Momus.  MOMUS_EPARSE names a field that is unknown, or
 * one the template cannot do without. */
MOMUS_API int momus_prompts_load(struct momus_prompts **out,
				 const char *const paths[MOMUS_PROMPTS],
				 struct momus_error *err);
/* The same of those that RECIPE (checked) names. */
MOMUS_API int momus_prompts_read(struct momus_prompts **out,
				 const struct momus_recipe *recipe,
				 struct momus_error *err);
MOMUS_API void momus_prompts_free(struct momus_prompts *p); /* NULL allowed */

/* Appends template WHICH with its fields filled in. */
MOMUS_API void momus_prompts_expand(const struct momus_prompts *p,
				    enum momus_prompt_name which,
				    const struct momus_prompt_fields *fields,
				    struct momus_buffer *out);

/* Appends what defines the prompts of a run, as JSON: name, version and
 * SHA-256 of each. */
MOMUS_API void momus_prompts_describe(const struct momus_prompts *p,
				      struct momus_buffer *out);
/* Appends "name":{…} of template WHICH alone. */
MOMUS_API void momus_prompts_describe_one(const struct momus_prompts *p,
					  enum momus_prompt_name which,
					  struct momus_buffer *out);

#endif /* MOMUS_RUN_PROMPTS_H */
