/* optionvalue.c - see optionvalue.h */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/optionvalue.h"
#include "momus/buffer.h"

/* A cJSON number is a double: past 2^53 it may not be what was written. */
static const double whole_max = 9007199254740992.0;

size_t momus_option_field(enum momus_option_type type)
{
	switch (type) {
	case MOMUS_OPT_BOOL:
		return sizeof(bool);
	case MOMUS_OPT_INT:
		return sizeof(int64_t);
	case MOMUS_OPT_REAL:
		return sizeof(double);
	case MOMUS_OPT_STR:
	case MOMUS_OPT_LIST:
	case MOMUS_OPT_ENUM:
	case MOMUS_OPT_FILE:
	case MOMUS_OPT_JSON:
		return sizeof(const char *);
	case MOMUS_OPT_END:
		break;
	}
	return 0;
}

static bool is_bounded(const struct momus_option *row)
{
	return row->min != 0.0 || row->max != 0.0;
}

void momus_option_expected(const struct momus_option *row, char *out,
			   size_t size)
{
	static const char *const words[] = {
		[MOMUS_OPT_BOOL] = "true or false",
		[MOMUS_OPT_INT] = "a whole number",
		[MOMUS_OPT_REAL] = "a number",
		[MOMUS_OPT_STR] = "a text",
		[MOMUS_OPT_LIST] = "a text or a list of texts",
		[MOMUS_OPT_ENUM] = "one of ",
		[MOMUS_OPT_FILE] = "the path of a file",
		[MOMUS_OPT_JSON] = "a JSON value",
	};

	if ((row->type == MOMUS_OPT_INT || row->type == MOMUS_OPT_REAL) &&
	    is_bounded(row))
		snprintf(out, size, "%s from %.15g to %.15g", words[row->type],
			 row->min, row->max);
	else
		snprintf(out, size, "%s%s%s", words[row->type],
			 row->choices && row->type == MOMUS_OPT_LIST
				 ? ", each one of "
				 : "",
			 row->choices ? row->choices : "");
}

/* "WHERE.NAME is FOUND; expected ... (help)". */
static int refuse(const struct momus_option *row,
		  const struct momus_option_place *place, const char *found,
		  struct momus_error *err)
{
	char expected[512];

	momus_option_expected(row, expected, sizeof expected);
	return momus_fail(err, MOMUS_EINVAL,
			  "%s.%s is %.200s; expected %s (%s)", place->where,
			  row->name, found, expected, row->help);
}

static int no_memory(const struct momus_option *row,
		     const struct momus_option_place *place,
		     struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "%s.%s: the options are too large",
			  place->where, row->name);
}

static void *field(const struct momus_option *row,
		   const struct momus_option_place *place)
{
	return place->base + row->offset;
}

static bool is_choice(const char *choices, const char *value)
{
	size_t len = strlen(value);

	while (*choices) {
		size_t n = strcspn(choices, "|");

		if (n == len && strncmp(choices, value, n) == 0)
			return true;
		choices += n + (choices[n] == '|');
	}
	return false;
}

static int set_number(const struct momus_option *row, double x,
		      const char *found, const struct momus_option_place *place,
		      struct momus_error *err)
{
	bool whole = row->type == MOMUS_OPT_INT;

	if ((whole && (x != floor(x) || fabs(x) > whole_max)) ||
	    (is_bounded(row) && (x < row->min || x > row->max)))
		return refuse(row, place, found, err);
	if (whole)
		*(int64_t *)field(row, place) = (int64_t)x;
	else
		*(double *)field(row, place) = x;
	return MOMUS_OK;
}

/* VALUE, or FOLDER/VALUE for the relative path of a file. */
static int copy_text(const struct momus_option *row, const char *value,
		     const char **out, const struct momus_option_place *place,
		     struct momus_error *err)
{
	bool relative = row->type == MOMUS_OPT_FILE && place->folder &&
			*value && *value != '/';
	size_t head = relative ? strlen(place->folder) : 0, len = strlen(value);
	bool slash = head && place->folder[head - 1] != '/';
	char *at = momus_arena_alloc(place->arena, head + slash + len + 1);

