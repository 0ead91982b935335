/* schema.c - momus schema */
#include "config.h"

#include <stdio.h>

#include "cli/command.h"
#include "store/ledger.h"

enum { LIMIT = 1 << 20 }; /* bytes of the text */

static int schema(int argc, char **argv, struct momus_error *err)
{
	struct momus_buffer text;
	int rc;

	if (argc > 1)
		return momus_fail(err, MOMUS_EINVAL,
				  "schema takes no argument, found \"%s\"",
				  argv[1]);
	momus_buffer_init(&text, LIMIT);
	momus_layout_print(&text);
	momus_ledger_print(&text);
	rc = momus_buffer_check(&text, "the layout", err);
	if (rc == MOMUS_OK)
		fwrite(text.ptr, 1, text.len, stdout);
	momus_buffer_release(&text);
	return rc;
}

const struct momus_command momus_command_schema = {
	.name = "schema",
	.usage = "schema",
	.summary = "print the layout of the HDF5 files of runs and trainings",
	.help = "Prints every attribute, table and field of a run, and of a "
		"training, with type,\n"
		"unit and meaning. Both are plain HDF5 files: h5dump and h5py "
		"read them.",
	.prints = true,
	.run = schema,
};
