/* help.c - momus help [COMMAND] */
#include "config.h"

#include <stdio.h>

#include "cli/command.h"

static int list(void)
{
	puts("usage: momus COMMAND [ARGUMENT]…\n");
	for (const struct momus_command *const *c = momus_commands; *c; c++)
		printf("  %-9s %s\n", (*c)->name, (*c)->summary);
	puts("\n`momus help COMMAND` says more; so does momus(1).");
	return 0;
}

static int help(int argc, char **argv, struct momus_error *err)
{
	const struct momus_command *c;
	int rc;

	if (argc < 2)
		return list();
	if (argc > 2)
		return momus_fail(err, MOMUS_EINVAL,
				  "\"%s\" is one argument too many; usage: "
				  "momus help [COMMAND]",
				  argv[2]);
	rc = momus_command_find(argv[1], &c, err);
	if (rc < 0)
		return rc;
	printf("usage: momus %s\n\n%s\n", c->usage,
	       c->help ? c->help : c->summary);
	return 0;
}

const struct momus_command momus_command_help = {
	.name = "help",
	.usage = "help [COMMAND]",
	.summary = "list the commands, or explain one",
	.prints = true,
	.run = help,
};
