/* newfile.c - see newfile.h */
#include "config.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/newfile.h"

int momus_new_file_open(struct momus_new_file *f, const char *path,
			struct momus_error *err)
{
	struct stat there;
	int fd = -1;

	if (stat(path, &there) == 0 && S_ISDIR(there.st_mode)) {
		*f = (struct momus_new_file){ .file = NULL };
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: is a folder; name a file", path);
	}
	*f = (struct momus_new_file){ .path = strdup(path) };
	if (asprintf(&f->temporary, "%s.new-%ld", path, (long)getpid()) < 0)
		f->temporary = NULL;
	if (f->path && f->temporary)
		fd = open(f->temporary,
			  O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd >= 0)
		f->file = fdopen(fd, "w");
	if (f->file)
		return MOMUS_OK;
	momus_fail(err, MOMUS_EINVAL, "%s: cannot be written: %m", path);
	if (fd >= 0)
		close(fd);
	momus_new_file_drop(f);
	return MOMUS_EINVAL;
}

int momus_new_file_keep(struct momus_new_file *f, struct momus_error *err)
{
	bool good = fflush(f->file) == 0 && !ferror(f->file) &&
		    fsync(fileno(f->file)) == 0;

	good = fclose(f->file) == 0 && good;
	f->file = NULL;
	if (good && rename(f->temporary, f->path) == 0) {
		free(f->temporary);
		f->temporary = NULL;
		momus_new_file_drop(f);
		return MOMUS_OK;
	}
	momus_fail(err, MOMUS_EIO, "%s: %m", f->path);
	momus_new_file_drop(f);
	return MOMUS_EIO;
}

void momus_new_file_drop(struct momus_new_file *f)
{
	if (f->file)
		fclose(f->file);
	if (f->temporary)
		unlink(f->temporary);
	free(f->path);
	free(f->temporary);
	*f = (struct momus_new_file){ .file = NULL };
}
