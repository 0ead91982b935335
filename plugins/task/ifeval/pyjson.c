/* pyjson.c - what Python's json.loads() takes */
#include <momus/json.h>
#include <string.h>

#include "ifeval.h"

enum { DEPTH = 990 }; /* where CPython's scanner gives up, about */

/* Whether C may stand beside a constant. */
static bool parts(char c)
{
	return strchr(" \t\r\n,:[]{}", c) != NULL;
}

/* Python also reads NaN, Infinity and -Infinity: overwritten by numbers of the
 * same length they leave plain JSON.  *DEEP: nested too deeply. */
static void accept_constants(char *p, size_t len, bool *deep)
{
	static const struct {
		struct momus_text word;
		const char *instead;
	} constants[] = {
		{ MOMUS_TEXT("-Infinity"), "-10000000" },
		{ MOMUS_TEXT("Infinity"), "10000000" },
		{ MOMUS_TEXT("NaN"), "100" },
	};
	bool quoted = false;
	size_t depth = 0;

	for (size_t i = 0; i < len; i++) {
		if (quoted && p[i] == '\\')
			i++;
		else if (p[i] == '"')
			quoted = !quoted;
		if (quoted || i >= len)
			continue;
		depth += p[i] == '[' || p[i] == '{';
		depth -= depth && (p[i] == ']' || p[i] == '}');
		*deep |= depth > DEPTH;
		for (size_t k = 0; k < 3; k++) {
			struct momus_text w = constants[k].word;

			if (len - i < w.len ||
			    memcmp(p + i, w.ptr, w.len) != 0 ||
			    (i && !parts(p[i - 1])) ||
			    (i + w.len < len && !parts(p[i + w.len])))
				continue;
			memcpy(p + i, constants[k].instead, w.len);
			i += w.len - 1;
			break;
		}
	}
}

bool ifeval_json_loads(struct momus_text t, struct momus_arena *arena)
{
	struct momus_text copy = momus_arena_copy(arena, t);
	bool deep = false;

	if (!copy.ptr)
		return false;
	accept_constants((char *)copy.ptr, copy.len, &deep);
	return !deep && momus_json_valid(copy, NULL);
}
