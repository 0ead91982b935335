/* options.c - see options.h */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "host/options.h"
#include "host/optionvalue.h"
#include "momus/buffer.h"

enum { ROWS_MAX = 256, STRUCT_MAX = 1 << 20, TABLE_ARENA = 4 << 20 };

/* [a-z][a-z0-9_]* */
static bool is_name(const char *s)
{
	if (!s || *s < 'a' || *s > 'z')
		return false;
	return strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(s);
}

static const struct momus_option *find(const struct momus_option *table,
				       const char *name)
{
	for (; table && table->type != MOMUS_OPT_END; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

static size_t count(const struct momus_option *table)
{
	size_t n = 0;

	while (table && table[n].type != MOMUS_OPT_END)
		n++;
	return n;
}

/* What is wrong with the row itself; NULL if nothing is. */
static const char *fault(const struct momus_plugin *p,
			 const struct momus_option *row)
{
	size_t size = momus_option_field(row->type);

	if (!size)
		return "its type is unknown";
	if (!is_name(row->name))
		return "its name is not [a-z][a-z0-9_]*";
	if (find(p->options, row->name) != row)
		return "its name is taken by an earlier row";
	if (!row->help || !*row->help)
		return "it has no help";
	if (size > p->options_size || row->offset > p->options_size - size)
		return "its field ends behind the options struct";
	if (row->offset % size)
		return "its field is not aligned";
	if (row->min > row->max)
		return "its least value is above its largest";
	if (row->type == MOMUS_OPT_ENUM && (!row->choices || !*row->choices))
		return "it has no choices";
	if (row->required && row->value)
		return "it is required and has a default";
	return NULL;
}

/* Whether each default is a value of its own row. */
static int check_defaults(const struct momus_plugin *p, const char *origin,
			  struct momus_error *err)
{
	struct momus_arena *arena = momus_arena_create(TABLE_ARENA);
	struct momus_option_place place = { .arena = arena };
	struct momus_error why = { "" };
	int rc = MOMUS_OK;

	place.where = p->name;
	place.base = arena ? momus_arena_alloc(arena, p->options_size) : NULL;
	if (!place.base)
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (const struct momus_option *row = p->options;
	     rc == MOMUS_OK && row->type != MOMUS_OPT_END; row++)
		if (momus_option_default(row, &place, &why) < 0)
			rc = momus_fail(err, MOMUS_EABI,
					"%s: option table, row %zu: the "
					"default of %s",
					origin, (size_t)(row - p->options),
					why.text);
	momus_arena_free(arena);
	return rc;
}

int momus_options_check(const struct momus_plugin *p, const char *origin,
			struct momus_error *err)
{
	const struct momus_option *row = p->options;
	const char *why;

	if (!row)
		return MOMUS_OK;
	if (p->options_size > STRUCT_MAX)
		return momus_fail(err, MOMUS_EABI,
				  "%s: its options struct has %zu bytes, at "
				  "most %d are allowed",
				  origin, p->options_size, STRUCT_MAX);
	for (size_t i = 0; row->type != MOMUS_OPT_END; row++, i++) {
		if (i >= ROWS_MAX)
			return momus_fail(err, MOMUS_EABI,
					  "%s: option table: no MOMUS_OPTION_"
					  "END within %d rows",
					  origin, ROWS_MAX);
		why = fault(p, row);
		if (why)
			return momus_fail(
				err, MOMUS_EABI,
				"%s: option table, row %zu (%s): %s", origin, i,
				row->name ? row->name : "no name", why);
	}
	return check_defaults(p, origin, err);
}

static bool is_skipped(const char *const *skip, const char *name)
{
	for (; skip && *skip; skip++)
		if (strcmp(*skip, name) == 0)
			return true;
	return false;
}

static int unknown(const struct momus_plugin *p, const char *where,
		   const char *key, const char *const *skip,
		   struct momus_error *err)
{
	const char *names[ROWS_MAX + 32], *nearest;
	struct momus_buffer list;
	size_t n = count(p->options);
	int rc;

	momus_buffer_init(&list, 600);
	for (size_t i = 0; i < n; i++) {
		names[i] = p->options[i].name;
		momus_buffer_printf(&list, "%s%s", i ? ", " : "", names[i]);
	}
	for (; skip && *skip && n < sizeof names / sizeof *names; skip++)
		names[n++] = *skip;
	nearest = momus_nearest(key, names, n);
	rc = nearest ? momus_fail(err, MOMUS_EINVAL,
				  "%s.%s is unknown; did you mean \"%s\"?",
				  where, key, nearest)
		     : momus_fail(err, MOMUS_EINVAL,
				  "%s.%s is unknown; %s%s%s has: %s", where,
				  key, p->name, p->version ? " " : "",
				  p->version ? p->version : "",
				  list.len ? list.ptr : "no options");
	momus_buffer_release(&list);
	return rc;
}

static int fill_given(const struct momus_plugin *p, const cJSON *object,
		      const struct momus_option_place *place, bool *given,
		      const char *const *skip, struct momus_error *err)
{
	const struct momus_option *row;
	const cJSON *member;
	int rc;

	cJSON_ArrayForEach(member, object)
	{
		if (is_skipped(skip, member->string))
			continue;
		row = find(p->options, member->string);
		if (!row)
			return unknown(p, place->where, member->string, skip,
				       err);
		if (given[row - p->options])
			return momus_fail(err, MOMUS_EINVAL,
					  "%s.%s is given twice", place->where,
					  row->name);
		given[row - p->options] = true;
		rc = momus_option_set(row, member, place, err);
		if (rc < 0)
			return rc;
	}
	return MOMUS_OK;
}

int momus_options_fill(const struct momus_plugin *p, const cJSON *object,
		       const char *where, const char *folder,
		       const char *const *skip, struct momus_arena *arena,
		       void **out, struct momus_error *err)
{
	struct momus_option_place place = { where, folder, arena, NULL };
	size_t n = count(p->options);
	bool *given;
	int rc;

	place.base = momus_arena_alloc(arena, p->options_size);
	given = momus_arena_alloc(arena, n + 1);
	if (!place.base || !given)
		return momus_fail(err, MOMUS_ENOMEM,
				  "%s: the options are too large", where);
	if (object && !cJSON_IsObject(object))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s is not an object of options", where);
	rc = fill_given(p, object, &place, given, skip, err);
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		if (given[i])
			continue;
		if (p->options[i].required)
			return momus_fail(err, MOMUS_EINVAL,
					  "%s.%s is missing; %s %s needs it "
					  "(%s)",
					  where, p->options[i].name, p->name,
					  p->version, p->options[i].help);
		rc = momus_option_default(&p->options[i], &place, err);
	}
	if (rc == MOMUS_OK)
		*out = place.base;
	return rc;
}

static void print_list(const char *const *list, struct momus_buffer *out)
{
	momus_buffer_putc(out, '[');
	for (size_t i = 0; list && list[i]; i++) {
		if (i)
			momus_buffer_putc(out, ',');
		momus_buffer_json(out, momus_text_of(list[i]));
	}
	momus_buffer_putc(out, ']');
}

static void print_value(const struct momus_option *row, const char *field,
			struct momus_buffer *out)
{
	const char *text = NULL;

	if (momus_option_field(row->type) == sizeof text)
		memcpy(&text, field, sizeof text);
	switch (row->type) {
	case MOMUS_OPT_BOOL:
		momus_buffer_puts(out, *(const bool *)field ? "true" : "false");
		break;
	case MOMUS_OPT_INT:
		momus_buffer_printf(out, "%" PRId64, *(const int64_t *)field);
		break;
	case MOMUS_OPT_REAL:
		momus_buffer_real(out, *(const double *)field);
		break;
	case MOMUS_OPT_LIST:
		print_list(*(const char *const *const *)field, out);
		break;
	case MOMUS_OPT_JSON:
		momus_buffer_puts(out, text ? text : "null");
		break;
	default:
		if (text)
			momus_buffer_json(out, momus_text_of(text));
		else
			momus_buffer_puts(out, "null");
		break;
	}
}

void momus_options_print(const struct momus_plugin *p, const void *options,
			 struct momus_buffer *out)
{
	size_t n = count(p->options);

	momus_buffer_putc(out, '{');
	for (size_t i = 0; i < n; i++) {
		const struct momus_option *row = &p->options[i];

		if (i)
			momus_buffer_putc(out, ',');
		momus_buffer_json(out, momus_text_of(row->name));
		momus_buffer_putc(out, ':');
		print_value(row, (const char *)options + row->offset, out);
	}
	momus_buffer_putc(out, '}');
}
