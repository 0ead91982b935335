/* again.c - runs of an answer as scripts of their own, a test each */
#include "judging.h"

static const double script_s = 6;

/* The tests from FROM on, each a run of its own. */
static struct momus_cases scripts(const struct judging *j, size_t from)
{
	const struct livecodebench_options *o = j->task->options;

	return (struct momus_cases){
		.tests = j->tests + from,
		.n = j->row->n - from,
		.limits.cpu_s = o->time_limit > 0 ? o->time_limit : script_s,
		.limits.memory_bytes = (uint64_t)(o->memory_limit * (1 << 20)),
		.stop = o->stop,
		.rule = j->row->rule,
		.any_answer = j->row->any_answer,
	};
}

int judging_run_scripts(struct judging *j, size_t from,
			struct momus_grade *done)
{
	const struct momus_cases cases = scripts(j, from);
	struct momus_case_program program = { .language = "python" };
	int rc = livecodebench_script(j->answer, j->out->arena, &program.text,
				      j->err);

	if (rc < 0)
		return rc;
	*done = (struct momus_grade){ .arena = j->out->arena,
				      .grader = j->out->grader };
	if (j->n == j->used && cases.n)
		return momus_cases_plan(&cases, &program, j->more, j->err);
	return momus_cases_judge(&cases, &program, j->outcomes + j->used,
				 j->n - j->used, done, j->more, j->err);
}

size_t judging_look_from(const struct judging *j, const struct report *r)
{
	size_t i = 0;

	if (j->row->function.len)
		return j->row->n;
	while (i < j->row->n && r->strict.ptr[i] == 'A')
		i++;
	if (i < j->row->n) {
		enum momus_run_status s = report_status(r->strict.ptr[i], r);

		if (s == MOMUS_RUN_TIME_LIMIT || s == MOMUS_RUN_MEMORY_LIMIT ||
		    s == MOMUS_RUN_SANDBOX_VIOLATION)
			return j->row->n;
	}
	return r->odd ? 0 : i;
}
