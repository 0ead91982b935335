/* commands.c - the list of subcommands; one line a command */
#include "config.h"

#include <stddef.h>
#include <string.h>

#include "cli/command.h"
#include "host/options.h"

#define COMMAND(x) extern const struct momus_command momus_command_##x;
#include "cli/commands.def"
#undef COMMAND

const struct momus_command *const momus_commands[] = {
#define COMMAND(x) &momus_command_##x,
#include "cli/commands.def"
#undef COMMAND
	NULL,
};

enum { COMMANDS = sizeof momus_commands / sizeof *momus_commands - 1 };

int momus_command_find(const char *name, const struct momus_command **out,
		       struct momus_error *err)
{
	const char *names[COMMANDS], *nearest;

	for (size_t i = 0; i < COMMANDS; i++) {
		names[i] = momus_commands[i]->name;
		if (strcmp(names[i], name) == 0) {
			*out = momus_commands[i];
			return MOMUS_OK;
		}
	}
	nearest = momus_nearest(name, names, COMMANDS);
	if (nearest)
		return momus_fail(err, MOMUS_EINVAL,
				  "no command \"%s\"; did you mean \"%s\"?",
				  name, nearest);
	return momus_fail(err, MOMUS_EINVAL,
			  "no command \"%s\"; `momus help` lists them", name);
}

/* 2: the user can mend it by another command or file; 1: the machine failed. */
int momus_command_status(int rc)
{
	if (rc >= 0)
		return rc;
	return rc == MOMUS_EIO || rc == MOMUS_ENOMEM || rc == MOMUS_ENOTSUP ? 1
									    : 2;
}
