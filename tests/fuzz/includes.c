/* includes.c - any bytes as a checker and as the file that it includes
 *
 * The first NUL ends the file; the checker is what follows.  In both, every "@"
 * stands for the file's name.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "../../plugins/task/jsonl/includes.h"
#include "memfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIMIT = 1 << 20 };

static void name_it(struct momus_text t, const char *name,
		    struct momus_buffer *out)
{
	for (size_t i = 0; i < t.len; i++)
		if (t.ptr[i] == '@')
			momus_buffer_puts(out, name);
		else
			momus_buffer_putc(out, t.ptr[i]);
}

/* Whether the lines of PART that include nothing stand in WHOLE, in order. */
static bool stands_in(struct momus_text part, struct momus_text whole)
{
	struct momus_text line;
	size_t at = 0;

	while (momus_text_line(&part, &line)) {
		if (momus_text_find(line, MOMUS_TEXT("include"), 0) !=
		    (size_t)-1)
			continue;
		at = momus_text_find(whole, line, at);
		if (at == (size_t)-1)
			return false;
		at += line.len;
	}
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
	struct momus_buffer file, checker, out;
	struct includes *inc = NULL;
	char path[MEMFILE_NAME];
	const char *name;
	int fd;

	if (!nul || size > 4096)
		return 0;
	momus_buffer_init(&file, LIMIT);
	momus_buffer_init(&checker, LIMIT);
	momus_buffer_init(&out, LIMIT);
	/* Its descriptor is in the path, and is the same again. */
	fd = memfile_open("", 0, path);
	close(fd);
	name = strrchr(path, '/') + 1;
	name_it((struct momus_text){ (const char *)data, (size_t)(nul - data) },
		name, &file);
	name_it((struct momus_text){ (const char *)nul + 1,
				     size - 1 - (size_t)(nul - data) },
		name, &checker);
	fd = memfile_open(file.ptr ? file.ptr : "", file.len, path);
	assert(includes_create(&inc, path, NULL) == MOMUS_OK);
	includes_expand(inc, "checker.cpp", momus_buffer_text(&checker), &out);
	assert(out.failed || out.len >= strlen("#line 1 \"checker.cpp\"\n"));
	assert(out.failed ||
	       stands_in(momus_buffer_text(&checker), momus_buffer_text(&out)));
	includes_free(inc);
	close(fd);
	momus_buffer_release(&out);
	momus_buffer_release(&checker);
	momus_buffer_release(&file);
	return 0;
}
