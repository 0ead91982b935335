/* fake-run.c - see fake-run.h */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/hash.h"
#include "tap.h"
#include "unit/fake-run.h"

/* The world. */

struct fake_event {
	struct fake_event *next;
	double at;
	uint64_t id;
	momus_loop_timer_fn *fn;    /* a timer, */
	momus_http_done_fn *done;   /* an attempt, */
	momus_sandbox_done_fn *ran; /* or a program */
	void *arg;
	struct fake_request request;
	long status;
	char *body;	/* owned: the request's */
	uint32_t spoil; /* see struct fake_world */
	bool right;
};

static double now(void *self)
{
	return ((struct fake_world *)self)->now;
}

static struct fake_event *add(struct fake_world *w, double at, void *arg)
{
	struct fake_event *e = calloc(1, sizeof *e);

	CHECK(e != NULL);
	e->at = at;
	e->id = ++w->last_id;
	e->arg = arg;
	e->next = w->events;
	w->events = e;
	return e;
}

static void leave_air(struct fake_world *w, const struct fake_event *e)
{
	if (e->done)
		w->flying[e->request.kind == FAKE_CRITIQUE]--;
	if (e->ran)
		w->programs--;
}

static void drop(void *self, uint64_t id)
{
	struct fake_world *w = self;

	for (struct fake_event **p = &w->events; *p; p = &(*p)->next) {
		struct fake_event *e = *p;

		if (e->id != id)
			continue;
		*p = e->next;
		leave_air(w, e);
		free(e->body);
		free(e);
		return;
	}
}

static uint64_t timer(void *self, double at, momus_loop_timer_fn *fn, void *arg)
{
	struct fake_event *e = add(self, at, arg);

	e->fn = fn;
	return e->id;
}

static void rise(unsigned *n, unsigned *most)
{
	if (++*n > *most)
		*most = *n;
}

static int start(void *self, const struct momus_http_post *post,
		 momus_http_done_fn *done, void *arg, uint64_t *ticket,
		 struct momus_error *err)
{
	struct fake_world *w = self;
	struct fake_event *e = add(w, 0, arg);
	struct fake_request *r = &e->request;
	unsigned kind;

	(void)err;
	e->done = done;
	e->body = strndup(post->body.ptr, post->body.len);
	CHECK(sscanf(e->body, "%u %u %u %u %u %u", &kind, &r->problem, &r->turn,
		     &r->branch, &r->vote, &r->samples) == 6);
	r->kind = (enum fake_kind)kind;
	r->nth = w->started_n++;
	e->at = w->now + w->latency(r);
	e->status = w->status ? w->status(r) : 200;
	e->spoil = w->spoil ? w->spoil(r) : 0;
	rise(&w->flying[r->kind == FAKE_CRITIQUE],
	     &w->most[r->kind == FAKE_CRITIQUE]);
	*ticket = e->id;
	return MOMUS_OK;
}

static int submit(void *self, const struct momus_job *job, double priority,
		  momus_sandbox_done_fn *done, void *arg, uint64_t *ticket,
		  struct momus_error *err)
{
	struct fake_world *w = self;
	struct fake_event *e = add(w, 0, arg);
	unsigned problem = 0;

	(void)priority, (void)err;
	e->ran = done;
	e->right = momus_text_find(job->source, MOMUS_TEXT("right"), 0) !=
		   (size_t)-1;
	CHECK(sscanf(job->input.ptr, "%u", &problem) == 1);
	e->request = (struct fake_request){ .kind = FAKE_PROGRAM,
					    .problem = problem,
					    .nth = w->started_n++ };
	e->at = w->now + w->latency(&e->request);
	rise(&w->programs, &w->most_programs);
	*ticket = e->id;
	return MOMUS_OK;
}

/* What is sent back is what answers are made of. */
static struct momus_text said(const struct fake_world *w,
			      const struct fake_event *e, char *out,
			      size_t room)
{
	size_t n = strlen(e->body);

	if (w->fickle)
		n -= e->id % 8;
	n = (size_t)snprintf(out, room, "%u %.*s", e->spoil, (int)n, e->body);
	return (struct momus_text){ out, n };
}

static void land(struct fake_world *w, struct fake_event *e)
{
	struct momus_http_result reply = {
		.status = e->status,
		.sent = true,
		.retry_after_s = NAN,
		.latency_s = 1,
	};
	struct momus_outcome outcome = {
		.status =
			e->right ? MOMUS_RUN_ACCEPTED : MOMUS_RUN_WRONG_ANSWER,
		.cpu_s = 0.5,
		.wall_s = 0.5,
	};
	char body[400];

	if (e->done)
		reply.body = said(w, e, body, sizeof body);
	leave_air(w, e);
	if (w->hear && !e->fn)
		w->hear(&e->request, w->now);
	if (e->fn)
		e->fn(e->arg);
	else if (e->done)
		e->done(e->arg, &reply);
	else
		e->ran(e->arg, &outcome);
	free(e->body);
	free(e);
}

