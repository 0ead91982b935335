/* answers.c - see answers.h */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "sim/answers.h"

static const char mark[] = "request-";

/* The number behind NAME in BODY, and where it is; false if there is none. */
static bool member(struct momus_text body, const char *name, uint64_t *value,
		   size_t *at, size_t *end)
{
	size_t len = strlen(name);

	*at = momus_text_find(body, momus_text_of(name), 0);
	if (*at == (size_t)-1)
		return false;
	*value = 0;
	for (*end = *at + len; *end < body.len; ++*end) {
		if (body.ptr[*end] < '0' || body.ptr[*end] > '9')
			break;
		*value = 10 * *value + (uint64_t)(body.ptr[*end] - '0');
	}
	return true;
}

unsigned sim_answer_samples(struct momus_text body)
{
	size_t at, end;
	uint64_t n;

	if (!member(body, ",\"n\":", &n, &at, &end))
		return 1;
	if (n < 2 || n > SIM_SAMPLES_MAX)
		abort(); /* one is not said, and no recipe asks for so many */
	return (unsigned)n;
}

uint64_t sim_answer_number(struct momus_text body, unsigned i)
{
	struct momus_buffer alone;
	uint64_t n, seed;
	uint8_t digest[32];
	size_t at, end;

	momus_buffer_init(&alone, 1 << 24);
	if (member(body, ",\"n\":", &n, &at, &end)) {
		momus_buffer_add(&alone, (struct momus_text){ body.ptr, at });
		body = (struct momus_text){ body.ptr + end, body.len - end };
	}
	if (member(body, ",\"seed\":", &seed, &at, &end)) {
		momus_buffer_add(&alone, (struct momus_text){ body.ptr, at });
		momus_buffer_printf(&alone, ",\"seed\":%" PRIu64, seed + i);
		body = (struct momus_text){ body.ptr + end, body.len - end };
	} else if (i) {
		abort();
	}
	momus_buffer_add(&alone, body);
	momus_sha256(momus_buffer_text(&alone), digest);
	momus_buffer_release(&alone);
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

/* Choice number I, drawn from N; ODD: TWIST has befallen it. */
static void choice(struct momus_text body, unsigned i, uint64_t n,
		   enum sim_twist twist, bool odd, struct momus_buffer *out)
{
	bool chat = has(body, "\"messages\":");
	const char *finish = n >> 16 & 31 ? "stop" : "length";
	struct momus_buffer text;

	momus_buffer_init(&text, 1 << 20);
	if ((n >> 24 & 127) == 0 || odd)
		; /* an empty completion */
	else if (has(body, "\"model\":\"critic") ||
		 has(body, "Overall judgment: {"))
		critique(n, &text);
	else
		solution(n, &text);
	if (odd)
		finish = twist == SIM_TWIST_NULLED ? "stop" : "content_filter";
	momus_buffer_printf(out, "{\"index\":%u,%s", i,
			    chat ? "\"message\":{\"role\":\"assistant\","
				   "\"content\":"
				 : "\"text\":");
	if (odd && twist == SIM_TWIST_NULLED)
		momus_buffer_puts(out, "null");
	else
		momus_buffer_json(out, momus_buffer_text(&text));
	momus_buffer_printf(out, "%s,\"finish_reason\":\"%s\"}",
			    chat ? "}" : "", finish);
	momus_buffer_release(&text);
}

/* Whether a reply lacks choice I of M: some, but not all if there are several. */
static bool lacks(uint64_t n, unsigned i, unsigned m)
{
	unsigned kept = (unsigned)(n >> 48) % m;
	unsigned lost = (kept + 1 + (unsigned)(n >> 52) % m) % m;

	return m == 1 || (i != kept && (i == lost || n >> i & 2));
}

struct sim_usage sim_answer_write(struct momus_text body, uint64_t salt,
				  enum sim_twist twist,
				  struct momus_buffer *out)
{
	unsigned m = sim_answer_samples(body), sent = 0;
	uint64_t first = sim_answer_number(body, 0) ^ salt << 1;
	unsigned odd = (unsigned)(first >> 44) % m;
	struct sim_usage u = { .told = first >> 32 & 7, /* some tell nothing */
			       .prompt = body.len / 4 };

	momus_buffer_puts(out, "{\"choices\":[");
	for (unsigned k = 0; k < m + (twist == SIM_TWIST_MORE); k++) {
		unsigned i = twist == SIM_TWIST_SHUFFLED ? (k + odd) % m : k;
		uint64_t n = sim_answer_number(body, i % m) ^ salt << 1;

		if (twist == SIM_TWIST_FEWER && lacks(first, i, m))
			continue;
		u.completion += k < m ? n >> 40 & 1023 : 0;
		momus_buffer_puts(out, sent++ ? "," : "");
		choice(body, i, n, twist,
		       i == odd && twist >= SIM_TWIST_WITHHELD, out);
	}
	momus_buffer_putc(out, ']');
	if (u.told)
		momus_buffer_printf(out,
				    ",\"usage\":{\"prompt_tokens\":%" PRIu64
				    ",\"completion_tokens\":%" PRIu64 "}",
				    u.prompt, u.completion);
	momus_buffer_putc(out, '}');
	return u;
}
