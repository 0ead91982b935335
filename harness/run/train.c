/* train.c - see train.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "run/checkpoints.h"
#include "run/lessons.h"
#include "run/train.h"

struct momus_train {
	const struct momus_train_plan *plan;
	struct momus_lessons lessons;
	uint32_t *rows;	 /* owned, (lessons.n): held out first, then the others
			  * in the order of .epoch */
	uint32_t *drawn; /* owned: the others in the file's order */
	size_t held, learn; /* rows */
	uint64_t step, steps, per_epoch, epoch;
	bool ordered; /* .rows is of .epoch */
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Chooses the rows that are held out, by the seed. */
static int divide(struct momus_train *t, struct momus_error *err)
{
	const struct momus_train_options *o = t->plan->options;
	size_t n = t->lessons.n, batch = t->plan->training.mini_batch;

	t->rows = calloc(n + 1, sizeof *t->rows);
	t->drawn = calloc(n + 1, sizeof *t->drawn);
	if (!t->rows || !t->drawn)
		return no_memory(err);
	momus_lessons_order(n, (uint64_t)o->seed, UINT64_MAX, t->rows);
	t->held = (size_t)floor(o->held_out * (double)n);
	t->learn = n - t->held;
	memcpy(t->drawn, t->rows + t->held, t->learn * sizeof *t->drawn);
	t->per_epoch = (t->learn + batch - 1) / batch;
	t->steps = t->per_epoch * t->plan->training.epochs;
	if (o->steps && (uint64_t)o->steps < t->steps)
		t->steps = (uint64_t)o->steps;
	return MOMUS_OK;
}

static int find_checkpoint(struct momus_train *t, bool resume,
			   struct momus_error *err)
{
	int64_t newest;
	int rc = momus_checkpoints_newest(t->plan, &newest, err);

	if (rc < 0 || newest < 0)
		return rc;
	if (!resume)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: has a checkpoint of step %lld already; "
				  "go on with --resume, or name another output",
				  t->plan->options->output, (long long)newest);
	t->step = (uint64_t)newest;
	return momus_checkpoints_load(t->plan, newest, err);
}

int momus_train_open(struct momus_train **out,
		     const struct momus_train_plan *plan, bool resume,
		     struct momus_error *err)
{
	struct momus_train *t = calloc(1, sizeof *t);
	int rc;

	*out = NULL;
	if (!t)
		return no_memory(err);
	t->plan = plan;
	if (plan->training.rewards)
		rc = momus_fail(err, MOMUS_ENOTSUP,
				"train: this trainer learns from rewards, and "
				"rows have none; sft learns from rows");
	else
		rc = momus_lessons_read(&t->lessons, plan->options->data,
					plan->engine, plan->model,
					plan->training.max_prompt,
					plan->training.max_answer, err);
	if (rc == MOMUS_OK)
		rc = divide(t, err);
	if (rc == MOMUS_OK)
		rc = find_checkpoint(t, resume, err);
	if (rc < 0)
		momus_train_close(t);
	else
		*out = t;
	return rc;
}

void momus_train_close(struct momus_train *t)
{
	if (!t)
		return;
	momus_lessons_release(&t->lessons);
	free(t->rows);
	free(t->drawn);
	free(t);
}

struct momus_train_size momus_train_size(const struct momus_train *t)
{
	return (struct momus_train_size){
		.rows = t->learn,
		.held_out = t->held,
		.too_long = t->lessons.too_long,
		.empty = t->lessons.empty,
		.tokens = t->lessons.n_tokens,
		.steps = t->steps,
		.done = t->step,
	};
}

struct work { /* one batch, in chunks that go through the model at once */
	const uint32_t *rows; /* borrowed */
	size_t n;
	int32_t *tokens;       /* owned: of a chunk */
	size_t *start, *first; /* owned: of a chunk */
	size_t *answer;	       /* owned, (n): tokens in the loss */
	float *logprob, *entropy, *d_logprob, *d_entropy; /* owned */
	size_t all, learnt;
	uint32_t *group; /* owned, (n) */
	double *reward;	 /* owned, (n) */
};