	if (!at)
		return no_memory(row, place, err);
	*out = at;
	if (head)
		at = mempcpy(at, place->folder, head);
	if (slash)
		*at++ = '/';
	memcpy(at, value, len + 1);
	return MOMUS_OK;
}

static int set_text(const struct momus_option *row, const char *value,
		    const char *found, const struct momus_option_place *place,
		    struct momus_error *err)
{
	if (row->type == MOMUS_OPT_ENUM && !is_choice(row->choices, value))
		return refuse(row, place, found, err);
	if (row->type == MOMUS_OPT_FILE && !*value)
		return refuse(row, place, found, err);
	return copy_text(row, value, field(row, place), place, err);
}

/* TEXTS: an array of strings, or one string. */
static int set_list(const struct momus_option *row, const cJSON *texts,
		    const char *found, const struct momus_option_place *place,
		    struct momus_error *err)
{
	const cJSON *item = cJSON_IsArray(texts) ? texts->child : texts;
	size_t n = cJSON_IsArray(texts) ? (size_t)cJSON_GetArraySize(texts) : 1;
	const char **list, **at;
	int rc;

	list = momus_arena_alloc(place->arena, (n + 1) * sizeof *list);
	if (!list)
		return no_memory(row, place, err);
	at = list;
	for (size_t i = 0; i < n; i++, item = item->next) {
		if (!cJSON_IsString(item) ||
		    (row->choices &&
		     !is_choice(row->choices, item->valuestring)))
			return refuse(row, place, found, err);
		rc = copy_text(row, item->valuestring, at++, place, err);
		if (rc < 0)
			return rc;
	}
	*(const char ***)field(row, place) = list;
	return MOMUS_OK;
}

/* FOUND is VALUE as JSON text. */
static int set_value(const struct momus_option *row, const cJSON *value,
		     const char *found, const struct momus_option_place *place,
		     struct momus_error *err)
{
	switch (row->type) {
	case MOMUS_OPT_BOOL:
		if (!cJSON_IsBool(value))
			break;
		*(bool *)field(row, place) = cJSON_IsTrue(value);
		return MOMUS_OK;
	case MOMUS_OPT_INT:
	case MOMUS_OPT_REAL:
		if (!cJSON_IsNumber(value))
			break;
		return set_number(row, value->valuedouble, found, place, err);
	case MOMUS_OPT_STR:
	case MOMUS_OPT_ENUM:
	case MOMUS_OPT_FILE:
		if (!cJSON_IsString(value))
			break;
		return set_text(row, value->valuestring, found, place, err);
	case MOMUS_OPT_LIST:
		return set_list(row, value, found, place, err);
	case MOMUS_OPT_JSON:
		return copy_text(row, found, field(row, place), place, err);
	case MOMUS_OPT_END:
		break;
	}
	return refuse(row, place, found, err);
}

int momus_option_set(const struct momus_option *row, const cJSON *value,
		     const struct momus_option_place *place,
		     struct momus_error *err)
{
	char *found = cJSON_PrintUnformatted(value);
	int rc;

	if (!found)
		return no_memory(row, place, err);
	if (cJSON_IsNumber(value) && !isfinite(value->valuedouble))
		rc = refuse(row, place, "too large a number", err);
	else
		rc = set_value(row, value, found, place, err);
	free(found);
	return rc;
}

/* Defaults of these types are written without the quotes of JSON. */
static bool is_bare(const struct momus_option *row)
{
	return row->type == MOMUS_OPT_STR || row->type == MOMUS_OPT_ENUM ||
	       row->type == MOMUS_OPT_FILE ||
	       (row->type == MOMUS_OPT_LIST && row->value[0] != '[');
}

int momus_option_default(const struct momus_option *row,
			 const struct momus_option_place *place,
			 struct momus_error *err)
{
	cJSON *value;
	int rc;

	if (!row->value)
		return MOMUS_OK;
	value = is_bare(row) ? cJSON_CreateString(row->value)
			     : cJSON_ParseWithOpts(row->value, NULL, true);
	if (!value)
		return refuse(row, place, row->value, err);
	rc = momus_option_set(row, value, place, err);
	cJSON_Delete(value);
	return rc;
}
