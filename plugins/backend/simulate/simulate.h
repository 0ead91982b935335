/* simulate.h - the simulated model's options, and the texts it writes */
#ifndef SIMULATE_H
#define SIMULATE_H

#include "momus/backend.h"
#include "momus/reward.h"

struct simulate_options {
	double p_init, p_cc, p_cw, tpr, fpr;
	double help_cc, help_cw; /* below 0: as the generator does alone */
	double p_unparsed, p_cut, p_fail;
	int64_t length; /* bytes */
	const char *model;
};

struct simulate_help { /* what a critique does for the revision made from it */
	double cc, cw; /* below 0: nothing */
};

struct simulate_reply {		      /* what has been drawn */
	enum momus_judgment judgment; /* of a critique */
	struct momus_text program;    /* of the others; borrowed */
	struct simulate_help help;    /* of a critique */
	size_t length;		      /* bytes of prose to add */
};

/* What the critique in CALL's last message, if it is one of a simulated critic
 * on this very problem, says that it does. */
struct simulate_help simulate_read_help(const struct momus_call *call);

/* Writes the reply to CALL into OUT's text, in its arena; words are drawn from
 * the call's stream.  MOMUS_ENOMEM past the arena's limit. */
int simulate_write(const struct momus_call *call,
		   const struct simulate_reply *reply,
		   struct momus_completion *out, struct momus_error *err);

#endif /* SIMULATE_H */
