/* init.c - momus init [RECIPE.json] */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "host/paths.h"
#include "momus/buffer.h"

static const char template[] = "examples/recipes/start.json";

enum { TEMPLATE_MAX = 65536 };

static int read_template(struct momus_buffer *out, struct momus_error *err)
{
	char *path = NULL, block[4096];
	FILE *f = NULL;
	size_t n;
	int rc = momus_paths_resource(template, &path, err);

	if (rc < 0)
		return rc;
	f = fopen(path, "re");
	while (f && (n = fread(block, 1, sizeof block, f)) > 0)
		momus_buffer_add(out, (struct momus_text){ block, n });
	if (!f || ferror(f))
		rc = momus_fail(err, MOMUS_EIO, "%s: cannot be read: %m", path);
	else
		rc = momus_buffer_check(out, path, err);
	if (f)
		fclose(f);
	free(path);
	return rc;
}

/* Writes a file that must not be there yet; removes what it could not finish. */
static int write_new(const char *path, struct momus_text t,
		     struct momus_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;
	bool good;
	int why;

	if (!f && errno == EEXIST)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s is there already; name another file, or "
				  "remove it",
				  path);
	if (!f)
		return momus_fail(err,
				  errno == ENOENT || errno == ENOTDIR
					  ? MOMUS_EINVAL
					  : MOMUS_EIO,
				  "%s: cannot be written: %m", path);
	good = fwrite(t.ptr, 1, t.len, f) == t.len && fflush(f) == 0;
	why = errno;
	if (fclose(f) != 0 && good) {
		good = false;
		why = errno;
	}
	if (good)
		return MOMUS_OK;
	unlink(path);
	return momus_fail(err, MOMUS_EIO, "%s: cannot be written: %s", path,
			  strerror(why));
}

static int init(int argc, char **argv, struct momus_error *err)
{
	const char *path = argc > 1 ? argv[1] : "recipe.json";
	struct momus_buffer text;
	int rc;

	if (argc > 2 || path[0] == '-')
		return momus_fail(err, MOMUS_EINVAL,
				  "\"%s\" is no recipe's name; usage: momus "
				  "init [RECIPE.json]",
				  argv[argc - 1]);
	momus_buffer_init(&text, TEMPLATE_MAX);
	rc = read_template(&text, err);
	if (rc == MOMUS_OK)
		rc = write_new(path, momus_buffer_text(&text), err);
	if (rc == MOMUS_OK)
		printf("%s: edit it, then: momus run %s --dry-run\n", path,
		       path);
	momus_buffer_release(&text);
	return rc;
}

const struct momus_command momus_command_init = {
	.name = "init",
	.usage = "init [RECIPE.json]",
	.summary = "write a commented recipe to start from",
	.help = "Writes recipe.json, or the file that is named; never over one "
		"that is there.",
	.run = init,
};
