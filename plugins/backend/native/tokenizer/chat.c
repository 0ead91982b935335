/* chat.c - see chat.h
 *
 * Every template here is the same shape: something at first, then each message
 * between three fixed texts, and the beginning of the answer.
 */
#include "chat.h"

#include <momus/error.h>
#include <string.h>

struct chat {
	const char *name;
	const char *begin;  /* before everything */
	const char *system; /* said where no system message comes first */
	const char *open;   /* before a role */
	const char *head;   /* between role and content */
	const char *close;  /* behind the content */
	const char *end;    /* the token that ends an answer */
	bool roles;	    /* a role is written, and must be known */
	bool strip;	    /* contents without white space around them */
};

static const struct chat chats[] = {
	{ .name = "qwen",
	  .begin = "",
	  .system = "You are Qwen, created by Alibaba Cloud. You are a helpful "
		    "assistant.",
	  .open = "<|im_start|>",
	  .head = "\n",
	  .close = "<|im_end|>\n",
	  .end = "<|im_end|>",
	  .roles = true },
	{ .name = "chatml",
	  .begin = "",
	  .open = "<|im_start|>",
	  .head = "\n",
	  .close = "<|im_end|>\n",
	  .end = "<|im_end|>",
	  .roles = true },
	{ .name = "llama3",
	  .begin = "<|begin_of_text|>",
	  .open = "<|start_header_id|>",
	  .head = "<|end_header_id|>\n\n",
	  .close = "<|eot_id|>",
	  .end = "<|eot_id|>",
	  .roles = true,
	  .strip = true },
	{ .name = "none", .begin = "", .open = "", .head = "", .close = "" },
};

enum { CHATS = sizeof chats / sizeof *chats };

const struct chat *chat_find(const char *name)
{
	for (int i = 0; i < CHATS; i++)
		if (strcmp(chats[i].name, name) == 0)
			return &chats[i];
	return NULL;
}

const char *chat_names(void)
{
	return "qwen, chatml, llama3 or none";
}

const char *chat_name(const struct chat *c)
{
	return c->name;
}

const char *chat_end(const struct chat *c)
{
	return c->end;
}

static bool holds(struct momus_text text, const char *what)
{
	return momus_text_find(text, momus_text_of(what), 0) != (size_t)-1;
}

const struct chat *chat_guess(struct momus_text template)
{
	if (holds(template, "<|start_header_id|>"))
		return chat_find("llama3");
	if (!holds(template, "<|im_start|>"))
		return NULL;
	return chat_find(holds(template, "You are Qwen") ? "qwen" : "chatml");
}

static void add_message(const struct chat *c, const char *role,
			struct momus_text content, struct momus_buffer *out)
{
	momus_buffer_puts(out, c->open);
	if (c->roles)
		momus_buffer_puts(out, role);
	momus_buffer_puts(out, c->head);
	momus_buffer_add(out, c->strip ? momus_text_strip(content) : content);
	momus_buffer_puts(out, c->close);
}

int chat_render(const struct chat *c, const struct momus_message *messages,
		size_t n, bool ask, struct momus_buffer *out,
		struct momus_error *err)
{
	momus_buffer_puts(out, c->begin);
	if (c->system && (!n || strcmp(messages[0].role, "system") != 0))
		add_message(c, "system", momus_text_of(c->system), out);
	for (size_t i = 0; i < n; i++) {
		const char *role = messages[i].role;

		if (strcmp(role, "system") != 0 && strcmp(role, "user") != 0 &&
		    strcmp(role, "assistant") != 0)
			return momus_fail(err, MOMUS_EINVAL,
					  "native: message %zu has role "
					  "\"%s\", expected system, user or "
					  "assistant",
					  i, role);
		add_message(c, role, messages[i].content, out);
	}
	if (ask && c->roles) {
		momus_buffer_puts(out, c->open);
		momus_buffer_puts(out, "assistant");
		momus_buffer_puts(out, c->head);
	}
	return momus_buffer_check(out, "a rendered dialogue", err);
}
