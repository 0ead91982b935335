/* progress.h - how far a run is: one line that changes, or a plain one now and
 * then */
#ifndef MOMUS_CLI_PROGRESS_H
#define MOMUS_CLI_PROGRESS_H

#include "run/pipeline.h"

struct momus_progress {
	bool terminal;	      /* standard error is one */
	bool shown;	      /* a line stands there */
	double next;	      /* plain lines: when, in seconds of the run */
	double seen_at, rate; /* nodes a second, over about half a minute */
	double sum, weight;   /* .rate is their quotient */
	uint64_t seen;
	/* Of several runs one after the other: seconds before this one; and what
	 * the line begins with, borrowed, or NULL. */
	double base;
	const char *before;
};

/* Begins; messages of the log erase the line first. */
void momus_progress_init(struct momus_progress *p);
/* Ends: the line goes. */
void momus_progress_release(struct momus_progress *p);

/* The line goes. */
void momus_progress_clear(struct momus_progress *p);

/* Shows LINE at NOW, seconds since the beginning; where there is no terminal,
 * only so often, as a message of AREA. */
void momus_progress_line(struct momus_progress *p, double now, const char *area,
			 struct momus_text line);

/* A callback for pipeline.h; ARG is a struct momus_progress. */
void momus_progress_show(void *arg, const struct momus_pipeline_progress *now);

/* SECONDS as "1:02:03" or "2:03". */
void momus_progress_time(double seconds, char out[32]);

/* N as "950", "12.3k", "4.56M". */
void momus_progress_count(double n, char out[16]);

#endif /* MOMUS_CLI_PROGRESS_H */
