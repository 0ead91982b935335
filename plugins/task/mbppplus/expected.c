/* expected.c - what the tests expect, for those who search critiques for it
 *
 * Read from the reference file, whose form mbpp_reference.py has: of each output
 * as it begins, and of all together no more than is searched.
 */
#include "mbppplus.h"

#include <string.h>
#include <unistd.h>

enum {
	ENTRY = 96,	     /* bytes of a test's; these lie in it */
	AT_SIZE = 0,	     /* of the output, runs written out */
	AT_OUTPUT = 24,	     /* where its bytes are */
	AT_LENGTH = 88,	     /* how many of them; 0: they are not kept */
	READ = 1 << 13,	     /* bytes that are read of an output, … */
	SHOWN = 1 << 12,     /* … written of it, … */
	SHOWN_ALL = 1 << 16, /* … and of all */
};

static uint64_t number(const uint8_t *p)
{
	uint64_t x = 0;

	for (int i = 8; i--;)
		x = x << 8 | p[i];
	return x;
}

/* The output that ENTRY tells of, in B; *UNTOLD counts one that is not kept. */
static void read_output(int fd, const uint8_t entry[ENTRY],
			struct momus_buffer *b, size_t *untold)
{
	uint64_t length = number(entry + AT_LENGTH);
	char bytes[READ];
	ssize_t got;

	momus_buffer_reset(b);
	*untold += !length && number(entry + AT_SIZE);
	if (!length)
		return;
	got = pread(fd, bytes, length < READ ? (size_t)length : READ,
		    (off_t)number(entry + AT_OUTPUT));
	if (got > 0)
		mbppplus_show((struct momus_text){ bytes, (size_t)got }, b);
	/* What was refused for its length leaves what came before it. */
	b->failed = false;
}

static int read_outputs(int fd, const struct mbppplus_reference *r,
			struct momus_case *list, struct momus_arena *arena,
			struct momus_tests *out, struct momus_error *err)
{
	size_t n = (size_t)r->base + r->plus, sum = 0;
	struct momus_buffer b;
	uint8_t entry[ENTRY];
	off_t at = (off_t)(24 + n * sizeof(double));
	int rc = MOMUS_OK;

	momus_buffer_init(&b, SHOWN);
	for (size_t i = 0; rc == MOMUS_OK && i < n && sum < SHOWN_ALL; i++) {
		if (pread(fd, entry, ENTRY, at + (off_t)(i * ENTRY)) != ENTRY)
			break;
		read_output(fd, entry, &b, &out->untold);
		list[i].expected =
			momus_arena_copy(arena, momus_buffer_text(&b));
		sum += b.len;
		if (!list[i].expected.ptr)
			rc = mbppplus_no_memory(err);
	}
	momus_buffer_release(&b);
	return rc;
}

int mbppplus_tests(void *self, const struct momus_problem *problem,
		   struct momus_arena *arena, struct momus_tests *out,
		   struct momus_error *err)
{
	struct mbppplus_reference r;
	struct momus_case *list;
	size_t n;

	(void)self;
	if (problem->reference_fd < 0 ||
	    mbppplus_reference_read(problem, arena, &r, NULL) < 0)
		return MOMUS_END;
	n = (size_t)r.base + r.plus;
	list = momus_arena_alloc(arena, n * sizeof *list);
	if (!list)
		return mbppplus_no_memory(err);
	for (size_t i = 0; i < n; i++)
		list[i] = (struct momus_case){ { "", 0 },
					       { "", 0 },
					       i >= r.base };
	out->list = list;
	out->n = n;
	return read_outputs(problem->reference_fd, &r, list, arena, out, err);
}
