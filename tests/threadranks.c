/* threadranks.c - see threadranks.h */
#include "threadranks.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "tap.h"

struct letter { /* from one rank to another */
	const void *p;
	size_t n;
	bool there;
};

struct post {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct letter letters[THREADRANKS_MOST][THREADRANKS_MOST];
	const struct threadranks *how;
	bool dead;
	threadranks_fn *fn;
	void *arg;
};

struct member {
	struct post *post;
	struct momus_ranks ranks;
	unsigned exchanges, dice;
	pthread_t thread;
};

static void dawdle(struct member *m)
{
	struct timespec t = { 0, 0 };

	m->dice = m->dice * 1103515245u + 12345u;
	t.tv_nsec = (m->dice >> 16) % 50000;
	if (m->post->how->seed)
		nanosleep(&t, NULL);
}

static int gone(const struct member *m, struct momus_error *err)
{
	return momus_fail(err, MOMUS_EIO, "rank %u has ended without a word",
			  m->post->how->gone);
}

static int exchange(void *self, uint32_t to, const void *out, size_t n_out,
		    uint32_t from, void *in, size_t n_in,
		    struct momus_error *err)
{
	struct member *m = self;
	struct post *p = m->post;
	struct letter *sent = &p->letters[m->ranks.rank][to];
	struct letter *got = &p->letters[from][m->ranks.rank];
	int rc = MOMUS_OK;

	dawdle(m);
	pthread_mutex_lock(&p->lock);
	if (m->ranks.rank == p->how->gone && m->exchanges++ >= p->how->after)
		p->dead = true;
	if (n_out)
		*sent = (struct letter){ out, n_out, true };
	pthread_cond_broadcast(&p->changed);
	while (n_in && !got->there && !p->dead)
		pthread_cond_wait(&p->changed, &p->lock);
	if (n_in && got->there && !p->dead) {
		if (got->n != n_in)
			rc = momus_fail(err, MOMUS_EINVAL,
					"rank %u sends %zu bytes to %u, who "
					"expects %zu",
					from, got->n, m->ranks.rank, n_in);
		else
			memcpy(in, got->p, n_in);
		got->there = false;
		pthread_cond_broadcast(&p->changed);
	}
	while (n_out && sent->there && !p->dead)
		pthread_cond_wait(&p->changed, &p->lock);
	if (p->dead) {
		pthread_cond_broadcast(&p->changed);
		rc = gone(m, err);
	}
	pthread_mutex_unlock(&p->lock);
	return rc;
}

static int await(void *self, uint32_t from, struct momus_error *err)
{
	struct member *m = self;
	struct post *p = m->post;
	int rc = MOMUS_OK;

	pthread_mutex_lock(&p->lock);
	while (!p->letters[from][m->ranks.rank].there && !p->dead)
		pthread_cond_wait(&p->changed, &p->lock);
	if (p->dead)
		rc = gone(m, err);
	pthread_mutex_unlock(&p->lock);
	return rc;
}

static int check(void *self, struct momus_error *err)
{
	struct member *m = self;
	bool dead;

	pthread_mutex_lock(&m->post->lock);
	dead = m->post->dead;
	pthread_mutex_unlock(&m->post->lock);
	return dead ? gone(m, err) : MOMUS_OK;
}

static int ready(void *self, uint32_t from, bool *there,
		 struct momus_error *err)
{
	struct member *m = self;

	pthread_mutex_lock(&m->post->lock);
	*there = m->post->letters[from][m->ranks.rank].there;
	pthread_mutex_unlock(&m->post->lock);
	return check(self, err);
}

static const struct momus_ranks_ops ops = {
	.size = sizeof ops,
	.exchange = exchange,
	.await = await,
	.check = check,
	.ready = ready,
};

static void *live(void *arg)
{
	struct member *m = arg;

	m->post->fn(&m->ranks, m->post->arg);
	return NULL;
}

void threadranks_run(const struct threadranks *how, threadranks_fn *fn,
		     void *arg)
{
	struct post post = { .how = how, .fn = fn, .arg = arg };
	struct member members[THREADRANKS_MOST];

	CHECK(how->size <= THREADRANKS_MOST);
	pthread_mutex_init(&post.lock, NULL);
	pthread_cond_init(&post.changed, NULL);
	for (uint32_t i = 0; i < how->size; i++) {
		members[i] = (struct member){
			.post = &post,
			.ranks = { &ops, &members[i], i, how->size, how->size },
			.dice = how->seed * 31 + i,
		};
		CHECK_INT(pthread_create(&members[i].thread, NULL, live,
					 &members[i]),
			  0);
	}
	for (uint32_t i = 0; i < how->size; i++)
		pthread_join(members[i].thread, NULL);
	pthread_cond_destroy(&post.changed);
	pthread_mutex_destroy(&post.lock);
}