static void work_release(struct work *w)
{
	free(w->tokens);
	free(w->start);
	free(w->first);
	free(w->answer);
	free(w->logprob);
	free(w->entropy);
	free(w->d_logprob);
	free(w->d_entropy);
	free(w->group);
	free(w->reward);
}

static int work_init(struct work *w, const struct momus_train *t,
		     const uint32_t *rows, size_t n, struct momus_error *err)
{
	memset(w, 0, sizeof *w);
	w->rows = rows;
	w->n = n;
	w->answer = calloc(n + 1, sizeof *w->answer);
	for (size_t i = 0; w->answer && i < n; i++) {
		const struct momus_lesson *l = &t->lessons.list[rows[i]];

		w->answer[i] = l->n - l->first;
		w->all += l->n;
		w->learnt += w->answer[i];
	}
	w->tokens = calloc(w->all + 1, sizeof *w->tokens);
	w->start = calloc(n + 1, sizeof *w->start);
	w->first = calloc(n + 1, sizeof *w->first);
	w->logprob = calloc(w->learnt + 1, sizeof *w->logprob);
	w->entropy = calloc(w->learnt + 1, sizeof *w->entropy);
	w->d_logprob = calloc(w->learnt + 1, sizeof *w->d_logprob);
	w->d_entropy = calloc(w->learnt + 1, sizeof *w->d_entropy);
	w->group = calloc(n + 1, sizeof *w->group);
	w->reward = calloc(n + 1, sizeof *w->reward);
	if (w->answer && w->tokens && w->start && w->first && w->logprob &&
	    w->entropy && w->d_logprob && w->d_entropy && w->group && w->reward)
		return MOMUS_OK;
	work_release(w);
	return no_memory(err);
}

/* Puts rows from AT on together, as many as fit .chunk, at least one; the end. */
static size_t put_together(const struct momus_train *t, struct work *w,
			   size_t at, struct momus_sequences *s)
{
	size_t most = (size_t)t->plan->options->chunk, i = at, tokens = 0;

	w->start[0] = 0;
	for (; i < w->n; i++) {
		const struct momus_lesson *l = &t->lessons.list[w->rows[i]];

		if (i > at && tokens + l->n > most)
			break;
		memcpy(w->tokens + tokens, t->lessons.tokens + l->at,
		       l->n * sizeof *w->tokens);
		tokens += l->n;
		w->first[i - at] = l->first;
		w->start[i - at + 1] = tokens;
	}
	*s = (struct momus_sequences){ w->tokens, w->start, w->first, i - at };
	return i;
}

/* Sets the log-probabilities of all of W, chunk by chunk.  *ONE tells whether
 * there was only one, and then what backward() needs was kept. */
static int score(const struct momus_train *t, struct work *w, bool learn,
		 bool *one, struct momus_error *err)
{
	const struct momus_train_plan *p = t->plan;
	struct momus_sequences s;
	size_t at = 0, end, done = 0;
	int rc = MOMUS_OK;

	*one = false;
	for (; rc == MOMUS_OK && at < w->n; at = end) {
		end = put_together(t, w, at, &s);
		*one = at == 0 && end == w->n;
		rc = p->engine->forward(
			p->model, &s, p->training.temperature, learn && *one,
			w->logprob + done,
			p->training.entropies ? w->entropy + done : NULL, err);
		for (size_t i = at; i < end; i++)
			done += w->answer[i];
	}
	return rc;
}

/* Sends the derivatives back through the model, chunk by chunk. */
static int send_back(const struct momus_train *t, struct work *w, bool one,
		     struct momus_error *err)
{
	const struct momus_train_plan *p = t->plan;
	struct momus_sequences s;
	size_t at = 0, end, done = 0;
	int rc = MOMUS_OK;

