/* option.h - typed option tables: how a plugin says what can be set
 *
 * The host parses, range-checks, prints and records every option; a plugin
 * finds the values in its options struct and never sees text it must parse.
 */
#ifndef MOMUS_OPTION_H
#define MOMUS_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

MOMUS_BEGIN_DECLS

enum momus_option_type {
	MOMUS_OPT_END,	/* the table's last row */
	MOMUS_OPT_BOOL, /* field: bool; true or false */
	MOMUS_OPT_INT,	/* field: int64_t, in [min, max] */
	MOMUS_OPT_REAL, /* field: double, in [min, max] */
	MOMUS_OPT_STR,	/* field: const char *; NULL if not set */
	MOMUS_OPT_LIST, /* field: const char **, NULL-terminated */
	MOMUS_OPT_ENUM, /* field: const char *, one of .choices */
	MOMUS_OPT_FILE, /* as STR; a path, relative to the recipe */
	MOMUS_OPT_JSON, /* as STR; any JSON value, as its text */
};

/* One row of a table; a table ends with MOMUS_OPT_END. */
struct momus_option {
	enum momus_option_type type;
	const char *name;    /* [a-z][a-z0-9_]* */
	const char *value;   /* default as text; NULL: see .required */
	size_t offset;	     /* of the field in the plugin's options struct */
	const char *help;    /* one line: meaning and unit */
	double min, max;     /* INT, REAL; both 0: any value */
	const char *choices; /* ENUM, or of each of a LIST: "a|b|c" */
	bool required;	     /* there is no default, and one must be given */
	bool where;	     /* says where and how fast work is done, not what
			      * comes of it: a run goes on with another value */
};

#define MOMUS_OPTION_END { .type = MOMUS_OPT_END }

MOMUS_END_DECLS

#endif /* MOMUS_OPTION_H */
