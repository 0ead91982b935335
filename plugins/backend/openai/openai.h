/* openai.h - the parts of the openai backend and what they share */
#ifndef MOMUS_OPENAI_H
#define MOMUS_OPENAI_H

#include "momus/endpoint.h"
#include "momus/json.h"
#include "momus/option.h"

struct openai_options {
	const char *model, *api;
	const char *extra_body; /* a JSON object, checked; NULL: none */
	const char *max_tokens_key;
	bool send_seed;
	int64_t n; /* most completions of one request */
	struct momus_endpoint_options server;
};

enum { OPENAI_SAMPLES_MAX = 1024 };

extern const struct momus_option openai_option_table[];

/* What an option table cannot check; the message names WHERE it is wrong. */
int openai_options_check(const struct openai_options *o,
			 struct momus_error *err);

/* Appends the JSON body that asks for CALL. */
void openai_request_write(const struct openai_options *o,
			  const struct momus_call *call,
			  struct momus_buffer *out);

/* Reads IN, the reply of a chat (CHAT) or of a plain completion, for N samples,
 * 1..OPENAI_SAMPLES_MAX; never fails: whatever is wrong becomes the finish and
 * reason of an OUT (N).  What it used stands in the first. */
void openai_reply_read(bool chat, const struct momus_http_reply *in,
		       struct momus_completion *out, size_t n);

/* Reads CHOICES, a list, into OUT (N), as above.  A choice that is not there, or
 * holds nothing, is wanted again. */
void openai_choices_read(bool chat, struct momus_text choices,
			 struct momus_completion *out, size_t n);

/* Sets finish, retry and reason of OUT. */
void openai_say(struct momus_completion *out, enum momus_finish finish,
		bool retry, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Copies what of T fits into OUT (ROOM), cut between two characters, control
 * characters as blanks; returns OUT. */
const char *openai_head(struct momus_text t, char *out, size_t room);

bool openai_is_null(struct momus_text raw);

#endif /* MOMUS_OPENAI_H */
