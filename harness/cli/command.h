/* command.h - one subcommand: one file with a const entry */
#ifndef MOMUS_CLI_COMMAND_H
#define MOMUS_CLI_COMMAND_H

#include <stdbool.h>

#include "momus/error.h"

struct momus_command {
	const char *name;    /* "run" */
	const char *usage;   /* "run RECIPE.json [-o RUN.h5] …" */
	const char *summary; /* one line for `momus help` */
	const char *help;    /* options and examples, many lines; may be NULL */
	/* Options, between bars: .flags never have a value; of .whole the value is
	 * optional, and then in the same word.  Any other's may stand behind
	 * it or behind its '=' (words.h). */
	const char *flags, *whole;
	bool prints; /* and does nothing else: when who reads it leaves (`head`,
		      * a pager), it ends without a word */

	/* ARGV[0] is the subcommand's name.  Returns an exit status >= 0, or a
	 * negative enum momus_status with ERR set: main() prints it and exits
	 * with 2 for usage and input errors, 1 for failures at run time. */
	int (*run)(int argc, char **argv, struct momus_error *err);
};

/* In the order of `momus help`; NULL-terminated (commands.c). */
extern const struct momus_command *const momus_commands[];

/* The command called NAME.  MOMUS_EINVAL names the nearest one. */
int momus_command_find(const char *name, const struct momus_command **out,
		       struct momus_error *err);

/* The exit status of a command that returned RC. */
int momus_command_status(int rc);

#endif /* MOMUS_CLI_COMMAND_H */
