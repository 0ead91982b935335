/* loop.c - see loop.h */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "core/loop.h"

struct watch { /* indexed by descriptor; .fn NULL: not watched */
	momus_loop_fd_fn *fn;
	void *arg;	 /* borrowed: the watcher's */
	uint32_t round;	 /* of the loop when watched */
	bool registered; /* epoll knows the descriptor */
};

struct timer { /* a binary heap on .at, then .id */
	double at;
	uint64_t id;
	momus_loop_timer_fn *fn; /* NULL: cancelled */
	void *arg;		 /* borrowed */
};

struct momus_loop {
	int epoll;
	struct watch *watches; /* owned, (n_watches) */
	size_t n_watches;
	struct timer *heap; /* owned, (n_timers of room_timers) */
	size_t n_timers, room_timers;
	uint64_t last_id;
	uint32_t round;
};

int momus_loop_create(struct momus_loop **out, struct momus_error *err)
{
	struct momus_loop *loop = calloc(1, sizeof *loop);

	if (!loop)
		return momus_fail(err, MOMUS_ENOMEM, "loop: out of memory");
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll < 0) {
		free(loop);
		return momus_fail(err, MOMUS_EIO, "epoll_create1: %m");
	}
	*out = loop;
	return MOMUS_OK;
}

void momus_loop_free(struct momus_loop *loop)
{
	if (!loop)
		return;
	close(loop->epoll);
	free(loop->watches);
	free(loop->heap);
	free(loop);
}

double momus_loop_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool reach(struct momus_loop *loop, int fd)
{
	size_t n = loop->n_watches ? loop->n_watches : 64;
	struct watch *w;

	if ((size_t)fd < loop->n_watches)
		return true;
	while (n <= (size_t)fd)
		n *= 2;
	w = realloc(loop->watches, n * sizeof *w);
	if (!w)
		return false;
	memset(w + loop->n_watches, 0, (n - loop->n_watches) * sizeof *w);
	loop->watches = w;
	loop->n_watches = n;
	return true;
}

int momus_loop_watch(struct momus_loop *loop, int fd, uint32_t events,
		     momus_loop_fd_fn *fn, void *arg, struct momus_error *err)
{
	struct epoll_event ev = { .events = events, .data.fd = fd };
	struct watch *w;
	int op;

	if (fd < 0 || !reach(loop, fd))
		return momus_fail(err, MOMUS_ENOMEM,
				  "loop: descriptor %d cannot be watched", fd);
	w = &loop->watches[fd];
	op = w->registered ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
	if (epoll_ctl(loop->epoll, op, fd, &ev) < 0)
		return momus_fail(err, MOMUS_EIO, "epoll_ctl: descriptor %d: %m",
				  fd);
	/* An event that is already waiting belongs to the former watcher. */
	*w = (struct watch){ fn, arg, w->fn ? w->round : loop->round, true };
	return MOMUS_OK;
}

void momus_loop_unwatch(struct momus_loop *loop, int fd)
{
	if (fd < 0 || (size_t)fd >= loop->n_watches ||
	    !loop->watches[fd].registered)
		return;
	epoll_ctl(loop->epoll, EPOLL_CTL_DEL, fd, NULL);
	loop->watches[fd] = (struct watch){ NULL, NULL, 0, false };
}

static bool before(const struct timer *a, const struct timer *b)
{
	return a->at < b->at || (a->at == b->at && a->id < b->id);
}

static void swap(struct timer *a, struct timer *b)
{
	struct timer t = *a;

	*a = *b;
	*b = t;
}

uint64_t momus_loop_timer(struct momus_loop *loop, double at,
			  momus_loop_timer_fn *fn, void *arg)
{
	size_t i = loop->n_timers;

	if (i == loop->room_timers) {
		size_t room = i ? i * 2 : 64;
		struct timer *heap = realloc(loop->heap, room * sizeof *heap);

		if (!heap)
			return 0;
		loop->heap = heap;
		loop->room_timers = room;
	}
	loop->heap[i] = (struct timer){ at, ++loop->last_id, fn, arg };
	loop->n_timers++;
	for (; i && before(&loop->heap[i], &loop->heap[(i - 1) / 2]);
	     i = (i - 1) / 2)
		swap(&loop->heap[i], &loop->heap[(i - 1) / 2]);
	return loop->last_id;
}

static void sink(struct momus_loop *loop, size_t i)
{
	for (;;) {
		size_t least = i, l = 2 * i + 1, r = l + 1;

		if (l < loop->n_timers && before(&loop->heap[l], &loop->heap[least]))
			least = l;
		if (r < loop->n_timers && before(&loop->heap[r], &loop->heap[least]))
			least = r;
		if (least == i)
			return;
		swap(&loop->heap[i], &loop->heap[least]);
		i = least;
	}
}

static struct timer pop(struct momus_loop *loop)
{
	struct timer top = loop->heap[0];

	loop->heap[0] = loop->heap[--loop->n_timers];
	sink(loop, 0);
	return top;
}

void momus_loop_cancel(struct momus_loop *loop, uint64_t id)
{
	for (size_t i = 0; id && i < loop->n_timers; i++)
		if (loop->heap[i].id == id) {
			loop->heap[i].fn = NULL;
			break;
		}
	while (loop->n_timers && !loop->heap[0].fn)
		pop(loop);
}

static int run_timers(struct momus_loop *loop)
{
	double now = momus_loop_now();
	uint64_t newest = loop->last_id; /* timers set meanwhile wait */
	int ran = 0;

	while (loop->n_timers && loop->heap[0].at <= now &&
	       loop->heap[0].id <= newest) {
		struct timer t = pop(loop);

		if (t.fn) {
			t.fn(t.arg);
			ran++;
		}
	}
	return ran;
}

static int timeout_ms(struct momus_loop *loop, double until)
{
	double at = until, left;

	if (loop->n_timers && (until < 0 || loop->heap[0].at < until))
		at = loop->heap[0].at;
	else if (until < 0)
		return -1;
	left = ceil((at - momus_loop_now()) * 1e3);
	return left <= 0 ? 0 : left > 1e9 ? 1000000000 : (int)left;
}

int momus_loop_run(struct momus_loop *loop, double until)
{
	struct epoll_event ev[256];
	int n, ran = 0;

	n = epoll_wait(loop->epoll, ev, 256, timeout_ms(loop, until));
	loop->round++;
	for (int i = 0; i < n; i++) {
		struct watch w = loop->watches[ev[i].data.fd];

		/* Watched anew by an earlier callback of this round: the event
		 * is of a descriptor that had this number before. */
		if (!w.fn || w.round == loop->round)
			continue;
		w.fn(w.arg, ev[i].data.fd, ev[i].events);
		ran++;
	}
	return ran + run_timers(loop);
}
