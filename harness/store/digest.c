/* digest.c - see digest.h */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "momus/buffer.h"
#include "store/digest.h"

enum { PART = 1 << 20 };

static int cannot(const char *path, struct momus_error *err)
{
	return momus_fail(err, MOMUS_EIO, "%s: cannot read: %s", path,
			  strerror(errno));
}

int momus_digest_file(const char *path, uint8_t out[32], uint64_t *bytes,
		      struct momus_error *err)
{
	FILE *file = fopen(path, "rb");
	char *part = malloc(PART);
	struct momus_sha256 sha;
	int rc = MOMUS_OK;
	size_t n;

	momus_sha256_init(&sha);
	if (!file || !part) {
		rc = cannot(path, err);
		goto out;
	}
	while ((n = fread(part, 1, PART, file)) > 0) {
		momus_sha256_add(&sha, (struct momus_text){ part, n });
		*bytes += n;
	}
	if (ferror(file))
		rc = cannot(path, err);
	momus_sha256_finish(&sha, out);
out:
	if (file)
		fclose(file);
	free(part);
	return rc;
}

static int is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* The line of FOLDER's file NAME, behind those in LIST. */
static int add_line(const char *folder, const char *name,
		    struct momus_buffer *list, uint64_t *bytes,
		    struct momus_error *err)
{
	uint8_t digest[32];
	char hex[65], *path;
	int rc;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  folder);
	rc = momus_digest_file(path, digest, bytes, err);
	momus_hex(digest, hex);
	momus_buffer_printf(list, "%s  %s\n", hex, name);
	free(path);
	return rc;
}

int momus_digest_folder(const char *folder, uint8_t out[32], uint64_t *bytes,
			struct momus_error *err)
{
	struct dirent **names = NULL;
	struct momus_buffer list;
	int n = scandir(folder, &names, is_file, by_bytes);
	int rc = n < 0 ? cannot(folder, err) : MOMUS_OK;

	*bytes = 0;
	momus_buffer_init(&list, PART);
	for (int i = 0; i < n; i++) {
		if (rc == MOMUS_OK)
			rc = add_line(folder, names[i]->d_name, &list, bytes,
				      err);
		free(names[i]);
	}
	free(names);
	if (rc == MOMUS_OK)
		rc = momus_buffer_check(&list, folder, err);
	momus_sha256(momus_buffer_text(&list), out);
	momus_buffer_release(&list);
	return rc;
}
