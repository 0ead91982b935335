/* train.c - see train.h */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/loop.h"
#include "run/checkpoints.h"
#include "run/improve.h"
#include "run/lessons.h"
#include "run/rollouts.h"
#include "run/train.h"
#include "run/update.h"
#include "store/lock.h"

struct momus_train {
	const struct momus_train_plan *plan;
	struct momus_lessons lessons;
	uint32_t *rows;	 /* owned, (lessons.n): held out first, then the others
			  * in the order of .epoch */
	uint32_t *drawn; /* owned: the others in the file's order */
	size_t held, learn; /* rows */
	struct momus_checkpoint place;
	uint64_t steps, per_epoch, epoch;
	bool ordered;		       /* .rows is of .epoch */
	struct momus_improve *improve; /* owned; NULL: it learns from rows */
	char *lock;		       /* owned: the file of .locked */
	int locked;		       /* -1: nothing is written */
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
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
	return momus_checkpoints_load(t->plan, newest, &t->place, err);
}

static int open_rows(struct momus_train *t, struct momus_error *err)
{
	const struct momus_train_plan *p = t->plan;
	int rc = momus_lessons_read(&t->lessons, p->options->data, p->engine,
				    p->model, p->training.max_prompt,
				    p->training.max_answer, err);

	return rc < 0 ? rc : divide(t, err);
}

/* The output is one training's: two would write one checkpoint. */
static int lock(struct momus_train *t, struct momus_error *err)
{
	const char *output = t->plan->options->output;
	struct stat there;

	if (asprintf(&t->lock, "%s/lock", output) < 0) {
		t->lock = NULL;
		return no_memory(err);
	}
	if (mkdir(output, 0777) != 0 && errno != EEXIST)
		return momus_fail(err,
				  errno == ENOSPC || errno == EDQUOT ||
						  errno == EIO
					  ? MOMUS_EIO
					  : MOMUS_EINVAL,
				  "%s: %s", output, strerror(errno));
	if (stat(output, &there) == 0 && !S_ISDIR(there.st_mode))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: is a file; output is a folder", output);
	return momus_lock_take(&t->locked, t->lock, output, momus_files_real(),
			       err);
}

/* The checkpoint first: it tells whether there is anything to roll out. */
static int open_rewards(struct momus_train *t,
			const struct momus_train_how *how,
			struct momus_error *err)
{
	int rc = find_checkpoint(t, how->resume || how->dry, err);

	if (rc == MOMUS_OK)
		rc = momus_improve_open(&t->improve, t->plan, how, &t->place,
					err);
	if (rc == MOMUS_OK)
		t->steps = momus_improve_steps(t->improve);
	return rc;
}

int momus_train_open(struct momus_train **out,
		     const struct momus_train_plan *plan,
		     const struct momus_train_how *how, struct momus_error *err)
{
	struct momus_train *t = calloc(1, sizeof *t);
	int rc;

	*out = NULL;
	if (!t)
		return no_memory(err);
	t->plan = plan;
	t->locked = -1;
	rc = how->dry ? MOMUS_OK : lock(t, err);
	if (rc == MOMUS_OK && plan->training.rewards) {
		rc = open_rewards(t, how, err);
	} else if (rc == MOMUS_OK) {
		rc = open_rows(t, err);
		if (rc == MOMUS_OK)
			rc = find_checkpoint(t, how->resume || how->dry, err);
	}
	if (rc == MOMUS_OK) /* last: others say more of what they miss */
		rc = momus_checkpoints_check(plan, &t->place, err);
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
	momus_improve_close(t->improve);
	momus_lessons_release(&t->lessons);
	momus_lock_release(t->locked, t->lock, momus_files_real());
	if (t->lock)
		rmdir(t->plan->options->output); /* if nothing came of it */
	free(t->lock);
	free(t->rows);
	free(t->drawn);
	free(t);
}

struct momus_train_size momus_train_size(const struct momus_train *t)
{
	struct momus_train_size size = {
		.rows = t->learn,
		.held_out = t->held,
		.too_long = t->lessons.too_long,
		.empty = t->lessons.empty,
		.tokens = t->lessons.n_tokens,
		.steps = t->steps,
		.done = t->place.step,
	};

	if (t->improve)
		momus_improve_size(t->improve, &size);
	return size;
}

struct batch { /* rows of one step; owned, (n) */
	struct momus_example *list;
	uint32_t *group;
	double *reward;
};

static void batch_release(struct batch *b)
{
	free(b->list);
	free(b->group);
	free(b->reward);
}

