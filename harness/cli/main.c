/* main.c - momus: finds the subcommand, prints its error, exits */
#include "config.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/crash.h"
#include "cli/words.h"

static bool is_help(const char *arg)
{
	return strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0;
}

static int run(const struct momus_command *command, int argc, char **argv,
	       struct momus_error *err)
{
	struct momus_arena *arena = momus_arena_create((size_t)64 << 20);
	int n, rc = MOMUS_OK;

	if (!arena)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	rc = momus_words_split(command, argc, argv, arena, &n, &argv, err);
	if (rc == MOMUS_OK)
		rc = command->run(n, argv, err);
	momus_arena_free(arena);
	return rc;
}

/* `momus --help` and `momus COMMAND --help` are `momus help [COMMAND]`. */
static int dispatch(int argc, char **argv, struct momus_error *err)
{
	char *explain[] = { "help", NULL, NULL };
	const struct momus_command *command;
	int rc;

	if (argc < 1 || is_help(argv[0])) {
		argc = 1;
		argv = explain;
	} else if (argc == 2 && is_help(argv[1])) {
		explain[1] = argv[0];
		argv = explain;
	}
	rc = momus_command_find(argv[0], &command, err);
	if (rc < 0)
		return rc;
	momus_crash_command(command->flags);
	signal(SIGPIPE, command->prints ? SIG_DFL : SIG_IGN);
	return run(command, argc, argv, err);
}

int main(int argc, char **argv)
{
	struct momus_error err = { "" };
	int rc = 0;

	momus_crash_tell();
	if (argc > 1 &&
	    (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0))
		puts(PACKAGE_NAME " " PACKAGE_VERSION);
	else
		rc = dispatch(argc - 1, argv + 1, &err);
	momus_crash_ended();
	if (rc < 0)
		fprintf(stderr, "momus: %s\n",
			err.text[0] ? err.text : momus_status_name(rc));
	if (fflush(stdout) != 0 && rc >= 0) {
		fprintf(stderr, "momus: standard output: %m\n");
		return 1;
	}
	return momus_command_status(rc);
}
