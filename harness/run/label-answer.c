/* label-answer.c - see label-answer.h */
#include "config.h"

#include <string.h>

#include "run/label-answer.h"
#include "stats/remarks.h"

enum { LINE = 200 }; /* bytes of a line that says it; a longer one does not */

static const char mark[] = "strategies:";

/* The last line that is not blank, in lower case, without marks of Markdown and
 * the full stop, in OUT; false if it is too long. */
static bool last_line(struct momus_text t, char out[LINE + 1],
		      struct momus_text *line)
{
	struct momus_text last = { "", 0 };
	size_t n = 0;

	t = momus_text_strip(t);
	for (size_t at = t.len; at > 0; at--)
		if (t.ptr[at - 1] == '\n') {
			last = momus_text_cut(t, at, t.len);
			break;
		}
	if (!last.len)
		last = t;
	if (last.len > LINE)
		return false;
	for (size_t i = 0; i < last.len; i++) {
		char c = last.ptr[i];

		if (c != '*' && c != '`')
			out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	*line = momus_text_strip((struct momus_text){ out, n });
	if (line->len && line->ptr[line->len - 1] == '.')
		line->len--;
	return true;
}

static int find(struct momus_text name)
{
	int i = 0;

	while (i < MOMUS_STRATEGIES &&
	       !momus_text_equal(name, momus_text_of(momus_strategy_name(i))))
		i++;
	return i;
}

bool momus_label_answer(struct momus_text answer, unsigned *out)
{
	struct momus_text rest, comma = MOMUS_TEXT(",");
	char room[LINE + 1];
	unsigned found = 0;
	size_t at = sizeof mark - 1;

	if (!last_line(answer, room, &rest) || rest.len < at ||
	    memcmp(rest.ptr, mark, at) != 0)
		return false;
	rest = momus_text_strip(momus_text_cut(rest, at, rest.len));
	if (momus_text_equal(rest, MOMUS_TEXT("none"))) {
		*out = 0;
		return true;
	}
	for (at = 0; at != (size_t)-1;) {
		size_t end = momus_text_find(rest, comma, at);
		int i = find(momus_text_strip(momus_text_cut(
			rest, at, end == (size_t)-1 ? rest.len : end)));

		if (i == MOMUS_STRATEGIES || found >> i & 1)
			return false;
		found |= 1u << i;
		at = end == (size_t)-1 ? end : end + 1;
	}
	*out = found;
	return true;
}
