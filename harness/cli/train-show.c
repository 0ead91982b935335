/* train-show.c - see train-show.h */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cli/train-show.h"
#include "core/loop.h"

/* A pass is shown so often at most: chunks may take milliseconds. */
#define EVERY_S 0.1

void momus_train_show_init(struct momus_train_show *s)
{
	*s = (struct momus_train_show){ .before = "first solutions: " };
	s->began = momus_loop_now();
	momus_progress_init(&s->progress);
	s->progress.before = s->before;
}

void momus_train_show_release(struct momus_train_show *s)
{
	momus_progress_release(&s->progress);
}

void momus_train_show_clear(struct momus_train_show *s)
{
	momus_progress_clear(&s->progress);
}

void momus_train_show_step(struct momus_train_show *s, uint64_t step,
			   uint64_t steps)
{
	momus_train_show_clear(s);
	snprintf(s->before, sizeof s->before,
		 "step %llu of %llu: ", (unsigned long long)step,
		 (unsigned long long)steps);
}

void momus_train_show_drawing(void *arg,
			      const struct momus_pipeline_progress *now)
{
	struct momus_train_show *s = arg;

	s->progress.base = momus_loop_now() - s->began - now->seconds;
	momus_progress_show(&s->progress, now);
}

void momus_train_show_pass(void *arg, const char *pass, size_t done, size_t n)
{
	struct momus_train_show *s = arg;
	double now = momus_loop_now(), took, rate;
	char tokens[16], all[16], speed[16], left[32];
	struct momus_buffer b;

	if (!done)
		s->phase_began = now;
	else if (now - s->seen < EVERY_S)
		return;
	s->seen = now;
	took = now - s->phase_began;
	rate = took > 0 ? (double)done / took : 0;
	momus_progress_count((double)done, tokens);
	momus_progress_count((double)n, all);
	momus_progress_count(rate, speed);
	momus_buffer_init(&b, 1024);
	momus_buffer_printf(&b, "%s%s, %s of %s tokens (%.0f %%)", s->before,
			    pass, tokens, all,
			    n ? 100.0 * (double)done / (double)n : 100.0);
	if (done && done < n && rate > 0) {
		momus_progress_time((double)(n - done) / rate, left);
		momus_buffer_printf(&b, ", %s left, %s/s", left, speed);
	}
	momus_progress_line(&s->progress, now - s->began, "train",
			    momus_buffer_text(&b));
	momus_buffer_release(&b);
}
