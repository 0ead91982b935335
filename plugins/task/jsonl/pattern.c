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
};

static int refuse(struct momus_text source, int code, size_t at,
		  struct momus_error *err)
{
	PCRE2_UCHAR why[128] = "";

	pcre2_get_error_message(code, why, sizeof why);
	return momus_fail(err, MOMUS_EINVAL,
			  "\"%.*s\" is no regular expression: %s at byte %zu",
			  source.len > 80 ? 80 : (int)source.len, source.ptr,
			  (char *)why, at);
}

int pattern_create(struct pattern **out, struct momus_text source,
		   struct momus_error *err)
{
	struct pattern *p = calloc(1, sizeof *p);
	PCRE2_SIZE at = 0;
	int code = 0, rc;

	*out = NULL;
	if (!p)
		return momus_fail(err, MOMUS_ENOMEM, "jsonl: out of memory");
	p->code = pcre2_compile((PCRE2_SPTR)source.ptr, source.len,
				PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF,
				&code, &at, NULL);
	if (!p->code) {
		rc = refuse(source, code, at, err);
		pattern_free(p);
		return rc;
	}
	p->data = pcre2_match_data_create_from_pattern(p->code, NULL);
	p->context = pcre2_match_context_create(NULL);
	if (!p->data || !p->context) {
		pattern_free(p);
		return momus_fail(err, MOMUS_ENOMEM, "jsonl: out of memory");
	}
	pcre2_set_match_limit(p->context, STEPS_MAX);
	pcre2_set_heap_limit(p->context, HEAP_KIB);
	*out = p;
	return MOMUS_OK;
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

static struct momus_text span(const struct pattern *p, struct momus_text text,
			      uint32_t group)
{
	PCRE2_SIZE *s = pcre2_get_ovector_pointer(p->data) + 2 * (size_t)group;

	/* \K in a lookahead may set the start behind the end. */
	if (s[0] == PCRE2_UNSET || s[0] > s[1])
		return (struct momus_text){ NULL, 0 };
	return (struct momus_text){ text.ptr + s[0], s[1] - s[0] };
}

int pattern_find(struct pattern *p, struct momus_text text, size_t from,
		 bool whole, struct momus_text *found)
{
	uint32_t options = whole ? PCRE2_ANCHORED | PCRE2_ENDANCHORED : 0;
	int n = pcre2_match(p->code, (PCRE2_SPTR)text.ptr, text.len, from,
			    options, p->data, p->context);

	if (n == PCRE2_ERROR_NOMATCH)
		return 0;
	if (n < 0)
		return -1;
	if (found)
		*found = span(p, text, 0);
	return 1;
}

struct momus_text pattern_group(const struct pattern *p, struct momus_text text)
{
	struct momus_text none = { NULL, 0 }, group = none;

	if (pcre2_get_ovector_count(p->data) > 1)
		group = span(p, text, 1);
	return group.ptr ? group : span(p, text, 0);
}