/* One event, the earliest; of equal ones the first that was added. */
static int turn(void *self, double until)
{
	struct fake_world *w = self;
	struct fake_event **first = NULL, *e;

	if (++w->turns == w->stop_at)
		w->stop = w->stop_how;
	for (struct fake_event **p = &w->events; *p; p = &(*p)->next)
		if (!first || (*p)->at < (*first)->at ||
		    ((*p)->at == (*first)->at && (*p)->id < (*first)->id))
			first = p;
	if (!first || (until >= 0 && (*first)->at > until)) {
		w->now = fmax(w->now, until);
		return 0;
	}
	e = *first;
	*first = e->next;
	w->now = fmax(w->now, e->at);
	land(w, e);
	return 1;
}

static double one_second(const struct fake_request *r)
{
	(void)r;
	return 1;
}

void fake_world_init(struct fake_world *w)
{
	*w = (struct fake_world){ .now = 1000, .latency = one_second };
	w->world = (struct momus_world){
		.self = w,
		.net = { w, now, timer, drop, start, drop },
		.submit = submit,
		.withdraw = drop,
		.turn = turn,
	};
}

void fake_world_release(struct fake_world *w)
{
	while (w->events)
		drop(w, w->events->id);
}

/* The task: a program is right if it says so. */

static int problem(void *self, const struct momus_row *row,
		   struct momus_arena *arena, struct momus_problem *out,
		   struct momus_error *err)
{
	int rc = momus_row_str(row, "id", &out->id, err);

	(void)self;
	out->id = momus_arena_copy(arena, out->id);
	out->statement = out->id;
	out->language = "python";
	return rc;
}

static int plan(void *self, const struct momus_problem *p,
		struct momus_text answer, struct momus_grade *out,
		struct momus_plan *jobs, struct momus_error *err)
{
	const struct momus_job job = { .language = "python",
				       .source = answer,
				       .input = p->id,
				       .expected_fd = -1,
				       .record_fd = -1 };

	(void)self, (void)out;
	return momus_plan_add(jobs, &job, err);
}

static int judge(void *self, const struct momus_problem *p,
		 struct momus_text answer, const struct momus_outcome *outcomes,
		 size_t n, struct momus_grade *out, struct momus_plan *more,
		 struct momus_error *err)
{
	bool right = n && outcomes[0].status == MOMUS_RUN_ACCEPTED;

	(void)self, (void)p, (void)answer, (void)more, (void)err;
	out->parity =
		(struct momus_verdict){ outcomes[0].status, right, right };
	out->strict = out->parity;
	out->tests = momus_arena_alloc(out->arena, sizeof *out->tests);
	CHECK(out->tests != NULL);
	out->n_tests = 1;
	out->tests[0] = (struct momus_test){ .status = outcomes[0].status,
					     .cpu_s = NAN,
					     .actual = MOMUS_TEXT("seen") };
	return MOMUS_OK;
}

static const struct momus_task_ops task_ops = { .size = sizeof task_ops,
						.problem = problem,
						.plan = plan,
						.judge = judge };

static const struct momus_plugin task = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_TASK),
	.name = "fake-task",
	.version = "1",
	.summary = "a program is right if it says so",
	.ops.task = &task_ops,
};

/* The model: a hash of messages and seed decides. */

struct options {
	int64_t samples;
};

static const struct momus_option options[] = {
	{ MOMUS_OPT_INT, "samples", "1", offsetof(struct options, samples),
	  "most samples of one request", .min = 1, .max = 16 },
	MOMUS_OPTION_END
};

unsigned fake_models_opened;

static int open_model(void **self, const void *given, struct momus_error *err)
{
	(void)err;
	fake_models_opened++;
	*self = (void *)given; /* it lives as long as the run */
	return MOMUS_OK;
}

static void close_model(void *self)
{
	(void)self;
}

static const char *model(const void *self)
{
	(void)self;
	return "fake";
}

static int endpoint(const void *self, struct momus_endpoint *out,
		    struct momus_error *err)
{
	static const char *const urls[] = { "http://fake", NULL };

	(void)err;
	*out = (struct momus_endpoint){
		.base_urls = urls,
		.attempts = 3,
		.deadline_s = 1e6,
		.connect_s = 1e6,
		.backoff_s = 10,
		.backoff_max_s = 100,
		.reply_limit = 1 << 20,
		.samples = ((const struct options *)self)->samples,
	};
	return MOMUS_OK;
}

