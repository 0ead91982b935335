/* live.c - see live.h */
#include "config.h"

#include <stdlib.h>

#include "run/live.h"

struct momus_live {
	struct momus_world world;
	struct momus_loop *loop;       /* owned */
	struct momus_http *http;       /* owned; NULL: no model is remote */
	struct momus_sandbox *sandbox; /* owned; NULL: not needed yet */
	struct momus_sandbox_config config;
};

static int ready(void *self, struct momus_error *err)
{
	struct momus_live *live = self;

	if (live->sandbox)
		return MOMUS_OK;
	return momus_sandbox_create(&live->sandbox, live->loop, &live->config,
				    err);
}

static int submit(void *self, const struct momus_job *job, double priority,
		  momus_sandbox_done_fn *done, void *arg, uint64_t *ticket,
		  struct momus_error *err)
{
	struct momus_live *live = self;
	int rc = ready(self, err);

	return rc < 0 ? rc
		      : momus_sandbox_submit(live->sandbox, job, priority, done,
					     arg, ticket, err);
}

static void withdraw(void *self, uint64_t ticket)
{
	struct momus_live *live = self;

	momus_sandbox_cancel(live->sandbox, ticket);
}

static void postpone(void *self, uint64_t ticket, double priority)
{
	struct momus_live *live = self;

	momus_sandbox_postpone(live->sandbox, ticket, priority);
}

static int turn(void *self, double until)
{
	struct momus_live *live = self;

	return momus_loop_run(live->loop, until);
}

static void wake(void *self)
{
	struct momus_live *live = self;

	momus_loop_wake(live->loop);
}

int momus_live_create(struct momus_live **out,
		      const struct momus_sandbox_config *config,
		      struct momus_error *err)
{
	struct momus_live *live = calloc(1, sizeof *live);
	int rc;

	if (!live)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	live->config = *config;
	rc = momus_loop_create(&live->loop, err);
	if (rc < 0) {
		free(live);
		return rc;
	}
	momus_world_live(&live->world, live->loop, NULL, NULL);
	live->world.self = live;
	live->world.ready = ready;
	live->world.submit = submit;
	live->world.withdraw = withdraw;
	live->world.postpone = postpone;
	live->world.turn = turn;
	live->world.wake = wake;
	*out = live;
	return MOMUS_OK;
}

int momus_live_connect(struct momus_live *live, size_t connections,
		       struct momus_error *err)
{
	int rc = momus_http_create(&live->http, live->loop, connections, err);

	if (rc == MOMUS_OK)
		momus_client_world_live(&live->world.net, live->http);
	return rc;
}

void momus_live_free(struct momus_live *live)
{
	if (!live)
		return;
	if (live->sandbox)
		momus_sandbox_free(live->sandbox);
	momus_http_free(live->http);
	momus_loop_free(live->loop);
	free(live);
}

const struct momus_world *momus_live_world(const struct momus_live *live)
{
	return &live->world;
}
