/* minder.c - see minder.h */
#include "config.h"

#include <math.h>
#include <signal.h>

#include "core/loop.h"
#include "run/minder.h"

static void *mind(void *arg)
{
	struct momus_minder *m = arg;

	while (!__atomic_load_n(&m->enough, __ATOMIC_ACQUIRE))
		if (!momus_cells_turn(m->cells)) {
			m->over_s = momus_loop_now();
			break;
		}
	return NULL;
}

void momus_minder_begin(struct momus_minder *m, struct momus_cells *cells,
			const struct momus_world *world)
{
	sigset_t all, old;

	*m = (struct momus_minder){ .cells = cells,
				    .world = world,
				    .over_s = INFINITY };
	if (!world->wake) /* it could not be told to end */
		return;
	momus_cells_hush(cells, true);
	/* Signals are for the thread that has nothing to wait for. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	m->begun = pthread_create(&m->thread, NULL, mind, m) == 0;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (!m->begun)
		momus_cells_hush(cells, false);
}

double momus_minder_end(struct momus_minder *m)
{
	if (!m->begun)
		return -INFINITY;
	__atomic_store_n(&m->enough, 1, __ATOMIC_RELEASE);
	m->world->wake(m->world->self);
	pthread_join(m->thread, NULL);
	m->begun = false;
	momus_cells_hush(m->cells, false);
	return m->over_s;
}
