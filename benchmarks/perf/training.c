/* training.c - seconds of one supervised step of the native engine
 *
 * usage: training FOLDER ROWS LENGTH THREADS STEPS
 *
 * FOLDER is a Hugging Face model.  A step is what the trainer `sft` does with
 * ROWS sequences of LENGTH tokens, all but the first scored: forward pass,
 * log-probabilities, both backward, the gradient's norm, AdamW.  The tokens are
 * counted up modulo the vocabulary, by an odd step a row, so that a peer can
 * make the same.  One JSON object: seconds of the least of STEPS steps, where
 * they went, and the loss of each.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/forward.h"
#include "model/head.h"
#include "ops/adamw.h"

static const struct adamw adamw = { 1e-4, 0.9, 0.999, 1e-8, 0.01 };

enum part { FORWARD, HEAD, BACKWARD, ADAMW, PARTS };

static const char *const part_names[PARTS] = { "forward", "head", "backward",
					       "adamw" };

struct work {
	struct model *m;
	struct batch batch;
	struct head_rows rows;
	float *gradient, *mean, *square; /* (total) */
	float *logprob, *d;		 /* (rows.n) */
	float *dx;			 /* (tokens, hidden) */
	size_t tokens;
	double parts[PARTS]; /* seconds of the last step */
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Adds to PART the time since *SINCE, which becomes now. */
static void spent(struct work *w, enum part part, double *since)
{
	double t = now();

	w->parts[part] += t - *since;
	*since = t;
}

static void *some(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (!p) {
		fprintf(stderr, "training: out of memory\n");
		exit(1);
	}
	return p;
}

static void make_work(struct work *w, size_t rows, size_t length)
{
	size_t total = w->m->parameters.total;
	int32_t vocab = (int32_t)w->m->parameters.config.vocab;
	int32_t *ids = some(rows * length, sizeof *ids);
	int32_t *token = some(rows * length, sizeof *token);
	size_t *start = some(rows + 1, sizeof *start);
	size_t *at = some(rows * length, sizeof *at), n = 0;

	for (size_t r = 0; r < rows; r++) {
		start[r + 1] = start[r] + length;
		for (size_t t = 0; t < length; t++) {
			size_t i = r * length + t;

			ids[i] = (int32_t)((7 + 13 * r + (2 * r + 3) * t) %
					   (size_t)vocab);
			if (!t)
				continue;
			at[n] = i - 1;
			token[n++] = ids[i];
		}
	}
	w->tokens = rows * length;
	w->batch = (struct batch){ ids, start, rows };
	w->rows = (struct head_rows){ NULL, at, token, n, 1.0 };
	w->gradient = some(3 * total, sizeof *w->gradient);
	w->mean = w->gradient + total;
	w->square = w->mean + total;
	w->logprob = some(2 * n, sizeof *w->logprob);
	w->d = w->logprob + n;
	w->dx = some(w->tokens * (size_t)w->m->parameters.config.hidden,
		     sizeof *w->dx);
}

/* Step T, from 1; *LOSS in nats a token. */
static int step(struct work *w, int t, double *loss, struct momus_error *err)
{
	size_t total = w->m->parameters.total;
	double since = now(), norm;
	struct head_kept head = { .model = NULL };
	struct kept kept;
	int rc;

	memset(w->parts, 0, sizeof w->parts);
	memset(w->gradient, 0, total * sizeof *w->gradient);
	memset(w->dx, 0,
	       w->tokens * (size_t)w->m->parameters.config.hidden *
		       sizeof *w->dx);
	rc = kept_init(&kept, w->m, (int64_t)w->tokens, true, err);
	if (rc < 0)
		return rc;
	rc = forward(w->m, &w->batch, &kept, err);
	spent(w, FORWARD, &since);
	w->rows.hidden = kept.hidden;
	w->rows.row = kept.row;
	if (rc == MOMUS_OK)
		rc = head_forward(w->m, &w->rows, w->logprob, NULL, &head, err);
	*loss = 0;
	for (size_t i = 0; i < w->rows.n; i++) {
		*loss -= (double)w->logprob[i] / (double)w->rows.n;
		w->d[i] = -1.0f / (float)w->rows.n;
	}
	if (rc == MOMUS_OK)
		rc = head_backward(w->m, &w->rows, &head, w->d, NULL, w->dx,
				   w->gradient, err);
	head_kept_release(&head);
	spent(w, HEAD, &since);
	if (rc == MOMUS_OK)
		rc = backward(w->m, &kept, w->dx, w->gradient, err);
	kept_release(&kept);
	spent(w, BACKWARD, &since);
	norm = adamw_norm(w->gradient, (int64_t)total);
	adamw_run(w->m->crew, &adamw, t, fmin(1.0, 1.0 / (norm + 1e-6)),
		  w->m->w, w->mean, w->square, w->gradient, (int64_t)total);
	spent(w, ADAMW, &since);
	return rc;
}

static void print_steps(const struct work *w, const double *seconds,
			const double *losses, const double *parts, long steps)
{
	double least = seconds[0];

	for (long t = 1; t < steps; t++)
		least = fmin(least, seconds[t]);
	printf("{\"parameters\":%zu,\"tokens\":%zu,\"step_s\":%.4f",
	       w->m->parameters.total, w->tokens, least);
	for (int p = 0; p < PARTS; p++)
		printf(",\"%s_s\":%.4f", part_names[p], parts[p]);
	printf(",\"losses\":[");
	for (long t = 0; t < steps; t++)
		printf("%s%.6f", t ? "," : "", losses[t]);
	printf("]}\n");
}

int main(int argc, char **argv)
{
	long rows = argc == 6 ? strtol(argv[2], NULL, 10) : 0;
	long length = rows > 0 ? strtol(argv[3], NULL, 10) : 0;
	long threads = length > 1 ? strtol(argv[4], NULL, 10) : 0;
	long steps = threads > 0 ? strtol(argv[5], NULL, 10) : 0;
	double seconds[64], losses[64], parts[PARTS], begun;
	struct momus_error err = { "" };
	struct work w = { .m = NULL };

	if (steps < 1 || steps > 64) {
		fprintf(stderr,
			"usage: training FOLDER ROWS LENGTH THREADS STEPS\n");
		return 2;
	}
	if (model_open(&w.m, argv[1], -1, (int)threads, &err) < 0) {
		fprintf(stderr, "training: %s\n", err.text);
		return 1;
	}
	make_work(&w, (size_t)rows, (size_t)length);
	for (long t = 0; t < steps; t++) {
		begun = now();
		if (step(&w, (int)t + 1, &losses[t], &err) < 0) {
			fprintf(stderr, "training: %s\n", err.text);
			return 1;
		}
		seconds[t] = now() - begun;
		for (int p = 0; p < PARTS; p++)
			if (!t || w.parts[p] < parts[p])
				parts[p] = w.parts[p];
	}
	print_steps(&w, seconds, losses, parts, steps);
	model_close(w.m);
	return 0;
}
