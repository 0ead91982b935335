/* jobs.c - the programs that grade an answer, and what they are told */
#include "mbppplus.h"

#include <math.h>
#include <string.h>

#define DRIVER	 "task/mbppplus/driver.py"
#define REFEREE	 "task/mbppplus/referee.py"
#define TOLD_MAX (256u << 20)

/* EvalPlus's limits (evalplus/config.py, eval/__init__.py @ 26d6d00), measured
 * as CPU time here. */
static const double least_s = 4, factor = 4, most_s = 60, script_s = 30,
		    record_s = 900;
static const uint64_t memory = 4ull << 30;

static const struct momus_job blank = {
	.language = "python",
	.driver = DRIVER,
	.referee = REFEREE,
	.expected_fd = -1,
	.record_fd = -1,
	.flags = MOMUS_JOB_NUMPY,
};

/* Takes what B holds into ARENA. */
static int settle(struct momus_buffer *b, struct momus_arena *arena,
		  struct momus_text *out, struct momus_error *err)
{
	int rc = momus_buffer_check(b, "what a driver is told", err);

	if (rc == MOMUS_OK) {
		*out = momus_arena_copy(arena, momus_buffer_text(b));
		if (!out->ptr)
			rc = momus_fail(err, MOMUS_ENOMEM,
					"mbppplus: out of memory");
	}
	momus_buffer_release(b);
	return rc;
}

static void begin(struct momus_buffer *b, const struct mbppplus_row *r,
		  const char *op)
{
	momus_buffer_init(b, TOLD_MAX);
	momus_buffer_printf(b,
			    "{\"op\":\"%s\",\"dataset\":\"%s\",\"task\":%ld,"
			    "\"atol\":",
			    op, r->dataset, r->number);
	momus_buffer_real(b, r->atol);
	momus_buffer_puts(b, ",\"entry\":");
	momus_buffer_json(b, r->entry);
}

static void add_inputs(struct momus_buffer *b, const struct mbppplus_row *r,
		       int half)
{
	if (r->form == MBPPPLUS_HF) {
		momus_buffer_puts(b, ",\"test\":");
		momus_buffer_json(b, r->test);
	} else if (half < 0) {
		momus_buffer_puts(b, ",\"inputs\":{\"base\":");
		momus_buffer_add(b, r->base);
		momus_buffer_puts(b, ",\"plus\":");
		momus_buffer_add(b, r->plus);
		momus_buffer_putc(b, '}');
	} else {
		momus_buffer_puts(b, ",\"inputs\":");
		momus_buffer_add(b, half ? r->plus : r->base);
	}
}

int mbppplus_tell_record(struct mbppplus_row *r, struct momus_arena *arena,
			 struct momus_error *err)
{
	struct momus_buffer b;
	int rc;

	begin(&b, r, "record");
	add_inputs(&b, r, -1);
	momus_buffer_putc(&b, '}');
	rc = settle(&b, arena, &r->record, err);
	if (rc < 0)
		return rc;
	/* Behind the inputs of plus come two brackets; between the halves,
	 * ,"plus": */
	r->plus.ptr = r->record.ptr + r->record.len - 2 - r->plus.len;
	r->base.ptr = r->plus.ptr - strlen(",\"plus\":") - r->base.len;
	begin(&b, r, "record");
	if (r->form == MBPPPLUS_HF)
		momus_buffer_puts(&b, ",\"base\":-1,\"count\":-1}");
	else
		momus_buffer_printf(&b, ",\"base\":%zu,\"count\":%zu}",
				    r->n_base, r->n_base + r->n_plus);
	return settle(&b, arena, &r->record_rules, err);
}

/* The canonical solution: its outputs are what is expected. */
int mbppplus_add_record(const struct momus_problem *problem,
			struct momus_plan *plan, struct momus_error *err)
{
	const struct mbppplus_row *r = problem->data;
	struct momus_job job = blank;

	job.source = problem->right;
	job.payload = r->record;
	job.rules = r->record_rules;
	job.limits.cpu_s = record_s;
	job.limits.memory_bytes = memory;
	return momus_plan_add(plan, &job, err);
}

int mbppplus_add_sanitize(const struct momus_problem *problem,
			  struct momus_text answer, struct momus_arena *arena,
			  struct momus_plan *plan, struct momus_error *err)
{
	const struct mbppplus_row *r = problem->data;
	struct momus_job job = blank;
	struct momus_buffer b;
	int rc;

	job.driver = "task/mbppplus/sanitize.py";
	job.source = answer;
	begin(&b, r, "sanitize");
	momus_buffer_putc(&b, '}');
	rc = settle(&b, arena, &job.payload, err);
	job.rules = job.payload;
	return rc < 0 ? rc : momus_plan_add(plan, &job, err);
}

int mbppplus_add_script(const struct momus_problem *problem,
			struct momus_text answer, struct momus_arena *arena,
			struct momus_plan *plan, struct momus_error *err)
{
	const struct mbppplus_row *r = problem->data;
	struct momus_job job = blank;
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, TOLD_MAX);
	momus_buffer_add(&b, answer);
	momus_buffer_putc(&b, '\n');
	momus_buffer_add(&b, r->test);
	rc = settle(&b, arena, &job.source, err);
	job.driver = job.referee = NULL;
	job.limits.cpu_s = script_s;
	return rc < 0 ? rc : momus_plan_add(plan, &job, err);
}

/* The limits of N tests whose reference times are CPU_S; returns their sum. */
static double add_limits(struct momus_buffer *b, const double *cpu_s, size_t n)
{
	double sum = 0;

	momus_buffer_puts(b, ",\"limits\":[");
	for (size_t i = 0; i < n; i++) {
		double limit = fmax(least_s, factor * cpu_s[i]);

		momus_buffer_puts(b, i ? "," : "");
		momus_buffer_real(b, limit);
		sum += limit;
	}
	momus_buffer_putc(b, ']');
	return sum;
}

int mbppplus_add_half(const struct mbppplus *task,
		      const struct momus_problem *problem,
		      const struct mbppplus_reference *reference, int half,
		      const char *op, struct momus_text answer,
		      struct momus_arena *arena, struct momus_plan *plan,
		      struct momus_error *err)
{
	const struct mbppplus_row *r = problem->data;
	size_t first = half ? reference->base : 0;
	size_t n = half ? reference->plus : reference->base;
	const double *cpu_s = reference->cpu_s + first;
	struct momus_job job = blank;
	struct momus_buffer b;
	bool live = strcmp(op, "in-process") == 0;
	int rc;

	begin(&b, r, op);
	add_inputs(&b, r, half);
	job.limits.cpu_s = fmin(most_s, add_limits(&b, cpu_s, n)) + 1;
	job.limits.memory_bytes = memory;
	momus_buffer_printf(&b, ",\"first\":%zu", first);
	if (live) {
		momus_buffer_puts(&b, ",\"canonical\":");
		momus_buffer_json(&b, problem->right);
		job.flags |= MOMUS_JOB_IN_PROCESS;
	}
	momus_buffer_putc(&b, '}');
	rc = settle(&b, arena, &job.payload, err);
	if (rc < 0)
		return rc;
	begin(&b, r, op);
	momus_buffer_printf(&b, ",\"first\":%zu,\"count\":%zu,\"stop\":%s}",
			    first, n, task->options->stop ? "true" : "false");
	rc = settle(&b, arena, &job.rules, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < n; i++)
		job.expect_s += cpu_s[i];
	job.source = answer;
	job.expected_fd = problem->reference_fd;
	return momus_plan_add(plan, &job, err);
}
