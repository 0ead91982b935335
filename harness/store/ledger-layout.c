/* ledger-layout.c - the tables of ledger.h and their print */
#include "config.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "store/ledger.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Rows go to the file as they lie in memory. */
static_assert(sizeof(struct momus_ledger_step) == 46 * 8, "no hidden padding");
static_assert(sizeof(struct momus_ledger_evaluation) == 72,
	      "no hidden padding");
static_assert(sizeof(struct momus_ledger_checkpoint) == 80,
	      "no hidden padding");
static_assert(sizeof(struct momus_ledger_session) == 16, "no hidden padding");

#define F(row, member, name, type, unit, meaning)                          \
	{                                                                  \
		name, MOMUS_FIELD_##type,                                  \
			offsetof(struct momus_ledger_##row, member), unit, \
			meaning, 0                                         \
	}

#define S(member, type, unit, meaning) \
	F(step, member, #member, type, unit, meaning)
#define TIME(row, member, name, meaning) \
	F(row, member##_s, name, F64, "s", meaning)
static const struct momus_field step_fields[] = {
	S(step, U64, "", "from 1"),
	S(epoch, U64, "", "pass over the rows or pairs, from 0"),
	S(loss, F64, "", "of the trainer; mean over its updates"),
	S(gradient_norm, F64, "", "L2, before it was cut; likewise"),
	S(rate, F64, "", "learning rate of the last update"),
	S(rows, U64, "rows", "that were learnt from; or answers"),
	S(tokens, U64, "tokens", "through the model, prompts included"),
	S(learnt, U64, "tokens", "of them scored"),
	S(updates, U64, "", "of the weights in this step"),
	S(off, F64, "nats",
	  "first update: largest distance of a log-probability from that of "
	  "the weights that drew the answers"),
	S(reward, F64, "", "mean over the critiques that have one"),
	S(reward_error, F64, "",
	  "standard error of that mean, by pairs; NaN: of fewer than two"),
	S(before, F64, "", "share of first solutions that passed"),
	S(after, F64, "", "share of revisions that passed"),
	S(up, F64, "", "share right only after: delta up"),
	S(down, F64, "", "share right only before: delta down"),
	S(policy, F64, "", "the loss without its other terms; mean of tokens"),
	S(kl, F64, "nats", "divergence from the reference; mean of tokens"),
	S(entropy, F64, "nats", "of the model; mean of tokens"),
	S(clipped, F64, "", "share of tokens whose ratio was cut"),
	S(pairs, U64, "", "of a problem and a first solution, drawn"),
	S(answers, U64, "", "critiques asked for"),
	S(failed, U64, "", "of them, whose request failed"),
	S(long_prompts, U64, "", "of these, for the length of the prompt"),
	S(unjudged, U64, "", "critiques without a reward, failed ones too"),
	S(forged, U64, "", "revisions that pass by parity, not by strict"),
	S(cut, U64, "", "critiques cut at their token limit"),
	S(unparsed, U64, "", "critiques without a judgment"),
	S(groups, U64, "", "that have a reward"),
	S(flat, U64, "", "of them, whose rewards are all equal"),
	S(resampled, U64, "", "of these, that others took the place of"),
	S(drawn_tokens, U64, "tokens", "of critiques"),
	S(staleness, U64, "steps", "made between drawing and learning"),
	S(drift, F64, "nats",
	  "largest difference of a token's log-probability as drawn and as "
	  "scored"),
	S(variance_grouped, F64, "",
	  "of the gradient with the group's baseline; NaN: not measured"),
	S(variance_alone, F64, "", "and without one"),
	TIME(step, draw, "draw_seconds", "critiques"),
	TIME(step, wait, "wait_seconds", "revisions, grades and rewards"),
	TIME(step, score, "score_seconds",
	     "log-probabilities, and the gradient's variance"),
	TIME(step, saved_score, "saved_score_seconds",
	     "of these, while the next step's revisions and grades went on"),
	TIME(step, saved_learn, "saved_learn_seconds",
	     "likewise of forward, backward and the optimiser"),
	TIME(step, forward, "forward_seconds", "forward passes of updates"),
	TIME(step, backward, "backward_seconds", "backward passes"),
	TIME(step, update, "update_seconds", "the optimiser"),
	S(seconds, F64, "s", "all of these"),
	TIME(step, ended, "ended", "Unix time at the end of the step"),
};
const size_t momus_ledger_rolled[2] = { 8, 41 };

#define E(member, type, unit, meaning) \
	F(evaluation, member, #member, type, unit, meaning)
static const struct momus_field evaluation_fields[] = {
	E(step, U64, "", "after which rows held out were asked"),
	E(held_out_loss, F64, "nats", "mean of a token; NaN: there are none"),
	E(asked, U64, "", "rows that the model answered itself"),
	E(formed, U64, "", "answers with a judgment line"),
	E(agreed, U64, "", "answers whose judgment is the row's"),
	E(format_rate, F64, "", "formed / asked; NaN: none was asked"),
	E(judgment_agreement, F64, "", "agreed / asked; NaN: none was asked"),
	E(seconds, F64, "s", "that it took"),
	TIME(evaluation, ended, "ended", "Unix time at its end"),
};

#define C(member, type, unit, meaning) \
	F(checkpoint, member, #member, type, unit, meaning)
static const struct momus_field checkpoint_fields[] = {
	C(step, U64, "", "step-N is its folder"),
	C(updates, U64, "", "of the weights, made by then"),
	C(cursor, U64, "", "pairs drawn from by then"),
	C(bytes, U64, "bytes", "of its files"),
	C(seconds, F64, "s", "that it took"),
	TIME(checkpoint, ended, "ended", "Unix time at its end"),
	C(sha256, DIGEST, "",
	  "of what `sha256sum *` prints in its folder, in the order of bytes"),
};

static const struct momus_field session_fields[] = {
	F(session, first, "first", U64, "", "the step it begins with"),
	TIME(session, started, "started", "Unix time"),
};

#define TABLE(row_type, name, list, title, rows)                      \
	{                                                             \
		"/training/" name, title,                             \
			sizeof(struct momus_ledger_##row_type), list, \
			COUNT(list), rows, true, 0, 0                 \
	}
const struct momus_table momus_ledger_tables[MOMUS_LEDGER_PARTS] = {
	TABLE(step, "steps", step_fields,
	      "one row a step of the training, each step once", 256),
	TABLE(evaluation, "evaluations", evaluation_fields,
	      "what rows held out said", 64),
	TABLE(checkpoint, "checkpoints", checkpoint_fields,
	      "checkpoints written, old ones that were removed too", 64),
	TABLE(session, "sessions", session_fields,
	      "one row a start of the program", 64),
};

#define ROOT(member, type, meaning) F(root, member, #member, type, "", meaning)
/* "format" and "version" first: a reader looks at them before all else. */
const struct momus_field momus_ledger_fields[] = {
	ROOT(format, TEXT, "always \"" MOMUS_LEDGER_FORMAT "\""),
	ROOT(version, U32, "of this layout"),
	ROOT(software, TEXT, "name and version of the program"),
	ROOT(complete, U32, "1: nothing is left to do"),
	ROOT(training_id, TEXT, "name of this training"),
	ROOT(name, TEXT, "what its recipe calls it"),
	ROOT(recipe, TEXT, "the recipe, JSON, with what was set"),
	ROOT(recipe_key, TEXT, "hex SHA-256 of what determines the weights"),
	ROOT(seed, U64, "of every random stream"),
	ROOT(trainer, TEXT, "trainer plugin"),
	ROOT(model, TEXT, "that learns"),
	ROOT(plugins, TEXT, "plugins and their versions, JSON"),
	ROOT(dataset_sha256, TEXT, "hex SHA-256 of the rows or problems"),
	ROOT(rewards, U32, "1: it learns from rewards, 0: from rows"),
	ROOT(planned, U64, "steps in all"),
	ROOT(host, TEXT, "machine of the newest session"),
	ROOT(revision, TEXT, "git revision of the program, likewise"),
	ROOT(started, TEXT, "UTC, ISO 8601"),
	ROOT(ended, TEXT, "UTC, ISO 8601; empty while it is not complete"),
};
const size_t momus_ledger_n_fields = COUNT(momus_ledger_fields);

double momus_ledger_value(const struct momus_field *f, const void *row)
{
	uint64_t count;
	double x;

	if (f->type == MOMUS_FIELD_U64) {
		memcpy(&count, (const char *)row + f->offset, sizeof count);
		return (double)count;
	}
	if (f->type != MOMUS_FIELD_F64)
		return NAN;
	memcpy(&x, (const char *)row + f->offset, sizeof x);
	return x;
}

void momus_ledger_json(struct momus_buffer *out, const struct momus_field *f,
		       const void *row)
{
	momus_buffer_printf(out, "\"%s\":", f->name);
	momus_buffer_real(out, momus_ledger_value(f, row));
}

void momus_ledger_print(struct momus_buffer *out)
{
	momus_buffer_printf(out,
			    "\n\n%s, layout version %u: one HDF5 file a "
			    "training\n\ntraining.h5:/  attributes of its root "
			    "group\n",
			    MOMUS_LEDGER_FORMAT, MOMUS_LEDGER_VERSION);
	momus_layout_print_fields(out, momus_ledger_fields,
				  momus_ledger_n_fields);
	for (size_t i = 0; i < MOMUS_LEDGER_PARTS; i++) {
		const struct momus_table *t = &momus_ledger_tables[i];

		momus_buffer_printf(out, "\n%s  %s\n", t->path, t->meaning);
		momus_layout_print_fields(out, t->fields, t->n_fields);
	}
	momus_buffer_puts(out,
			  "\nattributes of a table: \"meaning\", and of each "
			  "field that has one \"FIELD.unit\"\n");
}
