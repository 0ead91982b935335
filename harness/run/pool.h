/* pool.h - what the runs of one loop have in common: problems with their grader,
 * models, and the clients of servers
 *
 * A benchmark is loaded once, however many runs ask for it, and its reference
 * outputs are computed once.  A server has one client, so that the limit of
 * requests in flight is the server's, whoever asks.  Equal options make the same
 * benchmark, model or server; so a model in this process is loaded once.
 */
#ifndef MOMUS_RUN_POOL_H
#define MOMUS_RUN_POOL_H

#include "net/client.h"
#include "run/benchmark.h"
#include "run/model.h"

struct momus_grader;

struct momus_pool_benchmark {
	char *key;			   /* owned */
	struct momus_benchmark *benchmark; /* owned */
	struct momus_grader *grader;	   /* owned; NULL: not needed yet */
	uint32_t users;
	uint32_t references_done, references; /* of the grader, so far */
};

struct momus_pool_model {
	char *key;		   /* owned */
	struct momus_arena *arena; /* owned: options */
	struct momus_model model;
	uint32_t users;
	bool adopted; /* its model is another's */
};

struct momus_pool_line {	     /* to the servers of one model */
	char *key;		     /* owned */
	struct momus_client *client; /* owned */
	size_t limit, n_asked;	     /* requests at once; and now */
};

struct momus_pool {
	struct momus_pool_benchmark **benchmarks; /* owned */
	struct momus_pool_model **models;	  /* owned */
	struct momus_pool_line **lines;		  /* owned */
	size_t n_benchmarks, n_models, n_lines;
};

/* A zeroed pool is empty.  Releases what is in it; nobody uses it any more. */
MOMUS_API void momus_pool_release(struct momus_pool *pool);

/* The benchmark of RECIPE (checked), opened, not loaded unless it was; one more
 * user has it until leave().  As momus_benchmark_open(). */
MOMUS_API int momus_pool_enter(struct momus_pool *pool,
			       struct momus_pool_benchmark **out,
			       const struct momus_recipe *recipe,
			       const struct momus_registry *registry,
			       struct momus_error *err);
/* Its last user frees it; NULL allowed. */
MOMUS_API void momus_pool_leave(struct momus_pool *pool,
				struct momus_pool_benchmark *b);

/* As momus_model_open(), but for one that is open already with the same options;
 * until drop(), which also takes a zeroed model. */
MOMUS_API int momus_pool_model(struct momus_pool *pool, struct momus_model *out,
			       const struct momus_recipe *recipe,
			       const struct momus_recipe_model *given,
			       const char *where,
			       struct momus_registry *registry,
			       struct momus_error *err);
MOMUS_API void momus_pool_drop(struct momus_pool *pool, struct momus_model *m);

/* Makes SELF, opened with OPTIONS of PLUGIN (all borrowed), the critic of every
 * recipe whose critic is OBJECT; it stays its owner's.  MOMUS_ENOMEM. */
MOMUS_API int momus_pool_adopt(struct momus_pool *pool, const cJSON *object,
			       const struct momus_plugin *plugin, void *options,
			       void *self, struct momus_error *err);

/* The line to the servers that OBJECT, a model's part of a recipe, speaks of;
 * made from SETUP for the first who asks.  As momus_client_create(). */
MOMUS_API int momus_pool_line(struct momus_pool *pool,
			      struct momus_pool_line **out, const cJSON *object,
			      const struct momus_client_setup *setup,
			      size_t limit, struct momus_error *err);

/* Adds what all clients did so far, and what they are at. */
MOMUS_API void momus_pool_count(const struct momus_pool *pool,
				struct momus_client_counts *counts);

#endif /* MOMUS_RUN_POOL_H */
