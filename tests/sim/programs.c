/* programs.c - see programs.h */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/hash.h"
#include "sim/programs.h"

struct sim_job {
	struct sim_job *prev, *next; /* first in, first in the list */
	struct sim_programs *programs;
	const struct momus_job *job; /* owned copy; its texts are borrowed */
	double priority, wall_s;
	uint64_t ticket, event; /* event 0: queued */
	momus_sandbox_done_fn *done;
	void *arg;
};

void sim_programs_init(struct sim_programs *p, struct sim_clock *clock,
		       struct sim_trace *trace)
{
	memset(p, 0, sizeof *p);
	p->clock = clock;
	p->trace = trace;
}

void sim_programs_session(struct sim_programs *p,
			  const struct sim_weather *weather, uint32_t places,
			  struct momus_stream stream)
{
	p->weather = weather;
	p->stream = stream;
	p->places = places;
	p->done = 0;
}

/* The reference outputs that a program is compared with. */
static void add_file(struct momus_sha256 *sha, int fd)
{
	char bytes[256];
	ssize_t n = fd < 0 ? 0 : pread(fd, bytes, sizeof bytes, 0);

	if (n < 0)
		abort();
	momus_sha256_add(sha, (struct momus_text){ bytes, (size_t)n });
}

/* A number that says all about the job's outcome. */
static uint64_t number_of(const struct momus_job *job)
{
	struct momus_sha256 sha;
	uint8_t digest[32];
	uint64_t n;

	momus_sha256_init(&sha);
	momus_sha256_add(&sha, job->source);
	momus_sha256_add(&sha, job->input);
	momus_sha256_add(&sha, job->payload);
	momus_sha256_add(&sha, (struct momus_text){ (const char *)&job->seed,
						    sizeof job->seed });
	add_file(&sha, job->expected_fd);
	momus_sha256_finish(&sha, digest);
	memcpy(&n, digest, sizeof n);
	return n;
}

static enum momus_run_status status_of(uint64_t n, bool sure)
{
	static const uint8_t other[8] = {
		MOMUS_RUN_RUNTIME_ERROR,     MOMUS_RUN_RUNTIME_ERROR,
		MOMUS_RUN_TIME_LIMIT,	     MOMUS_RUN_MEMORY_LIMIT,
		MOMUS_RUN_OUTPUT_LIMIT,	     MOMUS_RUN_COMPILE_ERROR,
		MOMUS_RUN_SANDBOX_VIOLATION, MOMUS_RUN_INTERNAL_ERROR,
	};

	return n & 3 || (sure && (n >> 2 & 7) == 7)
		       ? MOMUS_RUN_ACCEPTED
		       : (enum momus_run_status)other[n >> 2 & 7];
}

static void remove_job(struct sim_job *j)
{
	struct sim_programs *p = j->programs;

	if (j->prev)
		j->prev->next = j->next;
	else
		p->jobs = j->next;
	if (j->next)
		j->next->prev = j->prev;
}

static void fill(struct sim_programs *p);

static void end(void *arg)
{
	struct sim_job *j = arg;
	struct sim_programs *p = j->programs;
	uint64_t n = number_of(j->job);
	/* On the heap, to find who keeps it for too long. */
	char *out = malloc(24);

	if (!out)
		abort();
	snprintf(out, 24, "%016llx", (unsigned long long)n);
	if (j->job->record_fd >= 0 && write(j->job->record_fd, out, 16) != 16)
		abort();
	struct momus_outcome o = {
		.status = j->job->record_fd < 0 ? status_of(n, p->sure)
						: MOMUS_RUN_ACCEPTED,
		.cpu_s = j->wall_s / 2,
		.wall_s = j->wall_s,
		.peak_bytes = 1 << 20,
		.out = { out, 16 },
		.out_total = 16,
	};
	if (o.status == MOMUS_RUN_RUNTIME_ERROR)
		o.exit_code = 1;
	if (o.status == MOMUS_RUN_INTERNAL_ERROR)
		snprintf(o.message, sizeof o.message, "as drawn");
	sim_trace(p->trace, "program %llu: %s", (unsigned long long)j->ticket,
		  momus_run_name(o.status));
	remove_job(j);
	p->running--;
	p->done++;
	j->done(j->arg, &o);
	free(out);
	free((void *)j->job);
	free(j);
	fill(p);
}

/* Starts what there is a place for: the highest priority first, then the
 * oldest. */
static void fill(struct sim_programs *p)
{
	while (p->running < p->places) {
		struct sim_job *best = NULL;

		for (struct sim_job *j = p->jobs; j; j = j->next)
			if (!j->event &&
			    (!best || j->priority > best->priority ||
			     (j->priority == best->priority &&
			      j->ticket < best->ticket)))
				best = j;
		if (!best)
			return;
		p->running++;
		best->wall_s = sim_weather_wait(
			p->weather, p->weather->program_s, &p->stream);
		if (momus_stream_real(&p->stream) < p->weather->stumbles) {
			best->wall_s += 2;
			sim_trace(p->trace, "program %llu: its zygote dies",
				  (unsigned long long)best->ticket);
		}
		best->event = sim_clock_set(
			p->clock, p->clock->now + best->wall_s, end, best);
	}
}

int sim_programs_submit(struct sim_programs *p, const struct momus_job *job,
			double priority, momus_sandbox_done_fn *done, void *arg,
			uint64_t *ticket, struct momus_error *err)
{
	struct sim_job *j = calloc(1, sizeof *j);
	struct momus_job *copy = malloc(sizeof *copy);

	(void)err;
	if (!j || !copy)
		abort();
	*copy = *job;
	j->programs = p;
	j->job = copy;
	j->priority = priority;
	j->ticket = ++p->tickets;
	j->done = done;
	j->arg = arg;
	j->next = p->jobs;
	if (j->next)
		j->next->prev = j;
	p->jobs = j;
	if (ticket)
		*ticket = j->ticket;
	fill(p);
	return MOMUS_OK;
}

void sim_programs_withdraw(struct sim_programs *p, uint64_t ticket)
{
	struct sim_job *j = p->jobs;

	while (j && j->ticket != ticket)
		j = j->next;
	if (!j)
		return;
	sim_trace(p->trace, "program %llu: withdrawn",
		  (unsigned long long)ticket);
	if (j->event) {
		sim_clock_cancel(p->clock, j->event);
		p->running--;
	}
	remove_job(j);
	free((void *)j->job);
	free(j);
	fill(p);
}
