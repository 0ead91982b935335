/* trainlog.c - see trainlog.h */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/hash.h"
#include "core/log.h"
#include "core/loop.h"
#include "core/revision.h"
#include "momus/json.h"
#include "run/graded-run.h"
#include "run/trainevents.h"
#include "run/trainlog.h"
#include "run/trainrow.h"
#include "store/digest.h"
#include "store/store-open.h"

enum { LINE = 1 << 16 };

/* A ledger is written again when so many times what that took has passed. */
#define PATIENCE 50.0

struct momus_train_log {
	const struct momus_train_plan *plan;
	char *path;	   /* owned */
	FILE *file;	   /* owned */
	char *ledger_path; /* owned */
	struct momus_ledger ledger;
	struct momus_events *events; /* owned; NULL: none are wanted */
	bool behind;		     /* .ledger has more than its file */
	double next; /* when it is written again, by momus_loop_now() */
	/* What .ledger.root points to beside the plan's. */
	char host[256], id[17], key[65], dataset[65], started[32], ended[32];
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
}

static int cannot(const char *path, struct momus_error *err)
{
	return momus_fail(err, MOMUS_EIO, "%s: %s", path, strerror(errno));
}

/* The lines. */

/* How many bytes of FILE's lines, from its beginning, are of steps up to DONE. */
static long keep(FILE *file, uint64_t done)
{
	char *line = malloc(LINE);
	struct momus_text text, step;
	long kept = 0;

	while (line && fgets(line, LINE, file)) {
		text = momus_text_strip(momus_text_of(line));
		step = momus_json_valid(text, NULL)
			       ? momus_json_member(text, "step")
			       : (struct momus_text){ NULL, 0 };
		if (!step.len || strtoull(step.ptr, NULL, 10) > done)
			break;
		kept = ftell(file);
	}
	free(line);
	return kept;
}

static int open_lines(struct momus_train_log *l, uint64_t done,
		      struct momus_error *err)
{
	long kept;

	if (!(l->file = fopen(l->path, "a+")))
		return cannot(l->path, err);
	rewind(l->file);
	kept = keep(l->file, done);
	fflush(l->file);
	return ftruncate(fileno(l->file), kept) == 0 ? MOMUS_OK
						     : cannot(l->path, err);
}

/* The ledger. */

static int write_ledger(struct momus_train_log *l, struct momus_error *err)
{
	double begin = momus_loop_now(), end;
	int rc = momus_ledger_write(&l->ledger, l->ledger_path,
				    momus_files_real(), err);

	end = momus_loop_now();
	l->next = end + PATIENCE * (end - begin);
	l->behind = rc < 0;
	return rc;
}

static int name_dataset(struct momus_train_log *l, struct momus_error *err)
{
	const struct momus_train_plan *p = l->plan;
	uint64_t bytes = 0;
	uint8_t digest[32];
	int rc;

	if (p->rollouts) {
		const struct momus_setup *s = p->rollouts->setup;

		snprintf(l->dataset, sizeof l->dataset, "%s",
			 s->benchmark->dataset->sha256);
		return MOMUS_OK;
	}
	rc = momus_digest_file(p->options->data, digest, &bytes, err);
	if (rc == MOMUS_OK)
		momus_hex(digest, l->dataset);
	return rc;
}

/* Says in the ledger what this training is; what it was called stays. */
static int name_training(struct momus_train_log *l, uint64_t steps,
			 struct momus_error *err)
{
	const struct momus_train_plan *p = l->plan;
	struct momus_ledger_root *root = &l->ledger.root;
	const char *id = root->training_id, *started = root->started;
	uint8_t digest[32];

	if (!id)
		momus_run_id_make(l->id);
	if (!started)
		momus_store_now(l->started);
	gethostname(l->host, sizeof l->host - 1);
	momus_sha256(momus_buffer_text(&p->identity), digest);
	momus_hex(digest, l->key);
	*root = (struct momus_ledger_root){
		.format = MOMUS_LEDGER_FORMAT,
		.version = MOMUS_LEDGER_VERSION,
		.software = PACKAGE_NAME " " PACKAGE_VERSION,
		.training_id = id ? id : l->id,
		.name = p->options->name,
		.recipe = p->recipe,
		.recipe_key = l->key,
		.trainer = p->trainer_plugin->name,
		.model = p->backend->model(p->model),
		.plugins = p->plugins,
		.dataset_sha256 = l->dataset,
		.host = l->host,
		.revision = momus_revision(),
		.started = started ? started : l->started,
		.ended = "",
		.seed = (uint64_t)p->options->seed,
		.planned = steps,
		.rewards = p->training.rewards,
	};
	return name_dataset(l, err);
}

/* Steps that a checkpoint has behind it are in no ledger when it was removed, or
 * the training was begun by a version that wrote none. */
static void tell_missing(const struct momus_train_log *l, uint64_t done)
{
	const struct momus_ledger *b = &l->ledger;
	uint64_t there = b->n_steps ? b->steps[b->n_steps - 1].step : 0;

	if (there < done)
		momus_log(MOMUS_LOG_WARNING, "train",
			  "%s: lacks steps %llu to %llu, which are done; they "
			  "stand in %s alone",
			  l->ledger_path, (unsigned long long)there + 1,
			  (unsigned long long)done, l->path);
}

static int open_ledger(struct momus_train_log *l, uint64_t done, uint64_t steps,
		       struct momus_error *err)
{
	struct momus_ledger_session session = {
		.first = done + 1,
		.started_s = momus_train_row_now(),
	};
	struct momus_ledger *b = &l->ledger;
	bool there = access(l->ledger_path, F_OK) == 0;
	int rc = MOMUS_OK;

