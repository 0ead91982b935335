/* reference.c - the program that writes a reference file, and the times in one:
 * mbpp_reference.py has the form */
#include "mbppplus.h"

#include <string.h>
#include <unistd.h>

#define MAGIC	  "MOMUSRF2"
#define TESTS_MAX 1000000

static const double record_s = 900;
static const uint64_t record_memory = 4ull << 30, record_bytes = 4ull << 30;

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

int mbppplus_tell_record(struct mbppplus_row *r, struct momus_arena *arena,
			 struct momus_error *err)
{
	struct momus_buffer b;
	int rc;

	mbppplus_tell(&b, r, "record");
	mbppplus_tell_inputs(&b, r, -1);
	momus_buffer_putc(&b, '}');
	rc = momus_buffer_keep(&b, "what a driver is told", arena, &r->record,
			       err);
	if (rc < 0)
		return rc;
	/* Behind the inputs of plus come two brackets; between the halves,
	 * ,"plus": */
	r->plus.ptr = r->record.ptr + r->record.len - 2 - r->plus.len;
	r->base.ptr = r->plus.ptr - strlen(",\"plus\":") - r->base.len;
	mbppplus_tell(&b, r, "record");
	if (r->form == MBPPPLUS_HF)
		momus_buffer_puts(&b, ",\"base\":-1,\"count\":-1}");
	else
		momus_buffer_printf(&b, ",\"base\":%zu,\"count\":%zu}",
				    r->n_base, r->n_base + r->n_plus);
	return momus_buffer_keep(&b, "what a driver is told", arena,
				 &r->record_rules, err);
}

int mbppplus_add_record(const struct momus_problem *problem,
			struct momus_plan *plan, struct momus_error *err)
{
	const struct mbppplus_row *r = problem->data;
	struct momus_job job = mbppplus_blank_job;

	job.source = problem->right;
	job.payload = r->record;
	job.rules = r->record_rules;
	job.limits.cpu_s = record_s;
	job.limits.memory_bytes = record_memory;
	job.limits.file_bytes = record_bytes;
	return momus_plan_add(plan, &job, err);
}
