/* rewardtext.h - what rewards that ask servers send, and how they read replies */
#ifndef MOMUS_REWARDTEXT_H
#define MOMUS_REWARDTEXT_H

#include "momus/endpoint.h"
#include "momus/reward.h"

MOMUS_BEGIN_DECLS

/* Options of a reward that asks one model of a server. */
struct momus_reward_server {
	struct momus_endpoint_options reach;
	const char *model;
};

/* Their rows, for MEMBER_ of the options struct STRUCT_; base_url and model are
 * required if NEEDED_. */
#define MOMUS_REWARD_SERVER_ROWS(struct_, member_, needed_)      \
	MOMUS_ENDPOINT_ROWS_IF(struct_, member_.reach, needed_), \
	{                                                        \
		.type = MOMUS_OPT_STR, .name = "model",          \
		.offset = offsetof(struct_, member_.model),      \
		.help = "the model's name for the server",       \
		.required = (needed_)                            \
	}

/* MOMUS_EINVAL, naming OPTION and the known fields, if WORDS has another field
 * than {{statement}}, {{solution}}, {{critique}}, {{revision}}, {{reference}},
 * {{language}}. */
MOMUS_API int momus_reward_template_check(const char *words, const char *option,
					  struct momus_error *err);

/* Appends WORDS (checked) with its fields filled in from IN; what is put in is
 * never read again for fields. */
MOMUS_API void momus_reward_template_fill(const char *words,
					  const struct momus_reward_input *in,
					  struct momus_buffer *out);

/* Appends WORDS (checked), filled in from IN, with BEHIND behind it, as a JSON
 * string; MOMUS_ENOMEM names WHAT if OUT cannot hold it. */
MOMUS_API int momus_reward_template_json(const char *words,
					 const struct momus_reward_input *in,
					 struct momus_text behind,
					 const char *what,
					 struct momus_buffer *out,
					 struct momus_error *err);

/* Whether the reply IN is a JSON object with a status that is no error, into
 * *BODY; else false, and why in OUT: to be asked again only where another attempt
 * may help.  Sets OUT's tokens from "usage". */
MOMUS_API bool momus_reward_reply(const struct momus_http_reply *in,
				  struct momus_text *body,
				  struct momus_reward_reading *out);

/* Fills OUT: no answer, the server's fault; WHY is copied. */
MOMUS_API void momus_reward_fault(struct momus_reward_reading *out, bool retry,
				  const char *why);

/* Ops of a reward that asks one question, whose answer is the reward. */
MOMUS_API size_t momus_reward_op_one(const void *self);
MOMUS_API int momus_reward_op_answer(void *self,
				     const struct momus_reward_input *in,
				     struct momus_reward *out,
				     struct momus_error *err);

MOMUS_END_DECLS

#endif /* MOMUS_REWARDTEXT_H */
