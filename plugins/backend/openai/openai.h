/* openai.h - the parts of the openai backend and what they share */
#ifndef MOMUS_OPENAI_H
#define MOMUS_OPENAI_H

#include "momus/backend.h"
#include "momus/json.h"
#include "momus/option.h"

struct openai_options {
	const char **base_url; /* NULL-terminated */
	const char *model, *api, *api_key_env;
	const char *extra_body; /* a JSON object, checked; NULL: none */
	const char *max_tokens_key;
	bool send_seed;
	int64_t in_flight, attempts, reply_limit;
	double requests_per_minute, tokens_per_minute;
	double deadline_s, connect_s, backoff_s, backoff_max_s;
	const char *proxy, *ca_file;
};

extern const struct momus_option openai_option_table[];

/* What an option table cannot check; the message names WHERE it is wrong. */
int openai_options_check(const struct openai_options *o,
			 struct momus_error *err);

/* Appends the JSON body that asks for CALL. */
void openai_request_write(const struct openai_options *o,
			  const struct momus_call *call,
			  struct momus_buffer *out);

/* Reads IN, the reply of a chat (CHAT) or of a plain completion; never fails:
 * whatever is wrong with it becomes OUT's finish and reason. */
void openai_reply_read(bool chat, const struct momus_http_reply *in,
		       struct momus_completion *out);

/* Whether the member NAME is in OBJECT (valid JSON); *VALUE is the last of that
 * name, raw.  False also when OBJECT is no object. */
bool openai_member(struct momus_text object, const char *name,
		   struct momus_text *value);

#endif /* MOMUS_OPENAI_H */
