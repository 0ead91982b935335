/* decoder.h - many prompts to their answers, side by side
 *
 * Sequences come and go at any time.  In each step every one that answers gets a
 * token, and those that are still being read get as many of their prompt's
 * tokens as there are rows left, the oldest first.  What is known of a prompt's
 * beginning, because another sequence began likewise, is not computed again.
 * None of this changes a bit of what a sequence says (step.h).
 */
#ifndef NATIVE_DECODER_H
#define NATIVE_DECODER_H

#include "model/sampler.h"
#include "model/step.h"
#include "model/stepping.h"
#include "tokenizer/tokenizer.h"

struct decoder_order {	       /* all borrowed while the sequence lives */
	const int32_t *prompt; /* (n) */
	size_t n;
	const struct momus_sampling *how;
	int64_t most; /* tokens of an answer */
	struct momus_stream *stream;
	/* A token was drawn, the last of the answer's; NULL: nobody listens.
	 * LIKELY (how->logprobs) are the most likely ones, falling. */
	void (*drawn)(void *arg, const struct sampler_likely *likely,
		      size_t n_likely);
	void *arg;
};

struct decoding {	       /* one sequence */
	struct decoding *next; /* in its list */
	struct decoder_order order;
	struct ids ids;	 /* the prompt's, then the answer's */
	float *logprobs; /* owned: of the answer's, at the sampling's
			  * temperature */
	size_t n;	 /* tokens of the answer */
	size_t text;	 /* bytes of the decoded answer before a stop string;
			  * (size_t)-1: all of them */
	enum momus_finish finish;
	bool ended;
	int rc; /* < 0: it could not go on, for .why */
	struct momus_error why;

	/* The decoder's own. */
	struct pages pages;
	size_t known;	     /* ids whose keys and values are there */
	size_t promised;     /* pages it may come to need */
	unsigned char *seen; /* owned, (vocab); NULL: no repetition penalty */
	struct momus_buffer said; /* the answer's bytes, for stop strings */
	bool begun;
};

struct decoder_setup {
	struct model *model;		   /* borrowed */
	const struct tokenizer *tokenizer; /* borrowed; NULL: no stop strings */
	const int32_t *ends; /* borrowed: tokens that end a text */
	size_t n_ends;
	int threads;
	const char *kernels; /* rows.h's name, or "auto" */
	bool halves; /* what matrices are multiplied by, and they, are rounded to
		      * bf16: .kernels is halves.h's name then */
	int64_t most; /* sequences at once; others wait */
	size_t bytes; /* of keys and values, if one sequence alone does
			      * not need more */
	const struct stepping *stepping; /* borrowed; NULL: the processor, with
					  * .threads and .kernels */
};

struct decoder {
	struct decoder_setup setup;
	struct step step; /* of a stepping the .shape alone */
	struct sampler sampler;
	float *hidden, *logits;	 /* owned, (most, hidden), (most, vocab) */
	struct step_row *rows;	 /* owned, (STEP_ROWS) */
	int64_t last[STEP_ROWS]; /* of each that draws: its row of the step */
	struct decoding *waiting, *live, *past; /* past: ended, latest first */
	size_t promised, kept; /* pages: to those alive, of those past */
	uint64_t read, reused; /* tokens of prompts, so far */
};

int decoder_init(struct decoder *out, const struct decoder_setup *setup,
		 struct momus_error *err);
void decoder_release(struct decoder *d); /* zeroed allowed; with all in it */

/* Forgets sequences of the past: the weights have changed. */
void decoder_forget(struct decoder *d);

/* MOMUS_EINVAL where decoder_begin() refuses ORDER. */
int decoder_fits(const struct decoder *d, const struct decoder_order *order,
		 struct momus_error *err);

/* As many THREADS from here on.  Between steps. */
int decoder_hands(struct decoder *d, int threads, struct momus_error *err);

/* Begins a sequence.  MOMUS_EINVAL for a prompt that is empty or leaves no room
 * for an answer. */
int decoder_begin(struct decoder *d, const struct decoder_order *order,
		  struct decoding **out, struct momus_error *err);

/* One step for all that are there.  What goes wrong with one sequence ends it
 * and is in it.  *ANY: whether there was one. */
int decoder_advance(struct decoder *d, bool *any, struct momus_error *err);

/* Ends S, which may not have ended, and lets go of it; what it read stays for
 * others. */
void decoder_leave(struct decoder *d, struct decoding *s);

#endif /* NATIVE_DECODER_H */
