/* template.c - see template.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/braces.h"
#include "core/hash.h"
#include "run/template.h"

static size_t field_index(const struct momus_template_rule *rule,
			  struct momus_text name)
{
	size_t i = 0;

	while (rule->fields[i] &&
	       !momus_text_equal(name, momus_text_of(rule->fields[i])))
		i++;
	return i;
}

static int unknown(const struct momus_template_rule *rule, const char *path,
		   struct momus_text name, struct momus_error *err)
{
	struct momus_buffer all;
	int rc;

	momus_buffer_init(&all, 512);
	for (size_t i = 0; rule->fields[i]; i++)
		momus_buffer_printf(&all, "%s%s", i ? ", " : "",
				    rule->fields[i]);
	rc = momus_fail(err, MOMUS_EPARSE,
			"%s: unknown field {{%.*s}}; known are %s", path,
			(int)(name.len > 40 ? 40 : name.len), name.ptr,
			all.ptr ? all.ptr : "none");
	momus_buffer_release(&all);
	return rc;
}

static int check_fields(const struct momus_template *t, const char *path,
			struct momus_error *err)
{
	const struct momus_template_rule *rule = t->rule;
	struct momus_text rest = t->body, before, name;
	unsigned seen = 0;

	while (momus_braces_next(&rest, &before, &name)) {
		size_t i = field_index(rule, name);

		if (!rule->fields[i])
			return unknown(rule, path, name, err);
		seen |= 1u << i;
	}
	for (int k = 0; rule->needs[k]; k++) {
		struct momus_text need = momus_text_of(rule->needs[k]);

		if (!(seen & 1u << field_index(rule, need)))
			return momus_fail(err, MOMUS_EPARSE,
					  "%s: the field {{%s}} is missing",
					  path, rule->needs[k]);
	}
	return MOMUS_OK;
}

/* Splits the header line off, and one LF at the end. */
static void split(struct momus_template *t)
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

int momus_template_read(struct momus_template *t, const char *path,
			const struct momus_template_rule *rule,
			struct momus_error *err)
{
	char part[8192];
	ssize_t n;
	int fd;

	*t = (struct momus_template){ .rule = rule };
	momus_buffer_init(&t->file, MOMUS_TEMPLATE_LIMIT);
	fd = open(path, O_RDONLY | O_CLOEXEC);
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
				  MOMUS_TEMPLATE_LIMIT);
	if (!momus_text_is_utf8(momus_buffer_text(&t->file), NULL))
		return momus_fail(err, MOMUS_EPARSE, "%s: is not UTF-8", path);
	split(t);
	return check_fields(t, path, err);
}

void momus_template_release(struct momus_template *t)
{
	momus_buffer_release(&t->file);
}

void momus_template_expand(const struct momus_template *t,
			   const struct momus_text *values,
			   struct momus_buffer *out)
{
	struct momus_text rest = t->body, before, name;

	while (momus_braces_next(&rest, &before, &name)) {
		momus_buffer_add(out, before);
		momus_buffer_add(out, values[field_index(t->rule, name)]);
	}
	momus_buffer_add(out, rest);
}

void momus_template_describe(const struct momus_template *t,
			     struct momus_buffer *out)
{
	uint8_t digest[32];
	char hex[65];

	momus_sha256(t->body, digest);
	momus_hex(digest, hex);
	momus_buffer_printf(out, "{\"sha256\":\"%s\",\"version\":", hex);
	momus_buffer_json(out,
			  t->version.len ? t->version : MOMUS_TEXT("custom"));
	momus_buffer_putc(out, '}');
}
