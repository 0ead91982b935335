/* world-live.c - see world.h: the world of real time, sockets and children */
#include "config.h"

#include "run/world.h"

static double now(void *self)
{
	(void)self;
	return momus_loop_now();
}

static uint64_t timer(void *self, double at, momus_loop_timer_fn *fn, void *arg)
{
	struct momus_world *w = self;

	return momus_loop_timer(w->loop, at, fn, arg);
}

static void timer_cancel(void *self, uint64_t id)
{
	struct momus_world *w = self;

	momus_loop_cancel(w->loop, id);
}

static int start(void *self, const struct momus_http_post *post,
		 momus_http_done_fn *done, void *arg, uint64_t *ticket,
		 struct momus_error *err)
{
	struct momus_world *w = self;

	return momus_http_start(w->http, post, done, arg, ticket, err);
}

static void cancel(void *self, uint64_t ticket)
{
	struct momus_world *w = self;

	momus_http_cancel(w->http, ticket);
}

static int submit(void *self, const struct momus_job *job, double priority,
		  momus_sandbox_done_fn *done, void *arg, uint64_t *ticket,
		  struct momus_error *err)
{
	struct momus_world *w = self;

	if (!w->sandbox)
		return momus_fail(err, MOMUS_ENOTSUP,
				  "there is no sandbox to run programs in");
	return momus_sandbox_submit(w->sandbox, job, priority, done, arg,
				    ticket, err);
}

static void withdraw(void *self, uint64_t ticket)
{
	struct momus_world *w = self;

	momus_sandbox_cancel(w->sandbox, ticket);
}

static void postpone(void *self, uint64_t ticket, double priority)
{
	struct momus_world *w = self;

	momus_sandbox_postpone(w->sandbox, ticket, priority);
}

static int turn(void *self, double until)
{
	struct momus_world *w = self;

	return momus_loop_run(w->loop, until);
}

static void wake(void *self)
{
	struct momus_world *w = self;

	momus_loop_wake(w->loop);
}

void momus_world_live(struct momus_world *out, struct momus_loop *loop,
		      struct momus_http *http, struct momus_sandbox *sandbox)
{
	*out = (struct momus_world){
		.self = out,
		.net = { .self = out,
			 .now = now,
			 .timer = timer,
			 .timer_cancel = timer_cancel,
			 .start = start,
			 .cancel = cancel },
		.submit = submit,
		.withdraw = withdraw,
		.postpone = postpone,
		.turn = turn,
		.wake = wake,
		.loop = loop,
		.http = http,
		.sandbox = sandbox,
	};
}
