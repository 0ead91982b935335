/* expected.c - any bytes as a reference file of mbppplus, and as one value in it
 *
 * What is told of outputs stays within its limits, whatever the file says. */
#include <assert.h>
#include <stdint.h>
#include <unistd.h>

#include "fuzz/memfile.h"
#include "../../plugins/task/mbppplus/mbppplus.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct momus_text wire = { (const char *)data, size };
	struct momus_problem problem = { .id = MOMUS_TEXT("p") };
	struct momus_tests tests = { .list = NULL };
	struct momus_arena *arena;
	struct momus_buffer b;
	char path[MEMFILE_NAME];
	size_t sum = 0;

	if (size > 65536)
		return 0;
	momus_buffer_init(&b, 4096);
	mbppplus_show(wire, &b);
	assert(b.len <= 4096);
	momus_buffer_release(&b);
	arena = momus_arena_create((size_t)1 << 28);
	problem.reference_fd = memfile_open(data, size, path);
	if (mbppplus_tests(NULL, &problem, arena, &tests, NULL) == MOMUS_OK) {
		assert(tests.n && tests.untold <= tests.n);
		for (size_t i = 0; i < tests.n; i++)
			sum += tests.list[i].expected.len;
		assert(sum <= 65536 + 4096);
	}
	close(problem.reference_fd);
	momus_arena_free(arena);
	return 0;
}
