/* progress.c - see progress.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/progress.h"
#include "core/log.h"
#include "momus/buffer.h"

#define PLAIN_EVERY_S 10
#define SMOOTH_S      30

/* The logger's lock is held: a message may come from another thread. */
static void erase(void *arg)
{
	struct momus_progress *p = arg;

	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}

void momus_progress_init(struct momus_progress *p)
{
	*p = (struct momus_progress){ .terminal = isatty(STDERR_FILENO),
				      .next = PLAIN_EVERY_S };
	momus_log_hook(erase, p);
}

void momus_progress_release(struct momus_progress *p)
{
	momus_log_hook(NULL, NULL);
	momus_progress_clear(p);
}

void momus_progress_time(double seconds, char out[32])
{
	long s = lround(fmin(seconds, 1e8));

	if (s >= 3600)
		snprintf(out, 32, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60,
			 s % 60);
	else
		snprintf(out, 32, "%ld:%02ld", s / 60, s % 60);
}

void momus_progress_count(double n, char out[16])
{
	if (n < 10000)
		snprintf(out, 16, "%.0f", n);
	else if (n < 1e6)
		snprintf(out, 16, "%.1fk", n / 1e3);
	else
		snprintf(out, 16, "%.2fM", n / 1e6);
}

static uint64_t ended(const struct momus_pipeline_progress *now)
{
	return now->nodes_done + now->nodes_failed + now->nodes_skipped;
}

/* A rate that forgets: weight 1/e after SMOOTH_S. */
static void measure(struct momus_progress *p,
		    const struct momus_pipeline_progress *now)
{
	double dt, keep;

	if (now->seconds < p->seen_at || ended(now) < p->seen) {
		p->seen_at = p->sum = p->weight = 0; /* another run */
		p->seen = 0;
	}
	dt = now->seconds - p->seen_at;
	if (dt <= 0)
		return;
	keep = exp(-dt / SMOOTH_S);
	p->sum = p->sum * keep + (double)(ended(now) - p->seen);
	p->weight = p->weight * keep + dt;
	p->rate = p->sum / p->weight;
	p->seen = ended(now);
	p->seen_at = now->seconds;
}

static void write_tokens(const struct momus_pipeline_progress *now,
			 struct momus_buffer *b)
{
	char prompt[16], completion[16], rate[16];
	double total = (double)(now->prompt_tokens + now->completion_tokens);

	if (total <= 0)
		return;
	momus_progress_count((double)now->prompt_tokens, prompt);
	momus_progress_count((double)now->completion_tokens, completion);
	momus_progress_count(total / fmax(now->seconds, 1e-3), rate);
	momus_buffer_printf(b, ", %s+%s tokens (%s/s)", prompt, completion,
			    rate);
	if (now->cost > 0)
		momus_buffer_printf(b, ", $%.2f", now->cost);
}

static void write_line(const struct momus_progress *p,
		       const struct momus_pipeline_progress *now,
		       struct momus_buffer *b)
{
	uint64_t there = now->nodes_before + ended(now);
	uint64_t left = now->nodes > there ? now->nodes - there : 0;
	char eta[32];

	if (now->runs > 1)
		momus_buffer_printf(b, "%u of %u cells, ", now->runs_ended,
				    now->runs);
	momus_buffer_printf(
		b, "%llu of %llu (%.0f %%)", (unsigned long long)there,
		(unsigned long long)now->nodes,
		now->nodes ? floor(100.0 * (double)there / (double)now->nodes)
			   : 100.0);
	if (left && p->rate > 0) {
		momus_progress_time((double)left / p->rate, eta);
		momus_buffer_printf(b, ", %s left", eta);
	}
	if (now->references_done < now->references)
		momus_buffer_printf(b, ", reference outputs %llu of %llu",
				    (unsigned long long)now->references_done,
				    (unsigned long long)now->references);
	momus_buffer_printf(
		b, ", %llu failed, %.1f/s",
		(unsigned long long)(now->nodes_failed + now->rewards_failed),
		p->rate);
	if (now->in_flight || now->waiting)
		momus_buffer_printf(b, ", %llu asked, %llu waiting",
				    (unsigned long long)now->in_flight,
				    (unsigned long long)now->waiting);
	if (now->grading)
		momus_buffer_printf(b, ", %llu in grading",
				    (unsigned long long)now->grading);
	if (now->rewarding)
		momus_buffer_printf(b, ", %llu in rewarding",
				    (unsigned long long)now->rewarding);
	write_tokens(now, b);
}

static size_t columns(void)
{
	struct winsize w;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 1
		       ? w.ws_col - 1u
		       : 79;
}

void momus_progress_clear(struct momus_progress *p)
{
	momus_log_hold();
	erase(p);
	fflush(stderr);
	momus_log_go_on();
}

void momus_progress_line(struct momus_progress *p, double now, const char *area,
			 struct momus_text line)
{
	size_t width;

	if (p->terminal) {
		width = columns();
		momus_log_hold();
		fprintf(stderr, "\r\033[K%.*s",
			(int)(line.len < width ? line.len : width), line.ptr);
		fflush(stderr);
		p->shown = true;
		momus_log_go_on();
	}
	if (now < p->next)
		return;
	p->next = now + PLAIN_EVERY_S;
	/* To the terminal it has been said; to --log-json it goes. */
	momus_log(p->terminal ? MOMUS_LOG_DEBUG : MOMUS_LOG_INFO, area, "%.*s",
		  (int)line.len, line.ptr);
}

void momus_progress_show(void *arg, const struct momus_pipeline_progress *now)
{
	struct momus_progress *p = arg;
	struct momus_buffer b;

	measure(p, now);
	if (!p->terminal && p->base + now->seconds < p->next)
		return;
	momus_buffer_init(&b, 1024);
	if (p->before)
		momus_buffer_puts(&b, p->before);
	write_line(p, now, &b);
	momus_progress_line(p, p->base + now->seconds, "run",
			    momus_buffer_text(&b));
	momus_buffer_release(&b);
}
