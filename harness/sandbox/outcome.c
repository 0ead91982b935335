/* outcome.c - what is said of a program that has ended
 *
 * Where a limit and a crash come together, the limit is the status.
 */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "sandbox/process.h"

static void set_internal(struct process *p)
{
	struct momus_outcome *o = &p->outcome;
	const char *words;

	o->status = MOMUS_RUN_INTERNAL_ERROR;
	if (p->reply.op == JAIL_DONE) {
		snprintf(o->message, sizeof o->message,
			 "setting up the jail: %s: %s", p->reply.call,
			 p->reply.error ? strerror(p->reply.error)
					: "the process died");
		return;
	}
	words = momus_room_words(p->room);
	snprintf(o->message, sizeof o->message, "the jail is gone%s%.64s%.100s",
		 p->reply.call[0] || words[0] ? ": " : "", p->reply.call,
		 words);
}

/* Whether the last line on standard error is WORDS, or begins with them. */
static bool says(const struct process *p, const char *words)
{
	const struct momus_buffer *b = &p->err.head;
	size_t end = b->len, n = strlen(words);

	if (p->err.total != b->len)
		return false;
	while (end > 0 && b->ptr[end - 1] == '\n')
		end--;
	while (end > 0 && b->ptr[end - 1] != '\n')
		end--;
	return b->len - end >= n && memcmp(b->ptr + end, words, n) == 0;
}

/* Python's words for no memory, and the C++ library's. */
static bool says_no_memory(const struct process *p)
{
	if (p->request.flags & JAIL_NATIVE)
		return p->outcome.signal == SIGABRT &&
		       says(p, "  what():  std::bad_alloc");
	return p->outcome.exit_code == 1 && says(p, "MemoryError");
}

static bool is_over_output(const struct process *p)
{
	return p->out.total > p->limits.output_bytes ||
	       p->err.total > p->limits.output_bytes ||
	       p->outcome.signal == SIGXFSZ;
}

static enum momus_run_status status_of(struct process *p)
{
	struct momus_outcome *o = &p->outcome;

	if (p->reason == PROCESS_OUTPUT || is_over_output(p))
		return MOMUS_RUN_OUTPUT_LIMIT;
	/* Part of what it wrote is lost, which nobody may judge. */
	if (p->out.head.starved || p->err.head.starved) {
		o->starved = true;
		snprintf(o->message, sizeof o->message,
			 "no memory for what a program said");
		return MOMUS_RUN_INTERNAL_ERROR;
	}
	if (p->memory == GROUP_MEMORY_OVER)
		return MOMUS_RUN_MEMORY_LIMIT;
	if (p->memory == GROUP_MEMORY_HOST) {
		snprintf(o->message, sizeof o->message,
			 "this machine, or the group that momus is in, has "
			 "too little memory for the limit");
		return MOMUS_RUN_INTERNAL_ERROR;
	}
	if (p->reason == PROCESS_CPU || o->cpu_s >= p->limits.cpu_s)
		return MOMUS_RUN_TIME_LIMIT;
	if (p->reason == PROCESS_WALL) {
		o->idle = true;
		return MOMUS_RUN_TIME_LIMIT;
	}
	if (o->signal == SIGSYS) {
		snprintf(o->message, sizeof o->message,
			 "a system call of another architecture");
		return MOMUS_RUN_SANDBOX_VIOLATION;
	}
	if (p->reply.stage == JAIL_NO_COMPILE)
		return MOMUS_RUN_COMPILE_ERROR;
	if (o->exit_code == 0)
		return MOMUS_RUN_ACCEPTED;
	if (says_no_memory(p))
		return MOMUS_RUN_MEMORY_LIMIT;
	return MOMUS_RUN_RUNTIME_ERROR;
}

void momus_process_judge(struct process *p)
{
	struct momus_outcome *o = &p->outcome;
	const struct jail_reply *r = &p->reply;

	o->out = momus_buffer_text(&p->out.head);
	o->err = momus_buffer_text(&p->err.head);
	o->out_total = p->out.total;
	o->err_total = p->err.total;
	o->exit_code = WIFEXITED(r->status) ? WEXITSTATUS(r->status) : -1;
	o->signal = WIFSIGNALED(r->status) ? WTERMSIG(r->status) : 0;
	o->wall_s = r->wall_s;
	o->cpu_s = fmax(r->cpu_s, o->cpu_s - r->own_s);
	if (!o->peak_bytes)
		o->peak_bytes = r->peak_bytes;
	if (r->op != JAIL_DONE || r->stage == JAIL_STARTING)
		set_internal(p);
	else
		o->status = status_of(p);
}
