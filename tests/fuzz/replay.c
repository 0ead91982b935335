/* replay.c - any bytes as a file of recorded answers */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../plugins/backend/replay/answers.h"
#include "fuzz/memfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every request that a small run could make, of the problem "a". */
static void find_all(const struct answers *a)
{
	struct momus_call call = { .problem_id = MOMUS_TEXT("a"),
				   .key = "0000" };
	const struct answer *found;

	for (int i = 0; i < 24; i++) {
		call.purpose = (enum momus_purpose)(i % 3);
		call.turn = (uint32_t)(i / 3 % 2);
		call.branch = (uint32_t)(i / 6 % 2);
		call.vote = (uint32_t)(i / 12);
		found = answers_find(a, &call);
		assert(!found || found->text.ptr || !found->text.len);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_error err = { "" };
	char path[MEMFILE_NAME];
	struct answers *a;
	int fd;

	if (!size || size > 65536)
		return 0;
	fd = memfile_open(data + 1, size - 1, path);
	if (answers_read(&a, path, data[0] & 1, &err) == MOMUS_OK)
		find_all(a);
	else
		assert(strncmp(err.text, path, strlen(path)) == 0 &&
		       !strchr(err.text, '\n'));
	answers_free(a);
	close(fd);
	return 0;
}
