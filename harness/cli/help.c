/* help.c - momus help [COMMAND] */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static int help(int argc, char **argv, struct momus_error *err)
{
	if (argc < 2) {
		puts("usage: momus COMMAND [OPTION]…\n");
		for (const struct momus_command *const *c = momus_commands; *c;
		     c++)
			printf("  %-9s %s\n", (*c)->name, (*c)->summary);
		puts("\n`momus help COMMAND` says more.");
		return 0;
	}
	for (const struct momus_command *const *c = momus_commands; *c; c++)
		if (strcmp((*c)->name, argv[1]) == 0) {
			printf("usage: momus %s\n\n%s\n", (*c)->usage,
			       (*c)->help ? (*c)->help : (*c)->summary);
			return 0;
		}
	return momus_fail(err, MOMUS_EINVAL,
			  "no command \"%s\"; `momus help` lists them",
			  argv[1]);
}

const struct momus_command momus_command_help = {
	.name = "help",
	.usage = "help [COMMAND]",
	.summary = "list the commands, or explain one",
	.run = help,
};
