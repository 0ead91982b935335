/* chat.h - a dialogue as the text that a model was trained on
 *
 * Templates by name; those that ship with models as programs in Jinja are not
 * run.
 */
#ifndef NATIVE_CHAT_H
#define NATIVE_CHAT_H

#include <momus/backend.h>

struct chat; /* a template */

/* The template NAME: "qwen" (ChatML with Qwen2.5's default system message),
 * "chatml", "llama3" or "none" (contents one after another); NULL if there is
 * none of that name. */
const struct chat *chat_find(const char *name);
/* "qwen, chatml, …" */
const char *chat_names(void);
/* The one whose marks a model's own TEMPLATE (its Jinja program) uses; NULL if
 * none is recognised. */
const struct chat *chat_guess(struct momus_text template);
const char *chat_name(const struct chat *c);

/* The token that ends an answer, "<|im_end|>"; NULL: the model's own. */
const char *chat_end(const struct chat *c);

/* Appends MESSAGES (N) to OUT, and with ASK what begins the assistant's answer.
 * A role that the template does not know is MOMUS_EINVAL. */
int chat_render(const struct chat *c, const struct momus_message *messages,
		size_t n, bool ask, struct momus_buffer *out,
		struct momus_error *err);

#endif /* NATIVE_CHAT_H */
