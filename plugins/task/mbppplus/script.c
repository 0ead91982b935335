/* script.c - what a program may know of a Hugging Face row's script: the inputs
 *
 * The script also holds what is expected, or a function that returns it.
 */
#include "mbppplus.h"

#include <string.h>

/* Where the line that begins "inputs =" does; T.len if there is none. */
static size_t find_statement(struct momus_text t)
{
	const struct momus_text name = MOMUS_TEXT("inputs");
	size_t at = 0, after;

	while ((at = momus_text_find(t, name, at)) < t.len) {
		after = at + name.len;
		while (after < t.len && t.ptr[after] == ' ')
			after++;
		if ((at == 0 || t.ptr[at - 1] == '\n') && after + 1 < t.len &&
		    t.ptr[after] == '=' && t.ptr[after + 1] != '=')
			return at;
		at += name.len;
	}
	return t.len;
}

/* The last byte of the string that begins at AT, or of all text. */
static size_t string_end(struct momus_text t, size_t at)
{
	char quote = t.ptr[at++];
	bool triple =
		at + 1 < t.len && t.ptr[at] == quote && t.ptr[at + 1] == quote;

	for (at += triple ? 2 : 0; at < t.len; at++) {
		if (t.ptr[at] == '\\')
			at++;
		else if (t.ptr[at] == quote && !triple)
			return at;
		else if (at + 2 < t.len && t.ptr[at] == quote &&
			 t.ptr[at + 1] == quote && t.ptr[at + 2] == quote)
			return at + 2;
	}
	return t.len;
}

struct momus_text mbppplus_script_inputs(struct momus_text script)
{
	size_t begin = find_statement(script), at = begin;
	int depth = 0;

	for (; at < script.len; at++) {
		char c = script.ptr[at];

		if (c == '"' || c == '\'') {
			at = string_end(script, at);
		} else if (c == '\\') {
			at++;
		} else if (c == '#') {
			while (at + 1 < script.len &&
			       script.ptr[at + 1] != '\n')
				at++;
		} else if (c && strchr("[({", c)) {
			depth++;
		} else if (c && strchr("])}", c)) {
			depth--;
		} else if ((c == '\n' || c == ';') && depth <= 0) {
			break;
		}
	}
	if (at > script.len)
		at = script.len;
	return (struct momus_text){ script.ptr + begin, at - begin };
}
