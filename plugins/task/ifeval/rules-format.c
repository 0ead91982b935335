/* rules-format.c - the rules about signs of format: bullets, titles, JSON and so on */
#include <string.h>

#include "rules.h"

static struct momus_text cut(struct momus_text t, size_t head, size_t tail)
{
	return (struct momus_text){ t.ptr + head, t.len - head - tail };
}

int ifeval_placeholders(struct ifeval_answer *a,
			const struct ifeval_instruction *i,
			struct momus_error *err)
{
	return ifeval_compare(
		i, ifeval_count(a, IFEVAL_P_PLACEHOLDER, a->text, err));
}

int ifeval_postscript(struct ifeval_answer *a,
		      const struct ifeval_instruction *i,
		      struct momus_error *err)
{
	struct momus_text t, marker;
	struct momus_buffer b;
	struct pattern *p;
	int rc = ifeval_lower(a, a->text, &t, err);

	if (rc < 0)
		return rc;
	if (momus_text_equal(i->text, MOMUS_TEXT("P.P.S")))
		return ifeval_at_least(ifeval_count(a, IFEVAL_P_PPS, t, err),
				       1);
	if (momus_text_equal(i->text, MOMUS_TEXT("P.S.")))
		return ifeval_at_least(ifeval_count(a, IFEVAL_P_PS, t, err), 1);
	rc = ifeval_lower(a, i->text, &marker, err);
	if (rc < 0)
		return rc;
	momus_buffer_init(&b, 1 << 16);
	momus_buffer_puts(&b, PY_SPACE "*");
	momus_buffer_add(&b, marker);
	momus_buffer_puts(&b, ".*$");
	rc = momus_buffer_check(&b, "a postscript's marker", err);
	if (rc == MOMUS_OK)
		rc = pattern_create(&p, momus_buffer_text(&b), PATTERN_LINES,
				    err);
	momus_buffer_release(&b);
	if (rc < 0)
		return rc;
	rc = ifeval_at_least(pattern_count(p, t, 1), 1);
	pattern_free(p);
	return rc;
}

int ifeval_bullets(struct ifeval_answer *a, const struct ifeval_instruction *i,
		   struct momus_error *err)
{
	long stars = ifeval_count(a, IFEVAL_P_STAR_BULLET, a->text, err);
	long dashes = ifeval_count(a, IFEVAL_P_DASH_BULLET, a->text, err);

	return stars < 0    ? (int)stars
	       : dashes < 0 ? (int)dashes
			    : stars + dashes == i->count;
}

int ifeval_constrained(struct ifeval_answer *a,
		       const struct ifeval_instruction *i,
		       struct momus_error *err)
{
	(void)i;
	(void)err;
	return pytext_has(a->text, MOMUS_TEXT("My answer is yes.")) ||
	       pytext_has(a->text, MOMUS_TEXT("My answer is no.")) ||
	       pytext_has(a->text, MOMUS_TEXT("My answer is maybe."));
}

int ifeval_highlights(struct ifeval_answer *a,
		      const struct ifeval_instruction *i,
		      struct momus_error *err)
{
	struct pattern *one, *two = NULL;
	struct momus_text found;
	size_t at = 0;
	long n = 0;
	int rc = ifeval_pattern(a, IFEVAL_P_HIGHLIGHT, &one, err);

	if (rc == MOMUS_OK)
		rc = ifeval_pattern(a, IFEVAL_P_DOUBLE_HIGHLIGHT, &two, err);
	if (rc < 0)
		return rc;
	while (pattern_next(one, a->text, &at, &found)) {
		found = pytext_trim_left(found, '*');
		n += !momus_space_only(pytext_trim_right(found, '*'));
	}
	for (at = 0; pattern_next(two, a->text, &at, &found);)
		n += !momus_space_only(cut(found, 2, 2));
	return pattern_gave_up(one) || pattern_gave_up(two) ? PATTERN_GAVE_UP
							    : n >= i->count;
}

int ifeval_sections(struct ifeval_answer *a, const struct ifeval_instruction *i,
		    struct momus_error *err)
{
	struct momus_buffer b;
	struct pattern *p;
	int rc;

	momus_buffer_init(&b, 1 << 16);
	momus_buffer_puts(&b, PY_SPACE "?");
	momus_buffer_add(&b, i->text);
	momus_buffer_puts(&b, PY_SPACE "?" PY_DIGIT "+" PY_SPACE "?");
	rc = momus_buffer_check(&b, "a section's keyword", err);
	if (rc == MOMUS_OK)
		rc = pattern_create(&p, momus_buffer_text(&b), 0, err);
	momus_buffer_release(&b);
	if (rc < 0)
		return rc;
	rc = ifeval_at_least(pattern_count(p, a->text, (size_t)-1), i->count);
	pattern_free(p);
	return rc;
}

int ifeval_json_format(struct ifeval_answer *a,
		       const struct ifeval_instruction *i,
		       struct momus_error *err)
{
	static const char *const heads[] = { "```json", "```Json", "```JSON",
					     "```" };
	struct momus_text t = momus_space_strip(a->text);

	(void)i;
	(void)err;
	for (size_t k = 0; k < 4; k++)
		if (pytext_starts(t, momus_text_of(heads[k])))
			t = cut(t, strlen(heads[k]), 0);
	if (pytext_ends(t, MOMUS_TEXT("```")))
		t.len -= 3;
	return ifeval_json_loads(momus_space_strip(t), a->arena);
}

int ifeval_title(struct ifeval_answer *a, const struct ifeval_instruction *i,
		 struct momus_error *err)
{
	struct momus_text found;
	struct pattern *p;
	size_t at = 0;
	int rc = ifeval_pattern(a, IFEVAL_P_TITLE, &p, err);

	(void)i;
	if (rc < 0)
		return rc;
	while (pattern_next(p, a->text, &at, &found)) {
		found = pytext_trim_left(found, '<');
		if (!momus_space_only(pytext_trim_right(found, '>')))
			return 1;
	}
	return pattern_gave_up(p) ? PATTERN_GAVE_UP : 0;
}
