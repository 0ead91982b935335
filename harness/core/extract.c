/* extract.c - see momus/extract.h
 *
 * All rules are linear in the response: a reply of backticks or blank lines
 * alone must not cost more than any other.
 */
#include "config.h"

#include "momus/extract.h"

#include <string.h>
#include <strings.h>

#include "momus/space.h"
#include "momus/buffer.h"

/* How models write the languages' names (SandboxFusion,
 * sandbox/utils/extraction.py @ 469de08); case counts. */
static const struct {
	const char *name, *aliases;
} languages[] = {
	{ "python", "python Python py Python3 python3 PY" },
	{ "cpp", "cpp c++ C++ Cpp CPP" },
	{ "c", "c C" },
	{ "java", "java Java" },
	{ "go", "go Go" },
	{ "rust", "rust Rust rs" },
	{ "nodejs", "javascript Javascript JavaScript JS js" },
	{ "bash", "bash Bash BASH sh shell" },
};

static const struct momus_text fence = { "```", 3 };

static struct momus_text slice(struct momus_text t, size_t from, size_t to)
{
	return (struct momus_text){ t.ptr + from, to - from };
}

/* Whether a fence's HEADER names LANGUAGE. */
static bool is_language(struct momus_text header, const char *language)
{
	header = momus_space_strip(header);
	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
		const char *p = languages[i].aliases;

		if (strcmp(languages[i].name, language) != 0)
			continue;
		while (*p) {
			size_t n = strcspn(p, " ");

			if (n == header.len && memcmp(p, header.ptr, n) == 0)
				return true;
			p += n + (p[n] == ' ');
		}
		return false;
	}
	return momus_text_equal(header, momus_text_of(language));
}

/* One complete fence: ``` HEADER lf BODY lf, white space, ```.  Finds the next
 * at or after *AT and moves *AT behind it. */
static bool next_fence(struct momus_text t, size_t *at,
		       struct momus_text *header, struct momus_text *body)
{
	size_t open = momus_text_find(t, fence, *at), start, lf;

	if (open == (size_t)-1)
		return false;
	start = momus_text_find(t, MOMUS_TEXT("\n"), open + 3);
	if (start == (size_t)-1)
		return false;
	*header = slice(t, open + 3, start);
	lf = ++start;
	/* A run of white space is looked at once: each of its line feeds leads
	 * to the same place. */
	while ((lf = momus_text_find(t, MOMUS_TEXT("\n"), lf)) != (size_t)-1) {
		size_t end = momus_space_skip(t, lf);

		if (momus_text_find(
			    slice(t, 0, end + 3 < t.len ? end + 3 : t.len),
			    fence, end) == end) {
			*body = slice(t, start, lf);
			*at = end + 3;
			return true;
		}
		lf = end;
	}
	return false;
}

/* The first complete fence in LANGUAGE (the last if LAST), else the first (the
 * last) of any; false if there is none. */
static bool choose_fence(struct momus_text t, const char *language, bool last,
			 struct momus_text *out)
{
	struct momus_text header, body;
	bool any = false, right = false;
	size_t at = 0;

	while (next_fence(t, &at, &header, &body)) {
		bool match = is_language(header, language);

		if (match ? !right || last : !right && (!any || last))
			*out = body;
		any = true;
		right = right || match;
		if (right && !last)
			break;
	}
	return any;
}

/* An opening fence alone: what is behind its line. */
static bool open_fence(struct momus_text t, struct momus_text *out)
{
	size_t open = momus_text_find(t, fence, 0), lf;

	if (open == (size_t)-1)
		return false;
	lf = momus_text_find(t, MOMUS_TEXT("\n"), open + 3);
	if (lf == (size_t)-1)
		return false;
	*out = slice(t, lf + 1, t.len);
	return true;
}

static bool starts(struct momus_text line, const char *word)
{
	size_t n = strlen(word);

	return line.len > n && memcmp(line.ptr, word, n) == 0;
}

enum line_kind { OTHER, IMPORT, DEFINITION, INDENTED, BLANK };