	if (there && done)
		rc = momus_ledger_read(b, l->ledger_path, momus_files_real(),
				       err);
	if (rc == MOMUS_OK) {
		momus_ledger_cut(b, done);
		tell_missing(l, done);
		if (b->n_steps && b->steps[b->n_steps - 1].step < done)
			momus_ledger_cut(b, 0); /* what follows must touch */
		rc = name_training(l, steps, err);
	}
	if (rc == MOMUS_OK)
		rc = momus_ledger_add(b, MOMUS_LEDGER_SESSIONS, &session, err);
	return rc < 0 ? rc : write_ledger(l, err);
}

/* The events. */

static int open_events(struct momus_train_log *l, uint64_t done,
		       struct momus_error *err)
{
	char *folder;
	int rc;

	if (!l->plan->options->tensorboard)
		return MOMUS_OK;
	if (asprintf(&folder, "%s/tensorboard", l->plan->options->output) < 0)
		return no_memory(err);
	rc = momus_events_create(&l->events, folder, done + 1,
				 momus_train_row_now(), err);
	free(folder);
	return rc;
}

static int add_events(struct momus_train_log *l,
		      const struct momus_ledger_step *row,
		      const struct momus_ledger_evaluation *evaluation,
		      struct momus_error *err)
{
	int rc = l->events ? momus_train_events_step(l->events, row,
						     l->plan->training.rewards,
						     err)
			   : MOMUS_OK;

	if (rc == MOMUS_OK && l->events && evaluation)
		rc = momus_train_events_held_out(l->events, evaluation, err);
	return rc;
}

/* All of them. */

int momus_train_log_open(struct momus_train_log **out,
			 const struct momus_train_plan *plan,
			 const struct momus_train *t, struct momus_error *err)
{
	const struct momus_train_size size = momus_train_size(t);
	const char *output = plan->options->output;
	struct momus_train_log *l = calloc(1, sizeof *l);
	int rc = MOMUS_OK;

	*out = NULL;
	if (!l)
		return no_memory(err);
	l->plan = plan;
	if (asprintf(&l->path, "%s/metrics.jsonl", output) < 0)
		l->path = NULL;
	if (asprintf(&l->ledger_path, "%s/training.h5", output) < 0)
		l->ledger_path = NULL;
	if (!l->path || !l->ledger_path)
		rc = no_memory(err);
	if (rc == MOMUS_OK)
		rc = open_lines(l, size.done, err);
	if (rc == MOMUS_OK)
		rc = open_ledger(l, size.done, size.steps, err);
	if (rc == MOMUS_OK)
		rc = open_events(l, size.done, err);
	if (rc < 0)
		momus_train_log_close(l);
	else
		*out = l;
	return rc;
}

void momus_train_log_close(struct momus_train_log *l)
{
	struct momus_error ignored;

	if (!l)
		return;
	if (l->behind)
		write_ledger(l, &ignored);
	if (l->file)
		fclose(l->file);
	momus_events_close(l->events);
	momus_ledger_release(&l->ledger);
	free(l->ledger_path);
	free(l->path);
	free(l);
}

static int write_line(struct momus_train_log *l,
		      const struct momus_ledger_step *row, bool rolled,
		      const struct momus_ledger_evaluation *evaluation,
		      struct momus_error *err)
{
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, LINE);
	momus_train_row_json(&b, row, rolled, evaluation);
	rc = momus_buffer_check(&b, l->path, err);
	if (rc == MOMUS_OK &&
	    (fwrite(b.ptr, 1, b.len, l->file) != b.len || fflush(l->file) != 0))
		rc = cannot(l->path, err);
	momus_buffer_release(&b);
	return rc;
}

int momus_train_log_add(struct momus_train_log *l,
			const struct momus_train_step *s,
			const struct momus_held_out *held_out,
			struct momus_error *err)
{
	const struct momus_ledger_step row = momus_train_row(s);
	struct momus_ledger_evaluation e;
	int rc;

	if (held_out)
		e = momus_train_row_held_out(held_out, s->step);
	rc = write_line(l, &row, s->rolled, held_out ? &e : NULL, err);
	if (rc == MOMUS_OK)
		rc = momus_ledger_add(&l->ledger, MOMUS_LEDGER_STEPS, &row,
				      err);
	if (rc == MOMUS_OK && held_out)
		rc = momus_ledger_add(&l->ledger, MOMUS_LEDGER_EVALUATIONS, &e,
				      err);
	if (rc == MOMUS_OK)
		rc = add_events(l, &row, held_out ? &e : NULL, err);
	l->behind = true;
	if (rc == MOMUS_OK && momus_loop_now() >= l->next)
		rc = write_ledger(l, err);
	return rc;
}

int momus_train_log_kept(struct momus_train_log *l,
			 const struct momus_ledger_checkpoint *row,
			 struct momus_error *err)
{
	struct momus_ledger *b = &l->ledger;
	int rc = MOMUS_OK;

	/* One that was stopped for is written over the one of the same step. */
	if (b->n_checkpoints &&
	    b->checkpoints[b->n_checkpoints - 1].step == row->step)
		b->n_checkpoints--;
	if (fsync(fileno(l->file)) != 0)
		return cannot(l->path, err);
	if (l->events)
		rc = momus_events_sync(l->events, err);
	if (rc == MOMUS_OK)
		rc = momus_ledger_add(b, MOMUS_LEDGER_CHECKPOINTS, row, err);
	return rc < 0 ? rc : write_ledger(l, err);
}

int momus_train_log_complete(struct momus_train_log *l, struct momus_error *err)
{
	momus_store_now(l->ended);
	l->ledger.root.ended = l->ended;
	l->ledger.root.complete = 1;
	return write_ledger(l, err);
}
