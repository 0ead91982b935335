/* status.c - names of what came of a program: momus/job.h */
#include "config.h"

#include "momus/job.h"

static const struct {
	char letter;
	const char *name;
} statuses[] = {
	[MOMUS_RUN_ACCEPTED] = { 'A', "accepted" },
	[MOMUS_RUN_WRONG_ANSWER] = { 'W', "wrong_answer" },
	[MOMUS_RUN_RUNTIME_ERROR] = { 'R', "runtime_error" },
	[MOMUS_RUN_TIME_LIMIT] = { 'T', "time_limit" },
	[MOMUS_RUN_MEMORY_LIMIT] = { 'M', "memory_limit" },
	[MOMUS_RUN_OUTPUT_LIMIT] = { 'O', "output_limit" },
	[MOMUS_RUN_COMPILE_ERROR] = { 'C', "compile_error" },
	[MOMUS_RUN_SANDBOX_VIOLATION] = { 'S', "sandbox_violation" },
	[MOMUS_RUN_INTERNAL_ERROR] = { 'I', "internal_error" },
	[MOMUS_RUN_NOT_RUN] = { '-', "not_run" },
};

enum { N_STATUSES = sizeof statuses / sizeof *statuses };

char momus_run_letter(enum momus_run_status status)
{
	return (unsigned)status < N_STATUSES ? statuses[status].letter : '?';
}

const char *momus_run_name(enum momus_run_status status)
{
	return (unsigned)status < N_STATUSES ? statuses[status].name : "?";
}