static enum line_kind line_kind(struct momus_text line)
{
	if (momus_space_skip(line, 0) == line.len)
		return BLANK;
	if (starts(line, "import") || starts(line, "from") || starts(line, "#"))
		return IMPORT;
	if (starts(line, "def ") || starts(line, "class "))
		return DEFINITION;
	return momus_space_at(line.ptr, line.len) ? INDENTED : OTHER;
}

/* The first block of imports and comments, one def or class line and indented
 * lines, blank ones left out; empty if there is none. */
static void bare_python(struct momus_text t, struct momus_buffer *out)
{
	enum { BEFORE, HEAD, BODY } state = BEFORE;
	struct momus_text line;

	while (momus_text_line(&t, &line)) {
		enum line_kind kind = line_kind(line);

		if (kind == BLANK)
			continue;
		if (state != BEFORE && kind == INDENTED) {
			state = BODY;
		} else if (state == BODY) {
			return;
		} else {
			if (state == HEAD ||
			    (kind != IMPORT && kind != DEFINITION))
				momus_buffer_reset(out);
			state = kind == DEFINITION ? HEAD : BEFORE;
			if (kind != IMPORT && kind != DEFINITION)
				continue;
		}
		momus_buffer_add(out, line);
		momus_buffer_putc(out, '\n');
	}
	if (state != BODY)
		momus_buffer_reset(out);
}

static int sandboxfusion(const char *language, struct momus_text t,
			 struct momus_arena *arena, struct momus_text *out,
			 struct momus_error *err)
{
	struct momus_buffer code;
	int rc;

	if (choose_fence(t, language, false, out) || open_fence(t, out) ||
	    strcmp(language, "python") != 0)
		return MOMUS_OK;
	momus_buffer_init(&code, t.len + 1);
	bare_python(t, &code);
	rc = momus_buffer_check(&code, "the code in a response", err);
	if (rc == MOMUS_OK) {
		*out = momus_arena_copy(arena, momus_buffer_text(&code));
		if (!out->ptr)
			rc = momus_fail(err, MOMUS_ENOMEM,
					"out of memory for the code in a "
					"response");
	}
	momus_buffer_release(&code);
	return rc;
}

static struct momus_text critic_rl(struct momus_text t)
{
	size_t at = momus_text_find(t, fence, 0), end;

	if (at == (size_t)-1)
		return t;
	at += 3;
	if (t.len - at >= 6 && strncasecmp(t.ptr + at, "python", 6) == 0)
		at += 6;
	at = momus_space_skip(t, at);
	end = momus_text_find(t, fence, at);
	return end == (size_t)-1 ? t : momus_space_strip(slice(t, at, end));
}

static struct momus_text livecodebench(struct momus_text t)
{
	struct momus_text rest = t, line;
	size_t start = 0, end = 0, behind = 0, fences = 0;

	while (momus_text_line(&rest, &line)) {
		size_t at = (size_t)(line.ptr - t.ptr);

		if (momus_text_find(line, fence, 0) == (size_t)-1)
			continue;
		start = behind;
		end = at;
		behind = at + line.len + 1;
		fences++;
	}
	if (fences < 2 || start >= end)
		return (struct momus_text){ t.ptr, 0 };
	return slice(t, start, end - 1);
}

int momus_extract(enum momus_extract_rule rule, const char *language,
		  struct momus_text response, struct momus_arena *arena,
		  struct momus_text *out, struct momus_error *err)
{
	*out = (struct momus_text){ "", 0 };
	if (!response.len)
		return MOMUS_OK;
	switch (rule) {
	case MOMUS_EXTRACT_SANDBOXFUSION:
		return sandboxfusion(language, response, arena, out, err);
	case MOMUS_EXTRACT_CRITIC_RL:
		*out = critic_rl(response);
		return MOMUS_OK;
	case MOMUS_EXTRACT_LCB:
		*out = livecodebench(response);
		return MOMUS_OK;
	case MOMUS_EXTRACT_LAST_FENCE:
		(void)choose_fence(response, language, true, out);
		return MOMUS_OK;
	}
	return momus_fail(err, MOMUS_EINVAL, "extract: no rule %d", rule);
}
