/* main.c - momus: finds the subcommand, prints its error, exits */
#include "config.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static const struct momus_command *find(const char *name)
{
	for (const struct momus_command *const *c = momus_commands; *c; c++)
		if (strcmp((*c)->name, name) == 0)
			return *c;
	return NULL;
}

static int exit_status(int rc)
{
	return rc >= 0 ? rc
	       : rc == MOMUS_EIO || rc == MOMUS_ENOMEM || rc == MOMUS_ENOTSUP
		       ? 1
		       : 2;
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "help";
	const struct momus_command *command;
	struct momus_error err = { "" };
	int rc;

	signal(SIGPIPE, SIG_IGN);
	if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
		puts(PACKAGE_NAME " " PACKAGE_VERSION);
		return 0;
	}
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";
	command = find(name);
	if (!command) {
		fprintf(stderr,
			"momus: no command \"%s\"; `momus help` lists them\n",
			name);
		return 2;
	}
	rc = command->run(argc > 1 ? argc - 1 : 1, argc > 1 ? argv + 1 : argv,
			  &err);
	if (rc < 0)
		fprintf(stderr, "momus: %s\n",
			err.text[0] ? err.text : momus_status_name(rc));
	if (fflush(stdout) != 0 && rc >= 0) {
		fprintf(stderr, "momus: standard output: %m\n");
		return 1;
	}
	return exit_status(rc);
}
