/* jobs.c - the programs that grade an answer, and what they are told */
#include "mbppplus.h"

#include <math.h>
#include <string.h>

#define DRIVER	 "task/mbppplus/driver.py"
#define REFEREE	 "task/mbppplus/referee.py"
#define TOLD_MAX (256u << 20)

/* EvalPlus's limits (evalplus/config.py, eval/__init__.py @ 26d6d00), measured
 * as CPU time here. */
static const double least_s = 4, factor = 4, most_s = 60, script_s = 30;
static const uint64_t memory = 4ull << 30;

const struct momus_job mbppplus_blank_job = {
	.language = "python",
	.driver = DRIVER,
	.referee = REFEREE,
	.expected_fd = -1,
	.record_fd = -1,
	.flags = MOMUS_JOB_NUMPY,
};

void mbppplus_tell(struct momus_buffer *b, const struct mbppplus_row *r,
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

void mbppplus_tell_inputs(struct momus_buffer *b, const struct mbppplus_row *r,
			  int half)
{
	if (r->form == MBPPPLUS_HF) {
		momus_buffer_puts(b, ",\"test\":");
		momus_buffer_json(b, mbppplus_script_inputs(r->test));
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

int mbppplus_add_sanitize(const struct momus_problem *problem,
			  struct momus_text answer, struct momus_arena *arena,
			  struct momus_plan *plan, struct momus_error *err)
{
	const struct mbppplus_row *r = problem->data;
	struct momus_job job = mbppplus_blank_job;
	struct momus_buffer b;
	int rc;

	job.driver = "task/mbppplus/sanitize.py";
	job.source = answer;
	mbppplus_tell(&b, r, "sanitize");
	momus_buffer_putc(&b, '}');
	rc = momus_buffer_keep(&b, "what a driver is told", arena, &job.payload,
			       err);
	job.rules = job.payload;
	return rc < 0 ? rc : momus_plan_add(plan, &job, err);
}

int mbppplus_add_script(const struct momus_problem *problem,
			struct momus_text answer, struct momus_arena *arena,
			struct momus_plan *plan, struct momus_error *err)
{
	const struct mbppplus_row *r = problem->data;
	struct momus_job job = mbppplus_blank_job;
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, TOLD_MAX);
	momus_buffer_add(&b, answer);
	momus_buffer_putc(&b, '\n');
	momus_buffer_add(&b, r->test);
	rc = momus_buffer_keep(&b, "what a driver is told", arena, &job.source,
			       err);
	job.driver = job.referee = NULL;
	job.limits.cpu_s = script_s;
	return rc < 0 ? rc : momus_plan_add(plan, &job, err);
}

/* The limits of N tests whose reference times are CPU_S, and of all of them
 * together, which it returns. */
static double add_limits(struct momus_buffer *b, const double *cpu_s, size_t n)
{
	double sum = 0;

	momus_buffer_puts(b, "\"limits\":[");
	for (size_t i = 0; i < n; i++) {
		double limit = fmax(least_s, factor * cpu_s[i]);

		momus_buffer_puts(b, i ? "," : "");
		momus_buffer_real(b, limit);
		sum += limit;
	}
	sum = fmin(most_s, sum) + 1;
	momus_buffer_puts(b, "],\"most\":");
	momus_buffer_real(b, sum);
	return sum;
}

/* A half of a problem: its tests FIRST.. (N) of the reference. */
struct half {
	size_t first, n;
	const double *cpu_s;
};

static struct half half_of(const struct mbppplus_reference *reference, int half)
{
	size_t first = half ? reference->base : 0;

	return (struct half){ first, half ? reference->plus : reference->base,
			      reference->cpu_s + first };
}

/* What the driver and the referee are told of half HALF, for op "run". */
static void tell_half(struct momus_buffer *payload, struct momus_buffer *rules,
		      const struct mbppplus_row *r,
		      const struct mbppplus_reference *reference, int half,
		      struct momus_job *job)
{
	struct half h = half_of(reference, half);

	momus_buffer_putc(payload, '{');
	job->limits.cpu_s += add_limits(payload, h.cpu_s, h.n);
	if (r->form != MBPPPLUS_HF)
		mbppplus_tell_inputs(payload, r, half);
	momus_buffer_putc(payload, '}');
	momus_buffer_printf(rules, "{\"first\":%zu,\"count\":%zu}", h.first,
			    h.n);
	for (size_t i = 0; i < h.n; i++)
		job->expect_s += h.cpu_s[i];
}

int mbppplus_add_run(const struct mbppplus *task,
		     const struct momus_problem *problem,
		     const struct mbppplus_reference *reference, int from,
		     int to, struct momus_text answer,
		     struct momus_arena *arena, struct momus_plan *plan,
		     struct momus_error *err)
{
	const struct mbppplus_row *r = problem->data;
	struct momus_job job = mbppplus_blank_job;
	struct momus_buffer payload, rules;
	int rc;

	mbppplus_tell(&payload, r, "run");
	mbppplus_tell(&rules, r, "run");
	if (r->form == MBPPPLUS_HF)
		mbppplus_tell_inputs(&payload, r, 0);
	momus_buffer_puts(&payload, ",\"halves\":[");
	momus_buffer_puts(&rules, ",\"halves\":[");
	for (int i = from; i <= to; i++) {
		if (i > from) {
			momus_buffer_putc(&payload, ',');
			momus_buffer_putc(&rules, ',');
		}
		tell_half(&payload, &rules, r, reference, i, &job);
	}
	momus_buffer_puts(&payload, "]}");
	momus_buffer_printf(&rules, "],\"stop\":%s}",
			    task->options->stop ? "true" : "false");
	rc = momus_buffer_keep(&payload, "what a driver is told", arena,
			       &job.payload, err);
	if (rc < 0) {
		momus_buffer_release(&rules);
		return rc;
	}
	rc = momus_buffer_keep(&rules, "what a driver is told", arena,
			       &job.rules, err);
	job.limits.memory_bytes = memory;
	job.source = answer;
	/* Those rows' scripts name it, if the program does not. */
	if (r->form != MBPPPLUS_HF && !momus_python_may_load_numpy(answer))
		job.flags &= ~(uint32_t)MOMUS_JOB_NUMPY;
	job.expected_fd = problem->reference_fd;
	return rc < 0 ? rc : momus_plan_add(plan, &job, err);
}

int mbppplus_add_in_process(const struct momus_problem *problem,
			    const struct mbppplus_reference *reference,
			    int half, struct momus_text answer,
			    struct momus_arena *arena, struct momus_plan *plan,
			    struct momus_error *err)
{
	const struct mbppplus_row *r = problem->data;
	struct half h = half_of(reference, half);
	struct momus_job job = mbppplus_blank_job;
	struct momus_buffer b;
	int rc;

	mbppplus_tell(&b, r, "in-process");
	mbppplus_tell_inputs(&b, r, half);
	momus_buffer_putc(&b, ',');
	job.limits.cpu_s = add_limits(&b, h.cpu_s, h.n);
	job.limits.memory_bytes = memory;
	momus_buffer_printf(&b, ",\"first\":%zu,\"canonical\":", h.first);
	momus_buffer_json(&b, problem->right);
	momus_buffer_putc(&b, '}');
	rc = momus_buffer_keep(&b, "what a driver is told", arena, &job.payload,
			       err);
	if (rc < 0)
		return rc;
	mbppplus_tell(&b, r, "in-process");
	momus_buffer_printf(&b, ",\"first\":%zu,\"count\":%zu}", h.first, h.n);
	rc = momus_buffer_keep(&b, "what a driver is told", arena, &job.rules,
			       err);
	for (size_t i = 0; i < h.n; i++)
		job.expect_s += h.cpu_s[i];
	job.flags |= MOMUS_JOB_IN_PROCESS;
	job.source = answer;
	job.expected_fd = problem->reference_fd;
	return rc < 0 ? rc : momus_plan_add(plan, &job, err);
}
