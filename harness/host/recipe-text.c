/* recipe-text.c - a recipe's text: comments, lines, JSON */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/jsonspan.h"
#include "host/recipe.h"

enum { RECIPE_LIMIT = 16 << 20 }; /* bytes of a recipe */

/* Blanks `//` comments outside strings and a byte order mark, so that every other byte keeps its
 * place and errors name the right line. */
static void blank_comments(char *p, size_t len)
{
	bool quoted = false;

	if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		memset(p, ' ', 3);
	for (size_t i = 0; i < len; i++) {
		if (p[i] == '"')
			quoted = !quoted;
		else if (quoted && p[i] == '\\')
			i++;
		else if (!quoted && p[i] == '/' && i + 1 < len &&
			 p[i + 1] == '/')
			for (; i < len && p[i] != '\n'; i++)
				p[i] = ' ';
	}
}

static void place(const char *text, size_t at, size_t *line, size_t *column)
{
	*line = *column = 1;
	for (size_t i = 0; i < at; i++) {
		++*column;
		if (text[i] == '\n') {
			++*line;
			*column = 1;
		}
	}
}

/* Where the key named by PATH starts in the text; false if it is not there. */
static bool find_key(const struct momus_recipe *r, const char *path, size_t *at)
{
	struct momus_text scope = { r->text, r->text_len }, key, value;
	bool found = false;

	while (*path) {
		size_t step = 0, n = strcspn(path, ".");

		found = false;
		while (!found && momus_json_next(scope, &step, &key, &value))
			found = key.len == n + 2 &&
				memcmp(key.ptr + 1, path, n) == 0;
		if (!found)
			return false;
		*at = (size_t)(key.ptr - r->text);
		scope = value;
		path += n + (path[n] == '.');
	}
	return found;
}

/* Whether the key PATH, or one that holds it, was set. */
static bool is_given(const struct momus_recipe *r, const char *path)
{
	for (size_t i = 0; i < r->n_given; i++) {
		size_t n = strlen(r->given[i]);

		if (strncmp(path, r->given[i], n) == 0 &&
		    (!path[n] || path[n] == '.'))
			return true;
	}
	return false;
}

int momus_recipe_fail(const struct momus_recipe *r, const char *path,
		      struct momus_error *err, const char *fmt, ...)
{
	char message[800];
	size_t at, line, column;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, sizeof message, fmt, ap);
	va_end(ap);
	if (is_given(r, path))
		return momus_fail(err, MOMUS_EINVAL, "command line: %s: %s",
				  path, message);
	if (r->text && find_key(r, path, &at)) {
		place(r->text, at, &line, &column);
		return momus_fail(err, MOMUS_EINVAL, "%s:%zu: %s: %s",
				  r->origin, line, path, message);
	}
	return momus_fail(err, MOMUS_EINVAL, "%s: %s%s%s", r->origin, path,
			  *path ? ": " : "", message);
}

/* Fails with the place AT, what was expected there and what stands there. */
static int unexpected(const struct momus_recipe *r, size_t at,
		      const char *expected, struct momus_error *err)
{
	struct momus_text rest = { r->text + at, r->text_len - at }, found;
	size_t line, column, bad;

	place(r->text, at, &line, &column);
	if (!momus_text_line(&rest, &found))
		return momus_fail(err, MOMUS_EPARSE,
				  "%s:%zu:%zu: expected %s; found the end of "
				  "the file",
				  r->origin, line, column, expected);
	if (found.len > 20)
		found.len = 20;
	if (!momus_text_is_utf8(found, &bad)) /* cut within a character */
		found.len = bad;
	return momus_fail(err, MOMUS_EPARSE,
			  "%s:%zu:%zu: expected %s; found \"%.*s\"", r->origin,
			  line, column, expected, (int)found.len, found.ptr);
}

/* The first \u0000 in T, which is valid JSON; T.len if there is none. */
static size_t find_nul(struct momus_text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (t.ptr[i] == '\\' && strncmp(t.ptr + ++i, "u0000", 5) == 0)
			return i - 1;
	return t.len;
}

static int parse(struct momus_recipe *r, struct momus_error *err)
{
	struct momus_text t = { r->text, r->text_len };
	size_t bad, line, column;

	if (!momus_text_is_utf8(t, &bad)) {
		place(r->text, bad, &line, &column);
		return momus_fail(err, MOMUS_EPARSE,
				  "%s:%zu:%zu: a byte that is not UTF-8; "
				  "convert the file",
				  r->origin, line, column);
	}
	if (!momus_json_valid(t, &bad))
		return unexpected(r, bad, "JSON", err);
	bad = find_nul(t); /* a C string would end there */
	if (bad < t.len)
		return unexpected(r, bad, "a character other than NUL", err);
	r->root = cJSON_ParseWithLength(t.ptr, t.len);
	if (!r->root)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: half of a surrogate pair stands in a "
				  "text, or memory ran out",
				  r->origin);
	bad = t.len - strlen(t.ptr + strspn(t.ptr, " \t\r\n"));
	return cJSON_IsObject(r->root)
		       ? MOMUS_OK
		       : unexpected(r, bad, "one JSON object", err);
}

