/* rewardtext.h - what rewards that ask servers send, and how they read replies */
#ifndef MOMUS_REWARDTEXT_H
#define MOMUS_REWARDTEXT_H

#include "momus/reward.h"

MOMUS_BEGIN_DECLS

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

/* Whether the reply IN is a JSON object with a status that is no error, into
 * *BODY; else false, and why in OUT: to be asked again only where another attempt
 * may help.  Sets OUT's tokens from "usage". */
MOMUS_API bool momus_reward_reply(const struct momus_http_reply *in,
				  struct momus_text *body,
				  struct momus_reward_reading *out);

/* Fills OUT: no answer, the server's fault; WHY is copied. */
MOMUS_API void momus_reward_fault(struct momus_reward_reading *out, bool retry,
				  const char *why);

/* The member NAME of OBJECT (valid JSON), raw; the last of that name.  False if
 * there is none, or OBJECT is no object. */
MOMUS_API bool momus_reward_member(struct momus_text object, const char *name,
				   struct momus_text *value);

/* Element I of ARRAY (valid JSON), raw; I = SIZE_MAX: the last. */
MOMUS_API bool momus_reward_element(struct momus_text array, size_t i,
				    struct momus_text *value);

/* The number that RAW is; NAN if it is none, or not finite. */
MOMUS_API double momus_reward_number(struct momus_text raw);

MOMUS_END_DECLS

#endif /* MOMUS_REWARDTEXT_H */
