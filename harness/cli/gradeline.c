/* gradeline.c - see gradeline.h */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/gradeline.h"
#include "cli/progress.h"
#include "core/log.h"
#include "core/loop.h"
#include "momus/buffer.h"

enum {
	LISTED = 10,	    /* lenient passes named one by one */
	PLAIN_EVERY_S = 10, /* where there is no terminal */
	SETTLE_S = 1,	    /* before there is a guess of the time left */
};

/* Seconds left after TOOK, by the mean of the time so far: answers differ much, and
 * the longest may come first.  Those that turn out to be slow come last: then the
 * time that their programs take says more, as many at once as ran so far. */
static double seconds_left(const struct momus_grading_progress *now,
			   double took)
{
	double mean = took * ((double)now->n - now->work) / now->work;
	double slow = now->slow_s / fmax(1, now->ran_s / took);

	return fmax(mean, slow);
}

static void write_line(const struct momus_grade_line *line,
		       const struct momus_grading_progress *now, double seconds,
		       struct momus_buffer *b)
{
	double took = seconds - line->started,
	       left = (double)now->n - now->work;
	char time[32];

	momus_buffer_printf(b, "%zu of %zu %s", now->done, now->n,
			    line->what ? line->what : "graded");
	if (now->n)
		momus_buffer_printf(b, " (%.0f %%)",
				    floor(100 * now->work / (double)now->n));
	if (took > SETTLE_S && now->work > 0 && left > 0) {
		momus_progress_time(seconds_left(now, took), time);
		momus_buffer_printf(b, ", %s left", time);
	}
	if (now->references_done < now->references)
		momus_buffer_printf(b, ", reference outputs: %u of %u computed",
				    now->references_done, now->references);
}

void momus_grade_line_show(struct momus_grade_line *line,
			   const struct momus_grading_progress *now)
{
	bool terminal = isatty(STDERR_FILENO);
	double seconds = momus_loop_now();
	struct momus_buffer b;

	if (line->started <= 0) {
		line->started = seconds;
		line->next = seconds + PLAIN_EVERY_S;
	}
	if (terminal ? seconds - line->last < 0.4 : seconds < line->next)
		return;
	line->last = seconds;
	momus_buffer_init(&b, 512);
	write_line(line, now, seconds, &b);
	if (terminal) {
		line->shown = true;
		fprintf(stderr, "\r\033[K%s", b.ptr);
		fflush(stderr);
	}
	if (seconds >= line->next) {
		line->next = seconds + PLAIN_EVERY_S;
		/* To the terminal it has been said; to --log-json it goes. */
		momus_log(terminal ? MOMUS_LOG_DEBUG : MOMUS_LOG_INFO, "grade",
			  "%s", b.ptr);
	}
	momus_buffer_release(&b);
}

void momus_grade_line_clear(struct momus_grade_line *line)
{
	if (line->shown)
		fputs("\r\033[K", stderr);
	*line = (struct momus_grade_line){ .what = line->what };
}

static size_t answered(const struct momus_tally *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		n += t->problems[i].samples > 0;
	return n;
}

static void print_share(const char *name, double share)
{
	if (isnan(share))
		printf("%s unknown", name);
	else
		printf("%s %.2f %%", name, 100 * share);
}

static void print_unjudged(const struct momus_tally *t)
{
	printf("could not be judged: %" PRIu64, t->unjudged);
	if (t->unjudged)
		printf("; Pass@1 leaves them out, with them it lies between "
		       "%.2f and %.2f %%",
		       100 * momus_tally_bound(t, false),
		       100 * momus_tally_bound(t, true));
	if (t->undecided)
		printf("; by strict alone: %" PRIu64
		       ", which its Pass@1 leaves out",
		       t->undecided);
	putchar('\n');
}

static void print_parts(const struct momus_tally *t)
{
	const char *before = "parts: ";

	for (size_t i = 0; i < t->n_parts; i++) {
		double share = momus_tally_part(t, i);

		if (isnan(share))
			continue;
		fputs(before, stdout);
		print_share(t->parts[i], share);
		before = ", ";
	}
	for (size_t i = 0; i < t->n_groups; i++) {
		const struct momus_tally_group *g = &t->groups[i];

		if (!g->judged)
			continue;
		printf("%s%.*s/* %.2f %% of %" PRIu64, before, (int)g->name.len,
		       g->name.ptr, 100 * (double)g->right / (double)g->judged,
		       g->judged);
		before = ", ";
	}
	if (before[0] == ',')
		putchar('\n');
	if (t->tests)
		printf("tests: %.2f %% of %" PRIu64 "\n",
		       100 * (double)t->tests_right / (double)t->tests,
		       t->tests);
}

void momus_grade_summary(const struct momus_tally *t, const char *task,
			 const char *grader, double seconds)
{
	printf("%s, grader %s: %zu problems, %" PRIu64 " samples\n", task,
	       grader, answered(t), t->samples);
	print_share("Pass@1:", momus_tally_pass(t, false));
	print_share(", strict", momus_tally_pass(t, true));
	puts(" (mean over problems)");
	print_parts(t);
	printf("lenient or forged passes (strict refuses them): %" PRIu64
	       "; passes by strict alone: %" PRIu64 "\n",
	       t->lenient, t->strict_only);
	print_unjudged(t);
	printf("%.1f s; %" PRIu64 " programs, %.1f s of CPU", seconds,
	       t->programs, t->cpu_s);
	if (t->compiled)
		printf("; %" PRIu64 " compiled, %.1f s of CPU", t->compiled,
		       t->compile_cpu_s);
	putchar('\n');
}

void momus_grade_lenient(const char *before, size_t n,
			 void (*name)(void *arg, size_t i), void *arg)
{
	for (size_t i = 0; i < n && i < LISTED; i++) {
		fputs(i ? ", " : before, stdout);
		name(arg, i);
	}
	if (n > LISTED)
		printf(" and %zu more", n - LISTED);
	if (n)
		putchar('\n');
}
