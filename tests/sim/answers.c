/* answers.c - see answers.h */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "sim/answers.h"

static const char mark[] = "request-";

uint64_t sim_answer_number(struct momus_text body)
{
	uint8_t digest[32];
	uint64_t n;

	momus_sha256(body, digest);
	memcpy(&n, digest, sizeof n);
	return n | 1;
}

uint64_t sim_answer_number_in(struct momus_text text)
{
	size_t at = momus_text_find(text, momus_text_of(mark), 0);
	char digits[17] = "";

	if (at == (size_t)-1 || text.len - at < sizeof mark - 1 + 16)
		return 0;
	memcpy(digits, text.ptr + at + sizeof mark - 1, 16);
	return strtoull(digits, NULL, 16);
}

static bool has(struct momus_text body, const char *what)
{
	return momus_text_find(body, momus_text_of(what), 0) != (size_t)-1;
}

/* One of some sixty ways to answer; most are plain. */
static void solution(uint64_t n, struct momus_buffer *out)
{
	char id[40];

	snprintf(id, sizeof id, "%s%016" PRIx64, mark, n);
	switch (n >> 8 & 63) {
	case 0: /* no code at all */
		momus_buffer_printf(out, "I cannot say (%s).", id);
		return;
	case 1: /* a fence that is left open */
		momus_buffer_printf(out, "```python\nx = '%s'\n", id);
		return;
	case 2: /* letters of every kind */
		momus_buffer_printf(out,
				    "Voil\xc3\xa0 \xe2\x86\x92 \xf0\x9f\x90\x8d"
				    "\n```python\n# \xc3\xbc\t\"\\\nx = '%s'\n"
				    "```",
				    id);
		return;
	case 3: /* long */
		momus_buffer_printf(out, "```python\nx = '%s'\n", id);
		for (int i = 0; i < 400; i++)
			momus_buffer_printf(out, "x%d = %d\n", i, i);
		momus_buffer_puts(out, "```\n");
		return;
	case 4: /* a byte that ends C strings */
		momus_buffer_printf(out, "```python\nx = '%s", id);
		momus_buffer_putc(out, '\0');
		momus_buffer_puts(out, "'\n```");
		return;
	case 5: /* two blocks: the first one counts */
		momus_buffer_printf(out,
				    "```python\nx = '%s'\n```\nor\n"
				    "```python\ny = 1\n```",
				    id);
		return;
	default:
		momus_buffer_printf(
			out, "Here it is.\n\n```python\nx = '%s'\n```\n", id);
	}
}

static void critique(uint64_t n, struct momus_buffer *out)
{
	static const char *const judgments[8] = {
		"Overall judgment: Correct",
		"Overall judgment: Incorrect",
		"Overall judgment: Incorrect",
		"Overall judgment: Correct",
		"Overall judgment: Correct",
		"Overall judgment: Incorrect",
		"I am not sure.",
		("Overall judgment: Correct, no: "
		 "Overall judgment: Incorrect"),
	};

	momus_buffer_printf(out,
			    "Analysis:\nI read %s%016" PRIx64 ".\n\n"
			    "Improvement suggestions:\nRename x.\n\n%s\n",
			    mark, n, judgments[n >> 8 & 7]);
}

void sim_answer_write(struct momus_text body, uint64_t salt,
		      struct momus_buffer *out)
{
	uint64_t n = sim_answer_number(body) ^ salt << 1;
	bool chat = has(body, "\"messages\":");
	struct momus_buffer text;

	momus_buffer_init(&text, 1 << 20);
	if ((n >> 24 & 127) == 0)
		; /* an empty completion */
	else if (has(body, "\"model\":\"critic\"") ||
		 has(body, "Overall judgment: {"))
		critique(n, &text);
	else
		solution(n, &text);
	momus_buffer_puts(out, "{\"choices\":[{\"index\":0,");
	momus_buffer_puts(out, chat ? "\"message\":{\"role\":\"assistant\","
				      "\"content\":"
				    : "\"text\":");
	momus_buffer_json(out, momus_buffer_text(&text));
	momus_buffer_printf(out, "%s,\"finish_reason\":\"%s\"}]",
			    chat ? "}" : "", n >> 16 & 31 ? "stop" : "length");
	if (n >> 32 & 7) /* some servers tell no usage */
		momus_buffer_printf(out,
				    ",\"usage\":{\"prompt_tokens\":%u,"
				    "\"completion_tokens\":%u}",
				    (unsigned)(body.len / 4),
				    (unsigned)(n >> 40 & 1023));
	momus_buffer_putc(out, '}');
	momus_buffer_release(&text);
}
