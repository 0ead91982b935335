/* prompts.c - see prompts.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/braces.h"
#include "core/hash.h"
#include "host/paths.h"
#include "run/prompts.h"

enum { TEMPLATE_LIMIT = 1 << 20 }; /* bytes of one template file */

struct template
{
	struct momus_buffer file;
	struct momus_text body;	   /* borrowed from .file: behind the header */
	struct momus_text version; /* "critique 1"; empty: a user's own */
};

struct momus_prompts {
	struct template templates[MOMUS_PROMPTS];
};

static const struct {
	const char *name; /* as in recipes */
	const char *resource;
	const char *needs[2]; /* fields it cannot do without */
} known[MOMUS_PROMPTS] = {
	[MOMUS_PROMPT_GENERATE] = { "generate",
				    "run/prompts/generate.txt",
				    { "statement", NULL } },
	[MOMUS_PROMPT_CRITIQUE] = { "critique",
				    "run/prompts/critique.txt",
				    { "statement", "solution" } },
	[MOMUS_PROMPT_CRITIQUE_HINT] = { "critique_hint",
					 "run/prompts/critique-hint.txt",
					 { "solution", "hint" } },
	[MOMUS_PROMPT_REVISE] = { "revise",
				  "run/prompts/revise.txt",
				  { "critique", NULL } },
	[MOMUS_PROMPT_EXECUTION] = { "execution",
				     "run/prompts/execution.txt",
				     { "feedback", NULL } },
};

static const struct {
	const char *name;
	size_t offset;
} field_names[] = {
	{ "statement", offsetof(struct momus_prompt_fields, statement) },
	{ "solution", offsetof(struct momus_prompt_fields, solution) },
	{ "hint", offsetof(struct momus_prompt_fields, hint) },
	{ "critique", offsetof(struct momus_prompt_fields, critique) },
	{ "feedback", offsetof(struct momus_prompt_fields, feedback) },
	{ "language", offsetof(struct momus_prompt_fields, language) },
};

enum { N_FIELDS = sizeof field_names / sizeof *field_names };

static size_t field_index(struct momus_text name)
{
	size_t i = 0;

	while (i < N_FIELDS &&
	       !momus_text_equal(name, momus_text_of(field_names[i].name)))
		i++;
	return i;
}

static int check_fields(const struct template *t, size_t which,
			const char *path, struct momus_error *err)
{
	struct momus_text rest = t->body, before, name;
	unsigned seen = 0;

	while (momus_braces_next(&rest, &before, &name)) {
		size_t i = field_index(name);

		if (i == N_FIELDS)
			return momus_fail(err, MOMUS_EPARSE,
					  "%s: unknown field {{%.*s}}; known "
					  "are statement, solution, hint, "
					  "critique, feedback, language",
					  path,
					  (int)(name.len > 40 ? 40 : name.len),
					  name.ptr);
		seen |= 1u << i;
	}
	for (int k = 0; k < 2 && known[which].needs[k]; k++) {
		const char *need = known[which].needs[k];

		if (!(seen & 1u << field_index(momus_text_of(need))))
			return momus_fail(err, MOMUS_EPARSE,
					  "%s: the field {{%s}} is missing",
					  path, need);
	}
	return MOMUS_OK;
}

/* Splits the header line off, and one LF at the end. */
static void split(struct template *t)
{
	struct momus_text rest = momus_buffer_text(&t->file), line;
	static const struct momus_text mark = { "#momus-prompt ", 14 };

	t->body = rest;
	if (momus_text_line(&rest, &line) && line.len > mark.len &&
	    memcmp(line.ptr, mark.ptr, mark.len) == 0) {
		t->version = momus_text_strip((struct momus_text){
			line.ptr + mark.len, line.len - mark.len });
		t->body = rest;
	}
	if (t->body.len && t->body.ptr[t->body.len - 1] == '\n')
		t->body.len--;
}

