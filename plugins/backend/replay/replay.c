/* replay.c - backend: gives recorded answers
 *
 * From a file of answers, JSON Lines, or from another run's file, where a
 * request that is asked again word for word finds its answer.  What was not
 * recorded is a failed request with its reason, as a server's failure is.
 */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <momus/plugin.h>
#include <momus/recorded.h>

#include "answers.h"

struct options {
	const char *file, *run, *match, *model;
};

struct replay {
	struct answers *answers;    /* owned; NULL: from a run */
	struct momus_recorded *run; /* owned; NULL: from a file */
	const char *source, *model; /* borrowed: the options', or the run's */
};

#define FIELD(name_) offsetof(struct options, name_)

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_FILE,
	  .name = "file",
	  .offset = FIELD(file),
	  .help = "recorded answers, JSON Lines, plain or gzip; this or run" },
	{ .type = MOMUS_OPT_FILE,
	  .name = "run",
	  .offset = FIELD(run),
	  .help = "a run's file: equal requests get its answers; this or "
		  "file" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "match",
	  .value = "id",
	  .offset = FIELD(match),
	  .choices = "id|key",
	  .help = "how a row of file that has both is found: id, turn and "
		  "branch, or the request's key" },
	{ .type = MOMUS_OPT_STR,
	  .name = "model",
	  .offset = FIELD(model),
	  .help = "the model's name; if not set that of file, or the "
		  "generator's "
		  "of run.  Requests to another model are not equal" },
	MOMUS_OPTION_END,
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void replay_close(void *self)
{
	struct replay *r = self;

	if (!r)
		return;
	answers_free(r->answers);
	momus_recorded_close(r->run);
	free(r);
}

static int replay_open(void **self, const void *opt, struct momus_error *err)
{
	const struct options *o = opt;
	struct replay *r;
	int rc;

	if (!o->file == !o->run)
		return momus_fail(err, MOMUS_EINVAL,
				  "replay: %s; give one of file and run",
				  o->file ? "both file and run are set"
					  : "no recorded answers are named");
	r = calloc(1, sizeof *r);
	if (!r)
		return momus_fail(err, MOMUS_ENOMEM, "replay: out of memory");
	r->source = o->file ? o->file : o->run;
	if (o->file)
		rc = answers_read(&r->answers, o->file,
				  strcmp(o->match, "key") == 0, err);
	else
		rc = momus_recorded_open(&r->run, o->run, err);
	if (rc < 0) {
		replay_close(r);
		return rc;
	}
	r->model = o->model ? o->model
		   : r->run ? momus_recorded_generator(r->run)
			    : base_name(r->source);
	*self = r;
	return MOMUS_OK;
}

static const char *model(const void *self)
{
	return ((const struct replay *)self)->model;
}

/* A missing answer is a result; the sentence says what to look for. */
static int missing(const struct replay *r, const struct momus_call *call,
		   struct momus_completion *out, struct momus_error *err)
{
	static const char *const purposes[] = { "generate", "critique",
						"revise" };
	struct momus_buffer b;

	momus_buffer_init(&b, 4096);
	momus_buffer_printf(&b,
			    "no answer is recorded in %s for %s turn %u, "
			    "branch %u, vote %u of ",
			    base_name(r->source), purposes[call->purpose],
			    call->turn, call->branch, call->vote);
	momus_buffer_add(&b, call->problem_id);
	if (r->run)
		momus_buffer_printf(&b,
				    ", request key %.12s… to model %s; the "
				    "models of that run are \"%s\" and \"%s\"",
				    call->key ? call->key : "", r->model,
				    momus_recorded_generator(r->run),
				    momus_recorded_critic(r->run));
	out->finish = MOMUS_FINISH_FAILED;
	return momus_buffer_keep(&b, "replay: a reason", out->arena,
				 &out->reason, err);
}

static int complete(void *self, const struct momus_call *call,
		    struct momus_completion *out, struct momus_error *err)
{
	const struct replay *r = self;
	const struct answer *a;
	int rc;

	out->prompt_tokens = out->completion_tokens = -1;
	out->logprob = NAN;
	if (r->run) {
		rc = momus_recorded_find(r->run, call, out, err);
		return rc == MOMUS_ENOTFOUND ? missing(r, call, out, err) : rc;
	}
	a = answers_find(r->answers, call);
	if (!a)
		return missing(r, call, out, err);
	out->text = a->text;
	out->reason = a->reason;
	out->finish = a->finish;
	out->prompt_tokens = a->prompt_tokens;
	out->completion_tokens = a->completion_tokens;
	return MOMUS_OK;
}

static const struct momus_backend_ops ops = {
	.size = sizeof ops,
	.open = replay_open,
	.close = replay_close,
	.model = model,
	.complete = complete,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_BACKEND),
	.name = "replay",
	.version = "1",
	.summary = "recorded answers, from a file or from another run",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.backend = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
