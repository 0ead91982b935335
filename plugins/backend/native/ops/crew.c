/* crew.c - see crew.h */
#include "crew.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* How often a thread looks before it sleeps: some microseconds, about what the
 * work between two runs of one token takes. */
enum { LOOKS = 2000 };

struct hand {
	struct crew *crew; /* borrowed */
	pthread_t thread;
	int number;
};

struct crew {
	pthread_mutex_t lock;
	pthread_cond_t begun, ended;
	int hands, started;
	struct hand *list; /* owned, (hands); the first is the caller */
	/* Of the run: set under the lock, before .run grows. */
	crew_fn *fn;
	void *arg;
	int64_t n, grain;
	atomic_long next;
	atomic_ulong run; /* counts runs */
	atomic_int busy;  /* threads that are not done with it */
	atomic_bool leave;
};

static void relax(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#endif
}

static void work(struct crew *c, int hand)
{
	int64_t from, to;

	while ((from = atomic_fetch_add(&c->next, c->grain)) < c->n) {
		to = from + c->grain < c->n ? from + c->grain : c->n;
		c->fn(c->arg, from, to, hand);
	}
}

/* Waits until a run behind number SEEN begins, or all shall leave. */
static void wait_for_run(struct crew *c, unsigned long seen)
{
	for (int i = 0; i < LOOKS; i++) {
		if (atomic_load(&c->run) != seen || atomic_load(&c->leave))
			return;
		relax();
	}
	pthread_mutex_lock(&c->lock);
	while (atomic_load(&c->run) == seen && !atomic_load(&c->leave))
		pthread_cond_wait(&c->begun, &c->lock);
	pthread_mutex_unlock(&c->lock);
}

static void *serve(void *arg)
{
	struct hand *h = arg;
	struct crew *c = h->crew;
	unsigned long seen = 0;

	for (;;) {
		wait_for_run(c, seen);
		if (atomic_load(&c->leave))
			return NULL;
		seen = atomic_load(&c->run);
		work(c, h->number);
		if (atomic_fetch_sub(&c->busy, 1) == 1) {
			pthread_mutex_lock(&c->lock);
			pthread_cond_signal(&c->ended);
			pthread_mutex_unlock(&c->lock);
		}
	}
}

int crew_create(struct crew **out, int hands, struct momus_error *err)
{
	struct crew *c = calloc(1, sizeof *c);

	*out = NULL;
	if (c)
		c->list = calloc((size_t)hands, sizeof *c->list);
	if (!c || !c->list) {
		free(c);
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	}
	c->hands = hands;
	c->started = 1;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->begun, NULL);
	pthread_cond_init(&c->ended, NULL);
	*out = c;
	return MOMUS_OK;
}

void crew_free(struct crew *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	atomic_store(&c->leave, true);
	pthread_cond_broadcast(&c->begun);
	pthread_mutex_unlock(&c->lock);
	for (int i = 1; i < c->started; i++)
		pthread_join(c->list[i].thread, NULL);
	pthread_cond_destroy(&c->begun);
	pthread_cond_destroy(&c->ended);
	pthread_mutex_destroy(&c->lock);
	free(c->list);
	free(c);
}

int crew_hands(const struct crew *c)
{
	return c->hands;
}

/* Signals are the caller's business.  A host that gives fewer threads than were
 * asked for is slower, no more. */
static void start(struct crew *c)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (; c->started < c->hands; c->started++) {
		struct hand *h = &c->list[c->started];

		h->crew = c;
		h->number = c->started;
		if (pthread_create(&h->thread, NULL, serve, h) != 0) {
			c->hands = c->started;
			break;
		}
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void crew_run(struct crew *c, crew_fn *fn, void *arg, int64_t n, int64_t grain)
{
	if (c->hands == 1 || n <= grain) {
		if (n > 0)
			fn(arg, 0, n, 0);
		return;
	}
	if (c->started < c->hands)
		start(c);
	c->fn = fn;
	c->arg = arg;
	c->n = n;
	c->grain = grain;
	atomic_store(&c->next, 0);
	atomic_store(&c->busy, c->started - 1);
	pthread_mutex_lock(&c->lock);
	atomic_fetch_add(&c->run, 1);
	pthread_cond_broadcast(&c->begun);
	pthread_mutex_unlock(&c->lock);
	work(c, 0);
	for (int i = 0; i < LOOKS && atomic_load(&c->busy); i++)
		relax();
	pthread_mutex_lock(&c->lock);
	while (atomic_load(&c->busy))
		pthread_cond_wait(&c->ended, &c->lock);
	pthread_mutex_unlock(&c->lock);
}
