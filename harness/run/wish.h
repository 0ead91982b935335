/* wish.h - what a client asks of a served model, in OpenAI's JSON */
#ifndef MOMUS_RUN_WISH_H
#define MOMUS_RUN_WISH_H

#include "momus/backend.h"

enum {
	MOMUS_WISH_MESSAGES = 4096, /* most of a dialogue */
	MOMUS_WISH_SAMPLES = 128,   /* most of a request */
	MOMUS_WISH_STOPS = 16,	    /* most stop strings, … */
	MOMUS_WISH_STOP = 1024,	    /* … and bytes of one */
	MOMUS_WISH_LIKELY = 20,	    /* most alternatives of a token */
};

struct momus_wish { /* texts in the arena, or in the body that was read */
	bool chat;  /* /chat/completions; else /completions */
	struct momus_text model; /* .ptr NULL: it names none */
	struct momus_message *messages;
	size_t n_messages;
	struct momus_sampling sampling;
	uint32_t samples;
	bool seeded;
	uint64_t seed;
	bool stream, usage; /* usage: at the end of a stream, too */
	const char *field;  /* that is wrong, if reading failed; or NULL */
};

/* Reads BODY, any bytes, a request to /chat/completions if CHAT, else one to
 * /completions.  OUT lives as long as ARENA and BODY.  MOMUS_EINVAL says in one
 * sentence what is wrong or not supported, and sets .field; what is not known is
 * passed over.  MOMUS_ENOMEM when ARENA refuses. */
MOMUS_API int momus_wish_read(struct momus_wish *out, struct momus_text body,
			      bool chat, struct momus_arena *arena,
			      struct momus_error *err);

#endif /* MOMUS_RUN_WISH_H */
