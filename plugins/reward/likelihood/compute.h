/* compute.h - log-probabilities by a model in this process */
#ifndef LIKELIHOOD_COMPUTE_H
#define LIKELIHOOD_COMPUTE_H

#include <momus/trainable.h>

struct scored {	    /* the tokens of a reference */
	double sum; /* of their log-probabilities, nats */
	size_t n;
	bool bad;	 /* one has none */
	const char *why; /* static: nothing could be scored; NULL */
};

struct computer {
	const struct momus_trainable_ops
		*ops; /* borrowed; NULL: there is none */
	void *model;  /* borrowed: the backend's */
	bool told;    /* why it cannot take a text */
};

/* Scores REFERENCE behind TEXT, to which it is appended.  A text that the model
 * cannot take is a result (.why), with the model's sentence on the first of them in
 * the log; an error is the machine's. */
int compute(struct computer *c, struct momus_buffer *text,
	    struct momus_text reference, struct scored *out,
	    struct momus_error *err);

#endif /* LIKELIHOOD_COMPUTE_H */
