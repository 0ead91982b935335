/* commands.c - the list of subcommands; one line a command */
#include "config.h"

#include <stddef.h>

#include "cli/command.h"

#define COMMAND(x) extern const struct momus_command momus_command_##x;
#include "cli/commands.def"
#undef COMMAND

const struct momus_command *const momus_commands[] = {
#define COMMAND(x) &momus_command_##x,
#include "cli/commands.def"
#undef COMMAND
	NULL,
};
