/* export.c - momus export RUN.h5 [--no-times] */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "store/export.h"

static int write_line(void *arg, struct momus_text line,
		      struct momus_error *err)
{
	if (fwrite(line.ptr, 1, line.len, arg) == line.len)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EIO, "standard output: %m");
}

static int export(int argc, char **argv, struct momus_error *err)
{
	const char *path = NULL;
	struct momus_run *run;
	bool times = true;
	int rc;

	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--no-times") == 0)
			times = false;
		else if (argv[i][0] == '-' || path)
			return momus_fail(err, MOMUS_EINVAL,
					  "export: \"%s\" is not understood; "
					  "usage: momus export RUN.h5 "
					  "[--no-times]",
					  argv[i]);
		else
			path = argv[i];
	if (!path)
		return momus_fail(err, MOMUS_EINVAL,
				  "export: which run? usage: momus export "
				  "RUN.h5 [--no-times]");
	rc = momus_run_open(&run, path, err);
	if (rc < 0)
		return rc;
	rc = momus_export_run(run, times, write_line, stdout, err);
	momus_run_close(run);
	return rc;
}

const struct momus_command momus_command_export = {
	.name = "export",
	.usage = "export RUN.h5 [--no-times]",
	.summary = "print a run as JSON, one object a model output",
	.help = "One JSON object a line, in the order of problem, turn, kind, "
		"branch and vote, also of a run\n"
		"that is still being written or was interrupted.\n\n"
		"  --no-times  leave out times, use of CPU and memory, and "
		"numbers of attempts: what is left\n"
		"              is equal in two runs of one recipe",
	.prints = true,
	.flags = "--no-times",
	.run = export,
};
