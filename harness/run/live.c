/* live.c - see live.h */
#include "config.h"

#include <stdlib.h>

#include "run/live.h"

#pragma weak momus_sandbox_create
#pragma weak momus_sandbox_submit
#pragma weak momus_sandbox_cancel
#pragma weak momus_sandbox_free

struct momus_live {
	struct momus_world world;
	struct momus_loop *loop;       /* owned */
	struct momus_sandbox *sandbox; /* owned; NULL: not needed yet */
	struct momus_sandbox_config config;
};

static int submit(void *self, const struct momus_job *job, double priority,
		  momus_sandbox_done_fn *done, void *arg, uint64_t *ticket,
		  struct momus_error *err)
{
	struct momus_live *live = self;
	int rc = MOMUS_OK;

	if (!live->sandbox && !momus_sandbox_create)
		rc = momus_fail(err, MOMUS_ENOTSUP,
				"there is no sandbox to run programs in");
	else if (!live->sandbox)
		rc = momus_sandbox_create(&live->sandbox, live->loop,
					  &live->config, err);
	return rc < 0 ? rc
		      : momus_sandbox_submit(live->sandbox, job, priority, done,
					     arg, ticket, err);
}

static void withdraw(void *self, uint64_t ticket)
{
	struct momus_live *live = self;

	momus_sandbox_cancel(live->sandbox, ticket);
}

static int turn(void *self, double until)
{
	struct momus_live *live = self;

	return momus_loop_run(live->loop, until);
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
	live->world.submit = submit;
	live->world.withdraw = withdraw;
	live->world.turn = turn;
	*out = live;
	return MOMUS_OK;
}

void momus_live_free(struct momus_live *live)
{
	if (!live)
		return;
	if (live->sandbox)
		momus_sandbox_free(live->sandbox);
	momus_loop_free(live->loop);
	free(live);
}

const struct momus_world *momus_live_world(const struct momus_live *live)
{
	return &live->world;
}
