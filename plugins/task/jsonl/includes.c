/* includes.c - see includes.h
 *
 * A jail's compiler is given one file, so what that includes is put into it; all
 * that the preprocessor asks of such lines, conditions and guards, stays its own
 * business.
 */
#include "includes.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILES_MAX = 64, FILE_MAX = 16 << 20, PATH_BYTES = 8192 };

struct file {
	char *name;
	struct momus_buffer text;
	bool once;
};

struct includes {
	struct file files[FILES_MAX];
	size_t n;
};

void includes_free(struct includes *inc)
{
	for (size_t i = 0; inc && i < inc->n; i++) {
		free(inc->files[i].name);
		momus_buffer_release(&inc->files[i].text);
	}
	free(inc);
}

static int add_file(struct includes *inc, const char *path, const char *name,
		    struct momus_error *err)
{
	struct file *f = &inc->files[inc->n];
	char chunk[65536];
	FILE *in;
	size_t n;
	bool bad;

	if (inc->n == FILES_MAX)
		return momus_fail(err, MOMUS_EINVAL,
				  "task.checker_files: more than %d files lie "
				  "beside %s; name a folder with the "
				  "checker's alone",
				  FILES_MAX, path);
	in = fopen(path, "re");
	if (!in)
		return momus_fail(err, MOMUS_EINVAL,
				  "task.checker_files: %s: %s", path,
				  strerror(errno));
	momus_buffer_init(&f->text, FILE_MAX);
	f->name = strdup(name);
	inc->n++;
	while ((n = fread(chunk, 1, sizeof chunk, in)) > 0)
		momus_buffer_add(&f->text, (struct momus_text){ chunk, n });
	bad = ferror(in);
	fclose(in);
	if (bad || !f->name || f->text.failed)
		return momus_fail(err, MOMUS_EINVAL,
				  "task.checker_files: %s cannot be read, or "
				  "has more than %d bytes",
				  path, FILE_MAX);
	f->once = momus_text_find(momus_buffer_text(&f->text),
				  MOMUS_TEXT("#pragma once"), 0) != (size_t)-1;
	return MOMUS_OK;
}

static int add_folder(struct includes *inc, const char *path,
		      struct momus_error *err)
{
	DIR *dir = opendir(path);
	struct momus_buffer file;
	struct dirent *entry;
	struct stat st;
	int rc = MOMUS_OK;

	if (!dir)
		return momus_fail(err, MOMUS_EINVAL,
				  "task.checker_files: %s: %s", path,
				  strerror(errno));
	momus_buffer_init(&file, PATH_BYTES);
	while (rc == MOMUS_OK && (entry = readdir(dir))) {
		momus_buffer_reset(&file);
		momus_buffer_printf(&file, "%s/%s", path, entry->d_name);
		if (!file.failed && stat(file.ptr, &st) == 0 &&
		    S_ISREG(st.st_mode))
			rc = add_file(inc, file.ptr, entry->d_name, err);
	}
	momus_buffer_release(&file);
	closedir(dir);
	return rc;
}

int includes_create(struct includes **out, const char *path,
		    struct momus_error *err)
{
	struct includes *inc = calloc(1, sizeof *inc);
	const char *slash = strrchr(path, '/');
	struct stat st;
	int rc;

	*out = NULL;
	if (!inc)
		return momus_fail(err, MOMUS_ENOMEM, "jsonl: out of memory");
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		rc = add_folder(inc, path, err);
	else
		rc = add_file(inc, path, slash ? slash + 1 : path, err);
	if (rc < 0)
		includes_free(inc);
	else
		*out = inc;
	return rc;
}

/* Takes WORD, behind blanks, off *T. */
static bool take(struct momus_text *t, struct momus_text word)
{
	while (t->len && (t->ptr[0] == ' ' || t->ptr[0] == '\t')) {
		t->ptr++;
		t->len--;
	}
	if (t->len < word.len || memcmp(t->ptr, word.ptr, word.len) != 0)
		return false;
	t->ptr += word.len;
	t->len -= word.len;
	return true;
}

/* The file that LINE includes, into *AT, and what stands behind its name, into
 * *REST. */
static bool find_included(const struct includes *inc, struct momus_text line,
			  size_t *at, struct momus_text *rest)
{
	const char *end;
	char close = '"';

	if (!take(&line, MOMUS_TEXT("#")) ||
	    !take(&line, MOMUS_TEXT("include")))
		return false;
	if (!take(&line, MOMUS_TEXT("\""))) {
		if (!take(&line, MOMUS_TEXT("<")))
			return false;
		close = '>';
	}
	end = memchr(line.ptr, close, line.len);
	if (!end)
		return false;
	*rest = (struct momus_text){ end + 1, (size_t)(line.ptr + line.len -
						       (end + 1)) };
	line.len = (size_t)(end - line.ptr);
	for (*at = 0; *at < inc->n; ++*at)
		if (momus_text_equal(line, momus_text_of(inc->files[*at].name)))
			return true;
	return false;
}

struct expansion {
	const struct includes *inc;
	bool open[FILES_MAX], seen[FILES_MAX];
	struct momus_buffer *out;
};

static void add_line(struct momus_buffer *out, size_t number, const char *name)
{
	momus_buffer_printf(out, "#line %zu \"%s\"\n", number, name);
}

static void expand(struct expansion *e, const char *name,
		   struct momus_text source)
{
	struct momus_text line, rest;
	size_t i;

	add_line(e->out, 1, name);
	for (size_t n = 1; !e->out->failed && momus_text_line(&source, &line);
	     n++) {
		if (!e->inc || !find_included(e->inc, line, &i, &rest)) {
			momus_buffer_add(e->out, line);
			momus_buffer_putc(e->out, '\n');
			continue;
		}
		if (!e->open[i] && !(e->seen[i] && e->inc->files[i].once)) {
			e->open[i] = e->seen[i] = true;
			expand(e, e->inc->files[i].name,
			       momus_buffer_text(&e->inc->files[i].text));
			e->open[i] = false;
		}
		add_line(e->out, n, name);
		momus_buffer_add(e->out, rest);
		momus_buffer_putc(e->out, '\n');
	}
}

void includes_expand(const struct includes *inc, const char *name,
		     struct momus_text source, struct momus_buffer *out)
{
	struct expansion e = { .inc = inc, .out = out };

	expand(&e, name, source);
}
