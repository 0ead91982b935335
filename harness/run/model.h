/* model.h - one model of a run: its backend, opened, and who it is */
#ifndef MOMUS_RUN_MODEL_H
#define MOMUS_RUN_MODEL_H

#include "host/loader.h"
#include "host/recipe.h"

struct momus_pool_model;

struct momus_model {
	const char *where; /* "generator", "critic": for messages */
	const struct momus_plugin *plugin;
	const struct momus_backend_ops *ops;
	void *options; /* in the arena it was opened with */
	void *self;
	const char *name; /* the model's own, borrowed from .self */
	bool local;	  /* it is in this process */
	/* Of a local one that answers many side by side; NULL: it answers at
	 * once, in complete(). */
	const struct momus_batch_ops *batch;
	uint32_t samples; /* most completions of one request */
	/* Dollars a million tokens; NAN: unknown. */
	double price_prompt, price_completion;
	struct momus_pool_model *pooled; /* pool.c; NULL: it is its own */
};

/* Finds the backend that GIVEN names, among the controls (controls.h) if
 * WHERE is "critic", then in REGISTRY; fills its options, opens it, and refuses
 * one that cannot be asked by a dialogue.  Strings and options live in ARENA.
 * Errors name the recipe's key. */
MOMUS_API int momus_model_open(struct momus_model *out,
			       const struct momus_recipe *recipe,
			       const struct momus_recipe_model *given,
			       const char *where,
			       struct momus_registry *registry,
			       struct momus_arena *arena,
			       struct momus_error *err);
MOMUS_API void momus_model_close(struct momus_model *m); /* zeroed allowed */

/* Whether the model SELF of OPS can be asked by a dialogue; if not, what the backend
 * says.  MOMUS_OK also where that cannot be known before it is asked. */
MOMUS_API int momus_model_speaks(const struct momus_backend_ops *ops,
				 void *self, struct momus_error *err);

/* Dollars that M asks for so many tokens; NAN where one is unknown, or below 0. */
MOMUS_API double momus_model_cost(const struct momus_model *m,
				  int64_t prompt_tokens,
				  int64_t completion_tokens);

/* Appends, as JSON, what determines M's answers: of a remote model what it is
 * sent, so that its address, rates and retries may change when a run is
 * resumed; of a local one all options but those of .where, of files the name without the
 * folder. */
MOMUS_API int momus_model_identify(const struct momus_model *m,
				   struct momus_buffer *out,
				   struct momus_error *err);

/* Appends OPTIONS of PLUGIN as a JSON object, but those of .where; files without
 * their folder. */
MOMUS_API int momus_model_options(const struct momus_plugin *plugin,
				  const void *options, struct momus_buffer *out,
				  struct momus_error *err);

#endif /* MOMUS_RUN_MODEL_H */
