/* gradeline.c - see gradeline.h */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/gradeline.h"
#include "core/loop.h"

enum { LISTED = 10 }; /* lenient passes named one by one */

void momus_grade_line_show(struct momus_grade_line *line, size_t done, size_t n,
			   uint32_t references_done, uint32_t references)
{
	double now = momus_loop_now();

	if (!isatty(STDERR_FILENO) || now - line->last < 0.4)
		return;
	line->last = now;
	line->shown = true;
	fprintf(stderr, "\r\033[K%zu of %zu graded", done, n);
	if (references_done < references)
		fprintf(stderr, ", reference outputs: %u of %u computed",
			references_done, references);
	fflush(stderr);
}

void momus_grade_line_clear(struct momus_grade_line *line)
{
	if (line->shown)
		fputs("\r\033[K", stderr);
	line->shown = false;
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

void momus_grade_lenient(size_t n, void (*name)(void *arg, size_t i), void *arg)
{
	for (size_t i = 0; i < n && i < LISTED; i++) {
		fputs(i ? ", " : "  ", stdout);
		name(arg, i);
	}
	if (n > LISTED)
		printf(" and %zu more", n - LISTED);
	if (n)
		putchar('\n');
}
