/* native.h - the backend's own model: what the plugin's parts share */
#ifndef NATIVE_NATIVE_H
#define NATIVE_NATIVE_H

#include <momus/batch.h>
#include <momus/option.h>
#include <momus/trainable.h>

#include "lora/lora.h"
#include "model/forward.h"
#include "model/generate.h"
#include "model/head.h"
#include "ops/adamw.h"
#include "ranks/team.h"
#include "ranks/together.h"
#include "tokenizer/chat.h"

struct native_options {
	const char *model, *template, *name, *dtype, *kernels;
	int64_t threads, max_tokens, init, batch, cache;
	const char *adapter, **lora_targets, *device, *precision;
	int64_t lora_rank, lora_seed;
	double lora_alpha;
	bool weights, recompute;
};

extern const struct momus_option native_option_table[];

struct lesson { /* the last forward() that was to be learnt from; owned */
	struct kept kept; /* the processor's */
	struct head_kept head;
	int32_t *ids, *token;
	size_t *start, *at, n, scored;
	double temperature;
	bool there;
};

struct native;
struct engine;
struct engine_decode;

/* Where the model computes: on the processor (processor.c), or on a device
 * (ondevice.c; nodevice.c in builds without CUDA). */
struct computing {
	/* Sets LOGPROBS and ENTROPIES (scored; ENTROPIES may be NULL), in nats;
	 * with LEARN what backward needs is kept. */
	int (*forward)(struct native *n, struct lesson *l, bool learn,
		       float *logprobs, float *entropies,
		       struct momus_error *err);
	/* Adds to the gradient of all weights. */
	int (*backward)(struct native *n, struct lesson *l,
			const float *d_logprob, const float *d_entropy,
			struct momus_error *err);
	/* *NORM: the L2 norm of the gradient of what learns. */
	int (*norm)(struct native *n, double *norm, struct momus_error *err);
	/* Step T of what learns by its gradient times SCALE, which is 0 then; O
	 * NULL: it becomes 0 and nothing else changes. */
	int (*step)(struct native *n, const struct adamw *o, int64_t t,
		    double scale, struct momus_error *err);
	/* What learns comes into the processor's memory, fp32: the model's
	 * weights or the adapters', and with STATE .mean and .square; and goes
	 * from there to where it is computed with. */
	int (*fetch)(struct native *n, bool state, struct momus_error *err);
	int (*bring)(struct native *n, bool state, struct momus_error *err);
	/* Of what learns N's .team has its share here from now on; all RANKS
	 * call it. */
	int (*share)(struct native *n, const struct momus_ranks *ranks,
		     struct momus_error *err);
	void (*close)(struct native *n);
};
extern const struct computing computing_processor;

/* MOMUS_ENOTFOUND where there is no device NUMBER, or none in this build. */
int native_device_find(const struct native *n, int number,
		       struct momus_error *err);

/* Takes N's model to device NUMBER, and sets .computing, and STEPPING to where answers
 * are computed. */
int native_device_open(struct native *n, int number,
		       const struct stepping **stepping,
		       struct momus_error *err);

/* What a device is called in .device, before its number: "cuda". */
const char *native_device_word(void);

/* .devices of backend.h, beside the processor. */
size_t native_devices(struct momus_device *list, size_t room);

/* Whether N's model computes in bf16. */
bool native_halves(const struct native *n);

struct native {
	const struct native_options *options; /* borrowed */
	char *name;			      /* owned */
	struct tokenizer *tokenizer; /* owned; NULL: the folder has none */
	const struct chat *chat;     /* NULL: no template is known */
	bool odd_chat;		     /* the folder has one, whatever it is */
	struct model *model;	     /* owned; NULL: no weights */
	struct decoder decoder;
	struct answering *answering; /* owned: calls that are in */
	uint64_t tickets;
	int32_t ends[16];
	size_t n_ends;
	struct lesson lesson;
	const struct computing *computing;
	bool on_device; /* that is where it computes, or will */
	/* Owned by .computing; NULL: the processor's. */
	struct engine *engine;
	struct engine_decode *answers;
	struct lora *lora; /* owned; NULL: all weights learn */
	struct team *team; /* owned; NULL: no other ranks */
	/* The gradient is of the parameters' layout, the moments of that of what
	 * learns, this rank's share; NULL until there is something to learn.  Of
	 * a device's they are copies, there while they are written or read. */
	float *gradient, *mean, *square; /* owned */
	int64_t steps;
};

/* The operations of trainable.h; SELF is a struct native. */
extern const struct momus_trainable_ops native_trainable;

/* The operations of batch.h, and complete() of backend.h. */
extern const struct momus_batch_ops native_batch;
int native_complete(void *self, const struct momus_call *call,
		    struct momus_completion *out, struct momus_error *err);
/* .begin of trainable.h. */
int native_begin_sample(void *self, const struct momus_sample_order *order,
			uint64_t *ticket, struct momus_error *err);

/* Copies what A has to OUT, in ARENA. */
int native_hand_over(const struct native *n, const struct answer *a,
		     struct momus_arena *arena, struct momus_sampled *out,
		     struct momus_error *err);

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
/* save() and load() of N with .lora: adapters alone, in PEFT's form, in the
 * processor's memory.  *STATE: whether there were moments. */
int native_adapter_save(struct native *n, const char *folder, bool state,
			struct momus_error *err);
int native_adapter_load(struct native *n, const char *folder, bool *state,
			struct momus_error *err);

/* How many floats learn. */
size_t native_learning(const struct native *n);

/* Makes the optimiser's moments, zero, in the processor's memory, if they are not
 * there; and lets go of them where they are a device's. */
int native_moments(struct native *n, struct momus_error *err);
void native_moments_drop(struct native *n);

/* The scored rows of L. */
struct head_rows lesson_rows(const struct lesson *l);

/* MOMUS_EINVAL with a sentence where N has no tokenizer, no weights, or no
 * template. */
int native_need_tokenizer(const struct native *n, struct momus_error *err);
int native_need_weights(const struct native *n, struct momus_error *err);
int native_need_chat(const struct native *n, struct momus_error *err);

#endif /* NATIVE_NATIVE_H */
