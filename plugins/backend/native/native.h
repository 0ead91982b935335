/* native.h - the backend's own model: what the plugin's parts share */
#ifndef NATIVE_NATIVE_H
#define NATIVE_NATIVE_H

#include <momus/batch.h>
#include <momus/trainable.h>

#include "lora/lora.h"
#include "model/forward.h"
#include "model/generate.h"
#include "tokenizer/chat.h"

struct native_options {
	const char *model, *template, *name, *dtype, *kernels;
	int64_t threads, max_tokens, init, batch, cache;
	const char *adapter, **lora_targets;
	int64_t lora_rank, lora_seed;
	double lora_alpha;
	bool weights;
};

struct lesson { /* the last forward() that was to be learnt from; owned */
	struct kept kept;
	int32_t *ids, *token;
	size_t *start, *at, n, scored;
	double temperature;
	bool there;
};

struct native {
	const struct native_options *options; /* borrowed */
	char *name;			      /* owned */
	struct tokenizer *tokenizer; /* owned; NULL: the folder has none */
	const struct chat *chat;     /* NULL: no template is known */
	struct model *model;	     /* owned; NULL: no weights */
	struct decoder decoder;
	struct answering *answering; /* owned: calls that are in */
	uint64_t tickets;
	int32_t ends[16];
	size_t n_ends;
	struct lesson lesson;
	struct lora *lora; /* owned; NULL: all weights learn */
	/* The gradient is of the parameters' layout, the moments of that of what
	 * learns; NULL until there is something to learn. */
	float *gradient, *mean, *square; /* owned */
	int64_t steps;
};

/* The operations of trainable.h; SELF is a struct native. */
extern const struct momus_trainable_ops native_trainable;

/* The operations of batch.h, and complete() of backend.h. */
extern const struct momus_batch_ops native_batch;
int native_complete(void *self, const struct momus_call *call,
		    struct momus_completion *out, struct momus_error *err);
/* Lets go of all that are in. */
void native_release_answers(struct native *n);

void lesson_release(struct lesson *l);

/* Writes N's weights, its shape and tokenizer to FOLDER, and with STATE what the
 * optimiser needs; takes weights and state from there.  See trainable.h. */
int native_save(void *self, const char *folder, bool state,
		struct momus_error *err);
int native_load(void *self, const char *folder, struct momus_error *err);

/* Reads the adapter that N's options name, or makes a new one, and folds it into
 * the weights, which were just read. */
int native_adapter_open(struct native *n, struct momus_error *err);
/* save() and load() of N with .lora: adapters alone, in PEFT's form. */
int native_adapter_save(struct native *n, const char *folder, bool state,
			struct momus_error *err);
int native_adapter_load(struct native *n, const char *folder,
			struct momus_error *err);

/* Makes the gradient and the optimiser's moments, zero, if they are not there. */
int native_learner(struct native *n, struct momus_error *err);

/* MOMUS_EINVAL with a sentence where N has no tokenizer, or no weights. */
int native_need_tokenizer(const struct native *n, struct momus_error *err);
int native_need_weights(const struct native *n, struct momus_error *err);

#endif /* NATIVE_NATIVE_H */