static int batch_init(struct batch *b, const struct momus_train *t,
		      const uint32_t *rows, size_t n, struct momus_error *err)
{
	b->list = calloc(n + 1, sizeof *b->list);
	b->group = calloc(n + 1, sizeof *b->group);
	b->reward = calloc(n + 1, sizeof *b->reward);
	if (!b->list || !b->group || !b->reward) {
		batch_release(b);
		return no_memory(err);
	}
	for (size_t i = 0; i < n; i++) {
		const struct momus_lesson *l = &t->lessons.list[rows[i]];

		b->list[i] = (struct momus_example){ t->lessons.tokens + l->at,
						     l->n, l->first };
	}
	return MOMUS_OK;
}

/* Puts the rows into the order of the epoch at hand. */
static void order(struct momus_train *t)
{
	uint64_t epoch = t->place.step / t->per_epoch;

	if (t->ordered && epoch == t->epoch)
		return;
	momus_lessons_order(t->learn, (uint64_t)t->plan->options->seed, epoch,
			    t->rows + t->held);
	for (size_t i = t->held; i < t->lessons.n; i++)
		t->rows[i] = t->drawn[t->rows[i]];
	t->epoch = epoch;
	t->ordered = true;
}

static int next_rows(struct momus_train *t, struct momus_train_step *out,
		     struct momus_error *err)
{
	size_t batch = t->plan->training.mini_batch, at, n;
	struct batch b;
	int rc;

	order(t);
	at = (size_t)(t->place.step % t->per_epoch) * batch;
	n = t->learn - at < batch ? t->learn - at : batch;
	rc = batch_init(&b, t, t->rows + t->held + at, n, err);
	if (rc < 0)
		return rc;
	rc = momus_update_make(t->plan,
			       &(struct momus_update){ .list = b.list,
						       .n = n,
						       .group = b.group,
						       .reward = b.reward },
			       t->place.updates, t->steps, &out->made, err);
	out->rows = n;
	out->epoch = (uint32_t)t->epoch;
	batch_release(&b);
	t->place.updates += rc == MOMUS_OK;
	return rc;
}

int momus_train_next(struct momus_train *t, struct momus_train_step *out,
		     struct momus_error *err)
{
	int rc;

	memset(out, 0, sizeof *out);
	if (t->place.step >= t->steps)
		return MOMUS_END;
	rc = t->improve ? momus_improve_next(t->improve, &t->place, out, err)
			: next_rows(t, out, err);
	if (rc != MOMUS_OK)
		return rc;
	out->step = ++t->place.step;
	out->steps = t->steps;
	return MOMUS_OK;
}

int momus_train_keep(struct momus_train *t, bool now,
		     struct momus_train_log *log, struct momus_error *err)
{
	int rc;

	if (!now && t->place.step < t->steps &&
	    t->place.step % (uint64_t)t->plan->options->checkpoint_every)
		return MOMUS_OK;
	if (t->improve)
		t->place.ahead = momus_improve_ahead(t->improve, t->place.step);
	rc = momus_checkpoints_write(t->plan, &t->place, log, err);
	if (rc == MOMUS_OK && t->improve && !t->plan->options->keep_rollouts)
		momus_rollouts_remove(t->plan, t->place.step);
	return rc;
}

static int measure_loss(struct momus_train *t, double *loss,
			struct momus_error *err)
{
	const struct momus_scoring s = momus_update_scoring(t->plan);
	float *logprobs = NULL;
	double sum = 0;
	struct batch b;
	size_t n;
	bool one;
	int rc;

	rc = batch_init(&b, t, t->rows, t->held, err);
	if (rc < 0)
		return rc;
	n = momus_scoring_count(b.list, t->held, NULL);
	logprobs = calloc(n + 1, sizeof *logprobs);
	rc = logprobs ? momus_scoring_forward(&s, b.list, t->held, false,
					      logprobs, NULL, &one, err)
		      : no_memory(err);
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++)
		sum -= (double)logprobs[i];
	if (rc == MOMUS_OK && n)
		*loss = sum / (double)n;
	free(logprobs);
	batch_release(&b);
	return rc;
}

int momus_train_held_out(struct momus_train *t, struct momus_held_out *out,
			 struct momus_error *err)
{
	size_t most = (size_t)t->plan->options->held_out_answers;
	double begin = momus_loop_now();
	int rc;

	*out = (struct momus_held_out){ .loss = NAN };
	if (!t->held)
		return MOMUS_OK;
	if (!t->ordered)
		order(t);
	rc = measure_loss(t, &out->loss, err);
	if (rc == MOMUS_OK)
		rc = momus_format_measure(t->plan, &t->lessons, t->rows,
					  t->held, most, &out->format, err);
	out->seconds = momus_loop_now() - begin;
	return rc;
}