static int request(void *self, const struct momus_call *call,
		   struct momus_http_request *out, struct momus_error *err)
{
	struct momus_sha256 sha;
	uint8_t digest[32];
	char hex[65];

	(void)self, (void)err;
	momus_sha256_init(&sha);
	for (size_t i = 0; i < call->n_messages; i++)
		momus_sha256_add(&sha, call->messages[i].content);
	momus_sha256_finish(&sha, digest);
	momus_hex(digest, hex);
	out->path = "/";
	momus_buffer_printf(&out->body, "%d %.*s %u %u %u %u %llu %s",
			    call->purpose, (int)call->problem_id.len,
			    call->problem_id.ptr, call->turn, call->branch,
			    call->vote, call->samples,
			    (unsigned long long)call->seed, hex);
	return MOMUS_OK;
}

/* The sample with SEED of messages whose hash is REST. */
static void answer(const struct momus_call *call, unsigned long long seed,
		   const char *rest, struct momus_completion *out)
{
	uint8_t digest[32];
	char text[200], hex[65];

	snprintf(text, sizeof text, "%llu %s", seed, rest);
	momus_sha256(momus_text_of(text), digest);
	momus_hex(digest, hex);
	if (call->purpose == MOMUS_PURPOSE_CRITIQUE)
		snprintf(text, sizeof text, "%.8s\n\nOverall judgment: %s", hex,
			 digest[0] & 1 ? "Correct" : "Incorrect");
	else
		snprintf(text, sizeof text, "```python\n%s %.8s\n```",
			 digest[0] & 1 ? "right" : "wrong", hex);
	out->text = momus_arena_copy(out->arena, momus_text_of(text));
	out->finish = MOMUS_FINISH_STOP;
}

static void refuse(struct momus_completion *out, enum momus_finish finish,
		   bool retry, const char *fmt, long n)
{
	char text[80];

	snprintf(text, sizeof text, fmt, n);
	out->reason = momus_arena_copy(out->arena, momus_text_of(text));
	out->finish = finish;
	out->retry = retry;
}

static int reply(void *self, const struct momus_call *call,
		 const struct momus_http_reply *in,
		 struct momus_completion *out, struct momus_error *err)
{
	unsigned long long seed;
	int64_t bytes = 0, good = 0;
	unsigned spoil;
	char body[400];
	int at;

	(void)self, (void)err;
	snprintf(body, sizeof body, "%.*s", (int)in->body.len, in->body.ptr);
	CHECK(sscanf(body, "%u %*u %*u %*u %*u %*u %*u %llu %n", &spoil, &seed,
		     &at) == 2);
	for (unsigned i = 0; i < call->samples; i++) {
		if (in->status != 200)
			refuse(&out[i], MOMUS_FINISH_FAILED, false,
			       "status %ld", in->status);
		else if (spoil >> i & 1)
			refuse(&out[i], MOMUS_FINISH_FAILED, true,
			       "choice %ld is missing", i);
		else if (spoil >> (16 + i) & 1)
			refuse(&out[i], MOMUS_FINISH_FILTER, false,
			       "choice %ld is withheld", i);
		else
			answer(call, seed + i, body + at, &out[i]);
		if (out[i].finish != MOMUS_FINISH_STOP)
			continue;
		bytes += (int64_t)out[i].text.len + 1;
		good++;
	}
	/* Such that each node's share is the same whoever it came with. */
	out->prompt_tokens = 10 * good;
	out->completion_tokens = bytes;
	return MOMUS_OK;
}

static const struct momus_backend_ops ops = { .size = sizeof ops,
					      .open = open_model,
					      .close = close_model,
					      .model = model,
					      .endpoint = endpoint,
					      .request = request,
					      .reply = reply };

static const struct momus_plugin backend = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_BACKEND),
	.name = "fake-model",
	.version = "1",
	.summary = "says what a hash of messages and seed says",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.backend = &ops,
};

/* Places and runs. */

void fake_place_make(struct fake_place *p, unsigned n)
{
	FILE *f;

	snprintf(p->folder, sizeof p->folder, "/tmp/momus-fake-XXXXXX");
	CHECK(mkdtemp(p->folder) != NULL);
	snprintf(p->data, sizeof p->data, "%s/data.jsonl", p->folder);
	snprintf(p->run, sizeof p->run, "%s/run.h5", p->folder);
	f = fopen(p->data, "w");
	CHECK(f != NULL);
	for (unsigned i = 0; i < n; i++)
		fprintf(f, "{\"id\":\"%u\"}\n", i);
	fclose(f);
}

