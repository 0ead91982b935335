/* toolchain.c - see toolchain.h */
#include "config.h"

#include "sandbox/toolchain.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/hash.h"
#include "momus/job.h"
#include "sandbox/jail/native.h"
#include "sandbox/layout.h"

/* The first PROGRAM of $PATH that is no wrapper (ccache and its like are links of
 * that name to a program of another). */
static char *find_program(const char *program)
{
	const char *list = getenv("PATH");

	for (list = list ? list : "/usr/bin:/bin"; *list;) {
		size_t n = strcspn(list, ":");
		char path[PATH_MAX], *real = NULL;

		if (n > 0 && *list == '/' &&
		    snprintf(path, sizeof path, "%.*s/%s", (int)n, list,
			     program) < (int)sizeof path &&
		    access(path, X_OK) == 0)
			real = realpath(path, NULL);
		if (real && strstr(strrchr(real, '/'), program))
			return real;
		free(real);
		list += n + (list[n] == ':');
	}
	return NULL;
}

bool momus_language_known(const char *name)
{
	const struct language *l = momus_language_find(name);
	char *program =
		l && l->compiler ? find_program(l->compiler->program) : NULL;
	bool known = l && (!l->compiler || program);

	free(program);
	return known;
}

static int take_word(const char *word, struct momus_text line, char *to,
		     size_t room)
{
	size_t n = strlen(word);

	if (line.len <= n || memcmp(line.ptr, word, n) != 0)
		return 0;
	snprintf(to, room, "%.*s", (int)(line.len - n), line.ptr + n);
	return 1;
}

/* What a file is now: a header may change, and what was made of it is old. */
static void add_file(struct momus_sha256 *hash, struct momus_text line)
{
	const char *tab = memchr(line.ptr, '\t', line.len);
	char path[PATH_MAX];
	struct stat st;
	int64_t now[3] = { 0 };

	momus_sha256_add(hash, line);
	if (!tab || *line.ptr != '/')
		return;
	snprintf(path, sizeof path, "%.*s", (int)(tab - line.ptr), line.ptr);
	if (stat(path, &st) == 0) {
		now[0] = st.st_size;
		now[1] = st.st_mtim.tv_sec;
		now[2] = st.st_mtim.tv_nsec;
	}
	momus_sha256_add(hash,
			 (struct momus_text){ (const char *)now, sizeof now });
}

/* Reads the answer; the name of what is missing goes to MISSING. */
static void read_answer(struct toolchain *t, char *missing, size_t room)
{
	struct momus_text rest = momus_buffer_text(&t->layout), line;
	struct momus_sha256 hash;

	momus_sha256_init(&hash);
	momus_sha256_add(&hash, momus_text_of(t->compiler->flags));
	momus_sha256_add(&hash, momus_text_of(t->compiler->links));
	while (momus_text_line(&rest, &line)) {
		if (take_word("#version ", line, t->version,
			      sizeof t->version) ||
		    take_word("#command ", line, t->command,
			      sizeof t->command) ||
		    take_word("#header ", line, t->header, sizeof t->header))
			momus_sha256_add(&hash, line);
		else if (!take_word("#missing ", line, missing, room))
			add_file(&hash, line);
	}
	momus_sha256_finish(&hash, t->key);
}

int momus_toolchain_find(struct toolchain *t, const struct language *language,
			 const char *python, struct momus_error *err)
{
	const struct compiler *c = language->compiler;
	const char *args[] = { NULL, c->kind, c->header ? c->header : "",
			       NULL };
	char missing[64] = "", cache[32], *program = find_program(c->program);
	struct momus_layout_question q = { .python = python,
					   .script = "sandbox/toolchain.py",
					   .program = program,
					   .cache = cache,
					   .args = args };
	int rc;

	memset(t, 0, sizeof *t);
	t->compiler = c;
	momus_buffer_init(&t->layout, MOMUS_LAYOUT_LIMIT);
	if (!program)
		return momus_fail(err, MOMUS_ENOTSUP,
				  "no program in %s can be run: there is no %s "
				  "in PATH; install %s",
				  language->name, c->program, c->packages);
	args[0] = program;
	snprintf(cache, sizeof cache, "tools-%s", language->name);
	rc = momus_layout_ask(&q, &t->layout, err);
	if (rc == MOMUS_OK) {
		read_answer(t, missing, sizeof missing);
		if (missing[0] || !t->command[0])
			rc = momus_fail(
				err, MOMUS_ENOTSUP,
				"no program in %s can be run: %s has no %s; "
				"install %s",
				language->name, program,
				missing[0] ? missing : "command", c->packages);
	}
	free(program);
	return rc;
}

void momus_toolchain_release(struct toolchain *t)
{
	momus_buffer_release(&t->layout);
}

static void add_word(struct momus_buffer *b, struct momus_text word)
{
	momus_buffer_add(b, word);
	momus_buffer_putc(b, '\0');
}

static void add_words(struct momus_buffer *b, const char *words)
{
	while (*words) {
		size_t n = strcspn(words, " ");

		add_word(b, (struct momus_text){ words, n });
		words += n + (words[n] == ' ');
	}
}

void momus_toolchain_command(const struct toolchain *t, const char *extension,
			     struct momus_buffer *b)
{
	char file[32];

	snprintf(file, sizeof file, "program%s", extension ? extension : ".h");
	add_word(b, momus_text_of(file));
	add_word(b, momus_text_of(t->command));
	add_words(b, t->compiler->flags);
	add_words(b, "-o " JAIL_NATIVE_MADE " -x");
	if (!extension) {
		momus_buffer_printf(b, "%s-header", t->compiler->kind);
		momus_buffer_putc(b, '\0');
		add_word(b, momus_text_of(t->header));
		return;
	}
	add_word(b, momus_text_of(t->compiler->kind));
	if (t->header[0])
		add_words(b, "-isystem " MOMUS_TOOLCHAIN_AHEAD);
	add_word(b, momus_text_of(file));
	if (t->compiler->links[0])
		add_words(b, "-x none");
	add_words(b, t->compiler->links);
}
