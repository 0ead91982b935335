/* imports.c - what a Python program may import, by its text alone
 *
 * Nothing is parsed: what is not plainly a list of known modules counts as
 * something that might be any.
 */
#include "config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "momus/job.h"

/* Modules of the standard library that import nothing from elsewhere, and by
 * which nothing is imported; in the order of bsearch(). */
static const char *const modules[] = {
	"__future__", "abc",	     "array",	  "ast",	 "base64",
	"binascii",   "bisect",	     "calendar",  "cmath",	 "collections",
	"contextlib", "copy",	     "csv",	  "dataclasses", "datetime",
	"decimal",    "difflib",     "enum",	  "errno",	 "fractions",
	"functools",  "gc",	     "hashlib",	  "heapq",	 "hmac",
	"html",	      "io",	     "itertools", "json",	 "keyword",
	"locale",     "math",	     "numbers",	  "operator",	 "os",
	"pprint",     "queue",	     "random",	  "re",		 "resource",
	"secrets",    "signal",	     "stat",	  "statistics",	 "string",
	"struct",     "subprocess",  "sys",	  "tempfile",	 "textwrap",
	"threading",  "time",	     "timeit",	  "traceback",	 "types",
	"typing",     "unicodedata", "uuid",	  "warnings",	 "weakref",
	"zlib",
};

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p;
}

static const char *skip_name(const char *p, const char *end)
{
	while (p < end && (is_name(*p) || *p == '.'))
		p++;
	return p;
}

static int by_name(const void *key, const void *element)
{
	const struct momus_text *name = key;
	const char *module = *(const char *const *)element;
	int order = strncmp(name->ptr, module, name->len);

	return order ? order : -(module[name->len] != '\0');
}

/* Whether the dotted name from P to END is of a known module. */
static bool is_known(const char *p, const char *end)
{
	const char *dot = memchr(p, '.', (size_t)(end - p));
	struct momus_text name = { p, (size_t)((dot ? dot : end) - p) };

	return name.len &&
	       bsearch(&name, modules, sizeof(modules) / sizeof(*modules),
		       sizeof(*modules), by_name);
}

static bool is_word(const char *p, const char *end, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(end - p) > n && memcmp(p, word, n) == 0 &&
	       (p[n] == ' ' || p[n] == '\t');
}

/* Whether P, behind the word import, lists known modules up to the end of the
 * statement: NAME [as NAME], … */
static bool lists_known(const char *p, const char *end)
{
	for (;;) {
		const char *name = skip_blanks(p, end);

		p = skip_name(name, end);
		if (!is_known(name, p))
			return false;
		p = skip_blanks(p, end);
		if (is_word(p, end, "as"))
			p = skip_blanks(skip_name(skip_blanks(p + 2, end), end),
					end);
		if (p == end || *p == '\n' || *p == '\r' || *p == ';' ||
		    *p == '#')
			return true;
		if (*p++ != ',')
			return false;
	}
}

/* Whether the word import at P, in a text from BEGIN to END, imports known
 * modules alone: it begins its line, or stands behind "from NAME". */
static bool imports_known(const char *begin, const char *p, const char *end)
{
	const char *line = p;

	while (line > begin && line[-1] != '\n' && line[-1] != '\r')
		line--;
	line = skip_blanks(line, end);
	if (line == p)
		return lists_known(p + strlen("import"), end);
	if (is_word(line, p, "from")) {
		const char *name = skip_blanks(line + strlen("from"), p);

		line = skip_name(name, p);
		return is_known(name, line) && skip_blanks(line, p) == p;
	}
	return false;
}

/* A word that has "import" in it: important, but not __import__ or importlib. */
static bool is_other_word(const char *begin, const char *p, const char *end)
{
	const char *behind = p + strlen("import");
	bool before = p > begin && is_name(p[-1]);
	bool after = behind < end && is_name(*behind);

	return (before || after) && !(before && p[-1] == '_') &&
	       !(after && (*behind == '_' || *behind == 'l'));
}

static bool is_letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* Whether PROGRAM has WORD, not as a part of a longer one. */
static bool has_word(struct momus_text program, struct momus_text word)
{
	const char *p = program.ptr;
	size_t at = 0;

	while ((at = momus_text_find(program, word, at)) != (size_t)-1) {
		size_t behind = at + word.len;

		if (!(at && is_letter(p[at - 1])) &&
		    !(behind < program.len && is_letter(p[behind])))
			return true;
		at = behind;
	}
	return false;
}

/* By these a program can import what its text does not name. */
static bool has_back_door(struct momus_text program)
{
	static const char *const words[] = { "numpy", "exec", "eval", "modules",
					     "builtins" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (has_word(program, momus_text_of(words[i])))
			return true;
	return false;
}

bool momus_python_may_load_numpy(struct momus_text program)
{
	const char *begin = program.ptr, *end = begin + program.len;
	size_t at = 0;

	if (has_back_door(program))
		return true;
	while ((at = momus_text_find(program, MOMUS_TEXT("import"), at)) !=
	       (size_t)-1) {
		const char *p = begin + at;

		if (!is_other_word(begin, p, end) &&
		    !imports_known(begin, p, end))
			return true;
		at += strlen("import");
	}
	return false;
}