static struct momus_recipe *recipe_new(const char *origin, const char *folder,
				       size_t folder_len)
{
	struct momus_recipe *r = calloc(1, sizeof *r);

	if (!r)
		return NULL;
	r->origin = strdup(origin);
	r->folder = strndup(folder, folder_len);
	if (r->origin && r->folder)
		return r;
	momus_recipe_free(r);
	return NULL;
}

int momus_recipe_parse(struct momus_recipe **out, struct momus_text text,
		       const char *origin, struct momus_error *err)
{
	const char *slash = strrchr(origin, '/');
	struct momus_recipe *r =
		recipe_new(origin, slash ? origin : ".",
			   slash ? (size_t)(slash - origin) + 1 : 1);
	int rc;

	if (r && (r->text = malloc(text.len + 1)) != NULL) {
		memcpy(r->text, text.ptr, text.len);
		r->text[text.len] = '\0';
		r->text_len = text.len;
		blank_comments(r->text, text.len);
		rc = parse(r, err);
	} else {
		rc = momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", origin);
	}
	if (rc < 0) {
		momus_recipe_free(r);
		return rc;
	}
	*out = r;
	return MOMUS_OK;
}

int momus_recipe_take(struct momus_recipe **out, cJSON *root,
		      const char *origin, const char *folder,
		      struct momus_error *err)
{
	struct momus_recipe *r = recipe_new(origin, folder, strlen(folder));

	*out = r;
	if (!r || !root) {
		cJSON_Delete(root);
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  origin);
	}
	r->root = root;
	return MOMUS_OK;
}

static int read_file(const char *path, struct momus_buffer *b,
		     struct momus_error *err)
{
	char part[65536];
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return momus_fail(err, MOMUS_ENOTFOUND,
				  "%s: no such file; `momus init` writes a "
				  "run's recipe to start from",
				  path);
	if (fd < 0)
		return momus_fail(err, MOMUS_EINVAL, "%s: %m", path);
	while (!b->failed && (n = read(fd, part, sizeof part)) > 0)
		momus_buffer_add(b, (struct momus_text){ part, (size_t)n });
	close(fd);
	if (n < 0 && errno == EISDIR)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: is a folder; name a recipe, a file of "
				  "JSON",
				  path);
	if (n < 0)
		return momus_fail(err, MOMUS_EINVAL, "%s: %m", path);
	if (b->len > 4 && memcmp(b->ptr, "\211HDF", 4) == 0)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: is an HDF5 file, such as a run; "
				  "expected a recipe (momus run RECIPE.json -o "
				  "RUN.h5 --resume goes on with a run)",
				  path);
	if (b->len > 2 && memcmp(b->ptr, "\037\213", 2) == 0)
		return momus_fail(
			err, MOMUS_EPARSE,
			"%s: is compressed by gzip; a recipe is plain "
			"JSON, so unpack it first",
			path);
	return b->failed ? momus_fail(err, MOMUS_EPARSE,
				      "%s: a recipe has at most %d bytes; is "
				      "this one?",
				      path, RECIPE_LIMIT)
			 : MOMUS_OK;
}

int momus_recipe_read(struct momus_recipe **out, const char *path,
		      struct momus_error *err)
{
	struct momus_buffer b;
	int rc;

	if (!path) {
		*out = recipe_new("command line", ".", 1);
		if (*out)
			(*out)->root = cJSON_CreateObject();
		if (*out && (*out)->root)
			return MOMUS_OK;
		momus_recipe_free(*out);
		return momus_fail(err, MOMUS_ENOMEM, "recipe: out of memory");
	}
	momus_buffer_init(&b, RECIPE_LIMIT);
	rc = read_file(path, &b, err);
	if (rc == MOMUS_OK)
		rc = momus_recipe_parse(out, momus_buffer_text(&b), path, err);
	momus_buffer_release(&b);
	return rc;
}

void momus_recipe_free(struct momus_recipe *r)
{
	if (!r)
		return;
	cJSON_Delete(r->root);
	for (size_t i = 0; i < r->n_given; i++)
		free(r->given[i]);
	free(r->given);
	free(r->data);
	free(r->exclude);
	free(r->text);
	free(r->folder);
	free(r->origin);
	free(r);
}

char *momus_recipe_path(const struct momus_recipe *r, const char *path)
{
	size_t n = strlen(r->folder);
	char *whole = NULL;

	if (*path == '/' || strcmp(r->folder, ".") == 0)
		return strdup(path);
	if (asprintf(&whole, "%s%s%s", r->folder,
		     n && r->folder[n - 1] != '/' ? "/" : "", path) < 0)
		return NULL;
	return whole;
}