void fake_place_clear(struct fake_place *p)
{
	static const char *const suffixes[] = { "", ".journal", ".lock" };
	char name[128];

	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "%s%s", p->run, suffixes[i]);
		unlink(name);
	}
}

void fake_place_remove(struct fake_place *p)
{
	fake_place_clear(p);
	unlink(p->data);
	rmdir(p->folder);
}

/* Opened once: the search path holds nothing that these tests need. */
static struct momus_registry *plugins(void)
{
	static struct momus_registry *r;
	struct momus_error err = { "" };

	if (r)
		return r;
	CHECK_INT(momus_registry_open(&r, &err), MOMUS_OK);
	CHECK_INT(momus_registry_add(r, &task, &err), MOMUS_OK);
	CHECK_INT(momus_registry_add(r, &backend, &err), MOMUS_OK);
	return r;
}

/* The recipe with MORE at P, checked; the caller frees. */
static struct momus_recipe *make_recipe(const struct fake_place *p,
					const char *more, unsigned samples)
{
	struct momus_error err = { "" };
	struct momus_recipe *recipe;
	char text[2000];

	snprintf(text, sizeof text,
		 "{\"task\":{\"plugin\":\"fake-task\",\"data\":\"%s\"},"
		 "\"generator\":{\"plugin\":\"fake-model\",\"samples\":%u}%s}",
		 p->data, samples, more);
	CHECK_INT(
		momus_recipe_parse(&recipe, momus_text_of(text), "test", &err),
		MOMUS_OK);
	CHECK_INT(momus_recipe_check(recipe, false, &err), MOMUS_OK);
	return recipe;
}

void fake_cell_path(const struct fake_place *p, size_t i, char out[128])
{
	snprintf(out, 128, "%s/cell%zu.h5", p->folder, i);
}

void fake_cells_clear(const struct fake_place *p, size_t n)
{
	static const char *const suffixes[] = { "", ".journal", ".lock" };
	char path[128], name[160];

	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < 3; k++) {
			fake_cell_path(p, i, path);
			snprintf(name, sizeof name, "%s%s", path, suffixes[k]);
			unlink(name);
		}
}

struct fake_result fake_run_cells(struct fake_world *w,
				  const struct fake_place *p,
				  const char *const *more, size_t n,
				  struct momus_cell_result *results,
				  bool resume)
{
	struct momus_pipeline_order orders[FAKE_CELLS];
	struct momus_cell cells[FAKE_CELLS];
	struct momus_cells_order order = {
		.cells = cells, .n = n, .world = &w->world, .stop = &w->stop
	};
	struct momus_pipeline_forecast each[FAKE_CELLS];
	struct fake_result out = { .err = { "" } };
	char paths[FAKE_CELLS][128];

	CHECK(n <= FAKE_CELLS);
	for (size_t i = 0; i < n; i++) {
		fake_cell_path(p, i, paths[i]);
		orders[i] = (struct momus_pipeline_order){
			.recipe = make_recipe(p, more[i], 1),
			.registry = plugins(),
			.world = &w->world,
			.path = paths[i],
			.resume = resume && access(paths[i], F_OK) == 0,
			.shards = 1
		};
		cells[i] = (struct momus_cell){ &orders[i], -1 };
	}
	w->started = w->now;
	if (momus_cells_forecast(&order, each, &out.forecast, &out.err) < 0)
		out.err.text[0] = '\0'; /* the run says why */
	out.rc = (w->run ? w->run : momus_cells_run)(&order, results,
						     &out.totals, &out.err);
	for (size_t i = 0; i < n; i++)
		momus_recipe_free((struct momus_recipe *)orders[i].recipe);
	return out;
}

struct fake_result fake_run_shared(struct fake_world *w,
				   const struct fake_place *p, const char *more,
				   unsigned samples, bool resume)
{
	struct fake_result out = { .err = { "" } };
	struct momus_recipe *recipe = make_recipe(p, more, samples);
	struct momus_pipeline_order order = { .recipe = recipe,
					      .registry = plugins(),
					      .world = &w->world,
					      .path = p->run,
					      .resume = resume,
					      .shards = 1,
					      .stop = &w->stop };

	w->started = w->now;
	if (momus_pipeline_forecast(&order, &out.forecast, &out.err) < 0)
		out.err.text[0] = '\0'; /* the run says why */
	out.rc = momus_pipeline_run(&order, &out.end, &out.totals, &out.err);
	momus_recipe_free(recipe);
	return out;
}

struct fake_result fake_run(struct fake_world *w, const struct fake_place *p,
			    const char *more, bool resume)
{
	return fake_run_shared(w, p, more, 1, resume);
}
