/* exclude.c - any bytes as a list of problems to leave out */
#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/memfile.h"
#include "host/exclude.h"
#include "momus/rowfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every id of the file is in E. */
static void check_ids(const struct momus_exclude *e, const char *path)
{
	struct momus_row_file *rows;
	const struct momus_row *row;
	struct momus_text id;
	size_t n = 0;

	assert(!momus_row_file_open(&rows, path, NULL));
	while (momus_row_file_next(rows, &row, NULL) == MOMUS_OK) {
		assert(!momus_row_raw(row, "id", &id, NULL));
		if (id.ptr[0] == '"')
			assert(!momus_row_str(row, "id", &id, NULL));
		assert(momus_exclude_has(e, id) == (id.len > 0));
		n++;
	}
	assert(e->n <= n && (!n || e->n));
	momus_row_file_close(rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_error err = { "" };
	struct momus_exclude e;
	char path[MEMFILE_NAME];
	int fd;

	if (size > 65536)
		return 0;
	fd = memfile_open(data, size, path);
	if (momus_exclude_read(&e, path, &err) == MOMUS_OK)
		check_ids(&e, path);
	else
		assert(strncmp(err.text, path, strlen(path)) == 0 &&
		       !strchr(err.text, '\n'));
	momus_exclude_release(&e);
	close(fd);
	return 0;
}