static int read_template(struct template *t, size_t which, const char *path,
			 struct momus_error *err)
{
	char part[8192];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return momus_fail(
			err, errno == ENOENT ? MOMUS_ENOTFOUND : MOMUS_EINVAL,
			"%s: %m", path);
	while ((n = read(fd, part, sizeof part)) > 0)
		momus_buffer_add(&t->file,
				 (struct momus_text){ part, (size_t)n });
	close(fd);
	if (n < 0)
		return momus_fail(err, MOMUS_EINVAL, "%s: %m", path);
	if (t->file.failed)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: a template has at most %d bytes", path,
				  TEMPLATE_LIMIT);
	if (!momus_text_is_utf8(momus_buffer_text(&t->file), NULL))
		return momus_fail(err, MOMUS_EPARSE, "%s: is not UTF-8", path);
	split(t);
	return check_fields(t, which, path, err);
}

int momus_prompts_load(struct momus_prompts **out,
		       const char *const paths[MOMUS_PROMPTS],
		       struct momus_error *err)
{
	struct momus_prompts *p = calloc(1, sizeof *p);
	int rc = MOMUS_OK;

	if (!p)
		return momus_fail(err, MOMUS_ENOMEM, "prompts: out of memory");
	for (size_t i = 0; i < MOMUS_PROMPTS; i++)
		momus_buffer_init(&p->templates[i].file, TEMPLATE_LIMIT);
	for (size_t i = 0; i < MOMUS_PROMPTS && rc == MOMUS_OK; i++) {
		char *found = NULL;

		if (!paths || !paths[i])
			rc = momus_paths_resource(known[i].resource, &found,
						  err);
		if (rc == MOMUS_OK)
			rc = read_template(&p->templates[i], i,
					   found ? found : paths[i], err);
		free(found);
	}
	if (rc < 0) {
		momus_prompts_free(p);
		return rc;
	}
	*out = p;
	return MOMUS_OK;
}

int momus_prompts_read(struct momus_prompts **out,
		       const struct momus_recipe *recipe,
		       struct momus_error *err)
{
	const char *paths[MOMUS_PROMPTS];
	char *owned[MOMUS_PROMPTS] = { NULL };
	int rc = MOMUS_OK;

	for (int i = 0; i < MOMUS_PROMPTS; i++) {
		if (recipe->prompts[i])
			owned[i] =
				momus_recipe_path(recipe, recipe->prompts[i]);
		if (recipe->prompts[i] && !owned[i])
			rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
		paths[i] = owned[i];
	}
	if (rc == MOMUS_OK)
		rc = momus_prompts_load(out, paths, err);
	for (int i = 0; i < MOMUS_PROMPTS; i++)
		free(owned[i]);
	return rc;
}

void momus_prompts_free(struct momus_prompts *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < MOMUS_PROMPTS; i++)
		momus_buffer_release(&p->templates[i].file);
	free(p);
}

void momus_prompts_expand(const struct momus_prompts *p,
			  enum momus_prompt_name which,
			  const struct momus_prompt_fields *fields,
			  struct momus_buffer *out)
{
	struct momus_text rest = p->templates[which].body, before, name;

	while (momus_braces_next(&rest, &before, &name)) {
		const char *at = (const char *)fields +
				 field_names[field_index(name)].offset;

		momus_buffer_add(out, before);
		momus_buffer_add(out, *(const struct momus_text *)at);
	}
	momus_buffer_add(out, rest);
}

void momus_prompts_describe_one(const struct momus_prompts *p,
				enum momus_prompt_name which,
				struct momus_buffer *out)
{
	const struct template *t = &p->templates[which];
	uint8_t digest[32];
	char hex[65];

	momus_sha256(t->body, digest);
	momus_hex(digest, hex);
	momus_buffer_printf(out, "\"%s\":{\"sha256\":\"%s\",\"version\":",
			    known[which].name, hex);
	momus_buffer_json(out,
			  t->version.len ? t->version : MOMUS_TEXT("custom"));
	momus_buffer_putc(out, '}');
}

void momus_prompts_describe(const struct momus_prompts *p,
			    struct momus_buffer *out)
{
	for (int i = 0; i < MOMUS_PROMPTS; i++) {
		momus_buffer_putc(out, i ? ',' : '{');
		momus_prompts_describe_one(p, i, out);
	}
	momus_buffer_putc(out, '}');
}