	for (; rc == MOMUS_OK && at < w->n; at = end) {
		end = one ? w->n : put_together(t, w, at, &s);
		if (!one)
			rc = p->engine->forward(p->model, &s,
						p->training.temperature, true,
						w->logprob + done, NULL, err);
		if (rc == MOMUS_OK)
			rc = p->engine->backward(p->model, w->d_logprob + done,
						 p->training.entropies
							 ? w->d_entropy + done
							 : NULL,
						 err);
		for (size_t i = at; i < end; i++)
			done += w->answer[i];
	}
	return rc;
}

static int learn(struct momus_train *t, struct work *w,
		 struct momus_train_step *out, struct momus_error *err)
{
	const struct momus_train_plan *p = t->plan;
	struct momus_rollouts r = { .n = w->n,
				    .tokens = w->answer,
				    .group = w->group,
				    .reward = w->reward,
				    .logprobs = w->logprob,
				    .entropies = w->entropy,
				    .old = w->logprob };
	struct momus_optimizer o;
	double begin = now();
	bool one;
	int rc = score(t, w, true, &one, err);

	out->forward_s = now() - begin;
	if (rc == MOMUS_OK)
		rc = p->trainer->gradient(p->algorithm, &r, w->d_logprob,
					  w->d_entropy, &out->loss, err);
	begin = now();
	if (rc == MOMUS_OK)
		rc = send_back(t, w, one, err);
	out->backward_s = now() - begin;
	begin = now();
	if (rc == MOMUS_OK) {
		p->trainer->optimizer(p->algorithm, t->step, t->steps, &o);
		out->rate = o.rate;
		rc = p->engine->step(p->model, &o, &out->norm, err);
	}
	out->update_s = now() - begin;
	return rc;
}

/* Puts the rows into the order of the epoch at hand. */
static void order(struct momus_train *t)
{
	uint64_t epoch = t->step / t->per_epoch;

	if (t->ordered && epoch == t->epoch)
		return;
	momus_lessons_order(t->learn, (uint64_t)t->plan->options->seed, epoch,
			    t->rows + t->held);
	for (size_t i = t->held; i < t->lessons.n; i++)
		t->rows[i] = t->drawn[t->rows[i]];
	t->epoch = epoch;
	t->ordered = true;
}

int momus_train_next(struct momus_train *t, struct momus_train_step *out,
		     struct momus_error *err)
{
	size_t batch = t->plan->training.mini_batch, at, n;
	struct work w;
	int rc;

	memset(out, 0, sizeof *out);
	if (t->step >= t->steps)
		return MOMUS_END;
	order(t);
	at = (size_t)(t->step % t->per_epoch) * batch;
	n = t->learn - at < batch ? t->learn - at : batch;
	rc = work_init(&w, t, t->rows + t->held + at, n, err);
	if (rc < 0)
		return rc;
	rc = learn(t, &w, out, err);
	out->rows = n;
	out->tokens = w.all;
	out->learnt = w.learnt;
	out->epoch = (uint32_t)t->epoch;
	work_release(&w);
	if (rc < 0)
		return rc;
	out->step = ++t->step;
	out->steps = t->steps;
	return MOMUS_OK;
}

int momus_train_keep(struct momus_train *t, struct momus_error *err)
{
	if (t->step % (uint64_t)t->plan->options->checkpoint_every &&
	    t->step < t->steps)
		return MOMUS_OK;
	return momus_checkpoints_write(t->plan, (int64_t)t->step, err);
}

int momus_train_held_out(struct momus_train *t, double *loss,
			 struct momus_error *err)
{
	struct work w;
	double sum = 0;
	bool one;
	int rc;

	*loss = NAN;
	if (!t->held)
		return MOMUS_OK;
	if (!t->ordered)
		order(t);
	rc = work_init(&w, t, t->rows, t->held, err);
	if (rc < 0)
		return rc;
	rc = score(t, &w, false, &one, err);
	for (size_t i = 0; i < w.learnt; i++)
		sum -= (double)w.logprob[i];
	if (rc == MOMUS_OK && w.learnt)
		*loss = sum / (double)w.learnt;
	work_release(&w);
	return rc;
}
