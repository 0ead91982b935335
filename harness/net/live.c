/* live.c - the world of real sockets and real time, for client.h */
#include "config.h"

#include "net/client.h"

static double now(void *self)
{
	(void)self;
	return momus_loop_now();
}

static uint64_t timer(void *self, double at, momus_loop_timer_fn *fn, void *arg)
{
	return momus_loop_timer(momus_http_loop(self), at, fn, arg);
}

static void timer_cancel(void *self, uint64_t id)
{
	momus_loop_cancel(momus_http_loop(self), id);
}

static int start(void *self, const struct momus_http_post *post,
		 momus_http_done_fn *done, void *arg, uint64_t *ticket,
		 struct momus_error *err)
{
	return momus_http_start(self, post, done, arg, ticket, err);
}

static void cancel(void *self, uint64_t ticket)
{
	momus_http_cancel(self, ticket);
}

void momus_client_world_live(struct momus_client_world *out,
			     struct momus_http *http)
{
	*out = (struct momus_client_world){
		.self = http,
		.now = now,
		.timer = timer,
		.timer_cancel = timer_cancel,
		.start = start,
		.cancel = cancel,
	};
}
