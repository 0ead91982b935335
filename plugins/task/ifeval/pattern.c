/* pattern.c - see pattern.h */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "pattern.h"

#include <pcre2.h>
#include <stdlib.h>

/* Some tenths of a second; a sane search of a long answer takes thousands. */
enum { STEPS_MAX = 2000000, HEAP_KIB = 64 << 10 };

struct pattern {
	pcre2_code *code;	      /* owned */
	pcre2_match_data *data;	      /* owned */
	pcre2_match_context *context; /* owned */
	bool gave_up;
};

static void explain(int code, char *out, size_t room)
{
	if (pcre2_get_error_message(code, (PCRE2_UCHAR *)out, room) < 0)
		out[0] = '\0';
}

int pattern_create(struct pattern **out, struct momus_text source,
		   unsigned flags, struct momus_error *err)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF;
	struct pattern *p = calloc(1, sizeof *p);
	PCRE2_SIZE at;
	char why[128];
	int code, rc = MOMUS_OK;

	*out = NULL;
	if (!p || !context) {
		rc = momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
		goto out;
	}
	options |= flags & PATTERN_CASELESS ? PCRE2_CASELESS : 0;
	options |= flags & PATTERN_LINES ? PCRE2_MULTILINE : 0;
	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	p->code = pcre2_compile((PCRE2_SPTR)source.ptr, source.len, options,
				&code, &at, context);
	if (!p->code) {
		explain(code, why, sizeof why);
		rc = momus_fail(err, MOMUS_EINVAL,
				"\"%.*s\" is no regular expression: %s at %zu",
				source.len > 80 ? 80 : (int)source.len,
				source.ptr, why, (size_t)at);
		goto out;
	}
	/* Without it matching is only slower. */
	pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE);
	p->data = pcre2_match_data_create_from_pattern(p->code, NULL);
	p->context = pcre2_match_context_create(NULL);
	if (!p->data || !p->context) {
		rc = momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
		goto out;
	}
	pcre2_set_match_limit(p->context, STEPS_MAX);
	pcre2_set_heap_limit(p->context, HEAP_KIB);
	*out = p;
	p = NULL;
out:
	pcre2_compile_context_free(context);
	pattern_free(p);
	return rc;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2_match_context_free(p->context);
	pcre2_match_data_free(p->data);
	pcre2_code_free(p->code);
	free(p);
}

bool pattern_next(struct pattern *p, struct momus_text text, size_t *at,
		  struct momus_text *found)
{
	PCRE2_SIZE *span;
	int rc;

	if (*at > text.len)
		return false;
	rc = pcre2_match(p->code, (PCRE2_SPTR)text.ptr, text.len, *at, 0,
			 p->data, p->context);
	if (rc < 0) {
		p->gave_up |= rc != PCRE2_ERROR_NOMATCH;
		return false;
	}
	span = pcre2_get_ovector_pointer(p->data);
	*found = (struct momus_text){ text.ptr + span[0], span[1] - span[0] };
	*at = span[1];
	/* Behind an empty match the next one begins a sign further on. */
	if (span[0] == span[1]) {
		++*at;
		while (*at < text.len && (text.ptr[*at] & 0xc0) == 0x80)
			++*at;
	}
	return true;
}

struct momus_text pattern_group(const struct pattern *p, struct momus_text text,
				unsigned group)
{
	PCRE2_SIZE *span = pcre2_get_ovector_pointer(p->data);
	struct momus_text none = { NULL, 0 };

	if (group >= pcre2_get_ovector_count(p->data) ||
	    span[2 * group] == PCRE2_UNSET)
		return none;
	return (struct momus_text){ text.ptr + span[2 * group],
				    span[2 * group + 1] - span[2 * group] };
}

bool pattern_gave_up(struct pattern *p)
{
	bool gave_up = p->gave_up;

	p->gave_up = false;
	return gave_up;
}

long pattern_count(struct pattern *p, struct momus_text text, size_t most)
{
	struct momus_text found;
	size_t n = 0, at = 0;

	while (n < most && pattern_next(p, text, &at, &found))
		n++;
	return pattern_gave_up(p) ? PATTERN_GAVE_UP : (long)n;
}

bool pattern_found(struct pattern *p, struct momus_text text)
{
	return pattern_count(p, text, 1) == 1;
}

int pattern_replace(struct pattern *p, struct momus_text text, const char *to,
		    struct momus_arena *arena, struct momus_text *out,
		    struct momus_error *err)
{
	uint32_t options = PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_EXTENDED |
			   PCRE2_SUBSTITUTE_OVERFLOW_LENGTH |
			   PCRE2_SUBSTITUTE_UNSET_EMPTY;
	size_t len = text.len + text.len / 4 + 64;
	char *bytes = momus_arena_alloc(arena, len);
	int rc;

	if (!bytes)
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	for (int tries = 0;; tries++) {
		PCRE2_SIZE room = len;

		rc = pcre2_substitute(p->code, (PCRE2_SPTR)text.ptr, text.len,
				      0, options, p->data, p->context,
				      (PCRE2_SPTR)to, PCRE2_ZERO_TERMINATED,
				      (PCRE2_UCHAR *)bytes, &room);
		if (rc >= 0) {
			*out = (struct momus_text){ bytes, room };
			return MOMUS_OK;
		}
		if (rc != PCRE2_ERROR_NOMEMORY || tries)
			break;
		len = room;
		bytes = momus_arena_alloc(arena, len);
		if (!bytes)
			break;
	}
	return momus_fail(err, MOMUS_ENOMEM,
			  "ifeval: a text could not be rewritten (PCRE2 "
			  "error %d)",
			  rc);
}
