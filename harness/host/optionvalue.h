/* optionvalue.h - one option's value: from text or JSON into its field
 *
 * The one place that knows what each option type accepts; the check of a
 * table's defaults and the reading of a recipe both come here. */
#ifndef MOMUS_HOST_OPTIONVALUE_H
#define MOMUS_HOST_OPTIONVALUE_H

#include <cjson/cJSON.h>

#include "momus/arena.h"
#include "momus/error.h"
#include "momus/option.h"

/* Where a value came from and where it goes. */
struct momus_option_place {
	const char *where;  /* "generator", or a plugin's file */
	const char *folder; /* relative FILE values start here; NULL: nowhere */
	struct momus_arena *arena; /* of all strings */
	char *base;		   /* the options struct */
};

/* Bytes of the field of an option of TYPE, and its alignment; 0 for a TYPE that
 * is none. */
size_t momus_option_field(enum momus_option_type type);

/* "a whole number from 1 to 64", "true or false", ... into OUT (SIZE bytes). */
void momus_option_expected(const struct momus_option *row, char *out,
			   size_t size);

/* Writes the default of ROW, which is text, or nothing if it has none.
 * MOMUS_EINVAL: it is no value of its own type. */
int momus_option_default(const struct momus_option *row,
			 const struct momus_option_place *place,
			 struct momus_error *err);

/* Writes VALUE.  MOMUS_EINVAL: wrong type or out of range. */
int momus_option_set(const struct momus_option *row, const cJSON *value,
		     const struct momus_option_place *place,
		     struct momus_error *err);

#endif /* MOMUS_HOST_OPTIONVALUE_H */
