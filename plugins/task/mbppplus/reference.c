/* reference.c - the times in a reference file; mbpp_reference.py has the form */
#include "mbppplus.h"

#include <string.h>
#include <unistd.h>

#define MAGIC	  "MOMUSRF2"
#define TESTS_MAX 1000000

int mbppplus_reference_read(const struct momus_problem *problem,
			    struct momus_arena *arena,
			    struct mbppplus_reference *out,
			    struct momus_error *err)
{
	struct {
		char magic[8];
		uint32_t base, plus;
		uint64_t size;
	} head;
	size_t n, bytes;

	if (pread(problem->reference_fd, &head, sizeof(head), 0) !=
		    (ssize_t)sizeof(head) ||
	    memcmp(head.magic, MAGIC, 8) != 0 || head.base > TESTS_MAX ||
	    head.plus > TESTS_MAX || !(head.base + head.plus))
		return momus_fail(err, MOMUS_EPARSE,
				  "%.*s: the canonical solution gave no "
				  "reference outputs; remove the cached file "
				  "and look at its canonical_solution",
				  (int)problem->id.len, problem->id.ptr);
	n = (size_t)head.base + head.plus;
	bytes = n * sizeof(double);
	out->base = head.base;
	out->plus = head.plus;
	out->cpu_s = momus_arena_alloc(arena, bytes);
	if (!out->cpu_s)
		return momus_fail(err, MOMUS_ENOMEM, "mbppplus: out of memory");
	if (pread(problem->reference_fd, out->cpu_s, bytes, sizeof(head)) !=
	    (ssize_t)bytes)
		return momus_fail(err, MOMUS_EPARSE,
				  "%.*s: the reference file is cut short",
				  (int)problem->id.len, problem->id.ptr);
	return MOMUS_OK;
}
