/* decisions.c - what a judge's verdict is taken to mean */
#include "decisions.h"

#include <momus/checker.h>

#include "judgebench.h"

struct momus_text judgebench_compare(double a, double b)
{
	return a > b   ? JUDGEBENCH_FIRST
	       : a < b ? JUDGEBENCH_SECOND
		       : JUDGEBENCH_TIE;
}

/* LABEL with each ">>" as ">", from the left, none read twice. */
static struct momus_text shorten(struct momus_text label,
				 struct momus_arena *arena)
{
	char *made = momus_arena_alloc(arena, label.len + 1);
	size_t n = 0;

	for (size_t i = 0; made && i < label.len; i++) {
		made[n++] = label.ptr[i];
		if (label.ptr[i] == '>' && i + 1 < label.len &&
		    label.ptr[i + 1] == '>')
			i++;
	}
	return (struct momus_text){ made, made ? n : 0 };
}

/* What LABEL means, whichever way round it is written; none if nothing. */
static struct momus_text meaning(struct momus_text label)
{
	static const char *const words[3][4] = {
		{ "A>B", "A>>B", "B<A", "B<<A" },
		{ "B>A", "B>>A", "A<B", "A<<B" },
		{ "A=B", "B=A", "A==B", "B==A" }
	};
	const struct momus_text means[] = { JUDGEBENCH_FIRST, JUDGEBENCH_SECOND,
					    JUDGEBENCH_TIE };

	for (int i = 0; i < 12; i++)
		if (momus_text_equal(label, momus_text_of(words[i / 4][i % 4])))
			return means[i / 4];
	return JUDGEBENCH_NONE;
}

/* What all labels of FOUND mean alike; none if they do not agree. */
static struct momus_text agreed(struct momus_text found)
{
	struct momus_text rest = found, said = JUDGEBENCH_NONE, one;
	size_t end;

	while (rest.len) {
		end = momus_text_find(rest, MOMUS_TEXT(" "), 0);
		if (end == (size_t)-1)
			end = rest.len;
		one = meaning(momus_text_cut(rest, 0, end));
		if (!one.len || (said.len && !momus_text_equal(one, said)))
			return JUDGEBENCH_NONE;
		said = one;
		end += end < rest.len;
		rest = momus_text_cut(rest, end, rest.len);
	}
	return said;
}

struct momus_text judgebench_decide(struct momus_text found, bool strict,
				    struct momus_arena *arena)
{
	size_t gap = momus_text_find(found, MOMUS_TEXT(" "), 0);
	double a, b;

	if (gap != (size_t)-1 &&
	    momus_text_float(momus_text_cut(found, 0, gap), &a) &&
	    momus_text_float(momus_text_cut(found, gap + 1, found.len), &b))
		return strict || a > b ? judgebench_compare(a, b)
				       : JUDGEBENCH_SECOND;
	if (strict)
		return agreed(found);
	return gap == (size_t)-1 ? shorten(found, arena) : JUDGEBENCH_NONE;
}
