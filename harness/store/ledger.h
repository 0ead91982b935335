/* ledger.h - what a training did, step by step: OUTPUT/training.h5
 *
 * One HDF5 file a training.  The ledger is in memory and is written whole, beside
 * the old file, which is then replaced: whoever reads the file while the training
 * runs finds a whole one, and so does a training that was killed.
 */
#ifndef MOMUS_STORE_LEDGER_H
#define MOMUS_STORE_LEDGER_H

#include "store/files.h"
#include "store/layout.h"

#define MOMUS_LEDGER_FORMAT  "momus-training"
#define MOMUS_LEDGER_VERSION 2u

struct momus_ledger_step { /* /training/steps */
	uint64_t step, epoch;
	double loss, gradient_norm, rate;
	uint64_t rows, tokens, learnt;
	/* Of a trainer that learns from rewards; else NAN and 0. */
	uint64_t updates;
	double off, reward, reward_error, before, after, up, down;
	double policy, kl, entropy, clipped;
	uint64_t pairs, answers, failed, long_prompts, unjudged, forged, cut;
	uint64_t unparsed, groups, flat, resampled, drawn_tokens, staleness;
	double drift, variance_grouped, variance_alone;
	double draw_s, wait_s, score_s, saved_score_s, saved_learn_s;
	/* Of every trainer. */
	double forward_s, backward_s, update_s, seconds, ended_s;
};

struct momus_ledger_evaluation { /* /training/evaluations */
	uint64_t step;
	double held_out_loss;
	uint64_t asked, formed, agreed;
	double format_rate, judgment_agreement, seconds, ended_s;
};

struct momus_ledger_checkpoint { /* /training/checkpoints */
	uint64_t step, updates, cursor, bytes;
	double seconds, ended_s;
	uint8_t sha256[32];
};

struct momus_ledger_session { /* /training/sessions */
	uint64_t first;
	double started_s;
};

struct momus_ledger_root { /* root attributes */
	const char *format, *software, *training_id, *name, *recipe;
	const char *recipe_key, *trainer, *model, *plugins, *dataset_sha256;
	const char *host, *revision, *started, *ended;
	uint64_t seed, planned;
	uint32_t version, complete, rewards;
};

enum momus_ledger_part { /* its tables, in this order */
			 MOMUS_LEDGER_STEPS,
			 MOMUS_LEDGER_EVALUATIONS,
			 MOMUS_LEDGER_CHECKPOINTS,
			 MOMUS_LEDGER_SESSIONS,
			 MOMUS_LEDGER_PARTS
};

MOMUS_API extern const struct momus_table
	momus_ledger_tables[MOMUS_LEDGER_PARTS];
MOMUS_API extern const struct momus_field
	momus_ledger_fields[]; /* of the root */
MOMUS_API extern const size_t momus_ledger_n_fields;

/* The fields of a step that only a trainer that learns from rewards fills: from
 * the first of the two places up to before the second. */
MOMUS_API extern const size_t momus_ledger_rolled[2];

struct momus_ledger {
	struct momus_ledger_root root;	 /* texts borrowed, or in .arena */
	struct momus_arena *arena;	 /* owned; NULL: nothing was read */
	struct momus_ledger_step *steps; /* owned, (n_steps) */
	struct momus_ledger_evaluation *evaluations; /* owned */
	struct momus_ledger_checkpoint *checkpoints; /* owned */
	struct momus_ledger_session *sessions;	     /* owned */
	size_t n_steps, n_evaluations, n_checkpoints, n_sessions;
};

/* An empty one: zeroed. */
MOMUS_API void momus_ledger_release(struct momus_ledger *l);

/* Appends one row, of the table's struct; MOMUS_ENOMEM. */
MOMUS_API int momus_ledger_add(struct momus_ledger *l,
			       enum momus_ledger_part part, const void *row,
			       struct momus_error *err);

/* Forgets what is of steps behind DONE, sessions that began there included. */
MOMUS_API void momus_ledger_cut(struct momus_ledger *l, uint64_t done);

/* Reads PATH into the empty L.  MOMUS_ENOTFOUND: no such file; MOMUS_EPARSE: no
 * training of this layout, damaged, or its steps are not in order. */
MOMUS_API int momus_ledger_read(struct momus_ledger *l, const char *path,
				const struct momus_files *files,
				struct momus_error *err);

/* Writes L to PATH.tmp, makes that durable and renames it to PATH; what was there
 * stays until then.  MOMUS_EIO. */
MOMUS_API int momus_ledger_write(const struct momus_ledger *l, const char *path,
				 const struct momus_files *files,
				 struct momus_error *err);

/* Whether PATH is an HDF5 file of this format; damaged or not. */
MOMUS_API bool momus_ledger_is(const char *path);

/* Appends FIELD of ROW as JSON: "name":value; NAN is null. */
MOMUS_API void momus_ledger_json(struct momus_buffer *out,
				 const struct momus_field *field,
				 const void *row);

/* FIELD of ROW as a number; NAN for what is none. */
MOMUS_API double momus_ledger_value(const struct momus_field *field,
				    const void *row);

/* The layout as text for people, behind momus_layout_print()'s. */
MOMUS_API void momus_ledger_print(struct momus_buffer *out);

#endif /* MOMUS_STORE_LEDGER_H */
