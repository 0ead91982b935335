/* loop.c - see loop.h */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "core/loop.h"

struct watch { /* indexed by descriptor; .fn NULL: not watched */
	momus_loop_fd_fn *fn;
	void *arg;	 /* borrowed: the watcher's */
	uint32_t round;	 /* of the loop when watched */
	bool registered; /* epoll knows the descriptor */
};

struct timer { /* one slot; an id is its index + 1 and its generation */
	double at;
	uint64_t order; /* of setting: the first set runs first */
	momus_loop_timer_fn *fn;
	void *arg;	     /* borrowed */
	uint32_t generation; /* of the slot: grows when a timer leaves it */
	uint32_t place; /* in the heap; in a free slot: the next free one */
};

struct momus_loop {
	int epoll;
	int bell;	       /* rung by other threads */
	struct watch *watches; /* owned, (n_watches) */
	size_t n_watches;
	struct timer *timers; /* owned, (room_timers) slots */
	uint32_t *heap;	      /* owned, (n_timers of room_timers): slots */
	uint32_t n_timers, room_timers, free_timer;
	uint64_t orders;
	uint32_t round;
};

static void on_bell(void *arg, int fd, uint32_t events)
{
	uint64_t times;

	(void)arg;
	(void)events;
	while (read(fd, &times, sizeof times) < 0 && errno == EINTR)
		;
}

int momus_loop_create(struct momus_loop **out, struct momus_error *err)
{
	struct momus_loop *loop = calloc(1, sizeof *loop);
	int rc;

	if (!loop)
		return momus_fail(err, MOMUS_ENOMEM, "loop: out of memory");
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	loop->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (loop->epoll < 0 || loop->bell < 0)
		rc = momus_fail(err, MOMUS_EIO, "epoll_create1 or eventfd: %m");
	else
		rc = momus_loop_watch(loop, loop->bell, EPOLLIN, on_bell, NULL,
				      err);
	if (rc < 0)
		momus_loop_free(loop);
	else
		*out = loop;
	return rc;
}

void momus_loop_free(struct momus_loop *loop)
{
	if (!loop)
		return;
	if (loop->bell >= 0)
		close(loop->bell);
	if (loop->epoll >= 0)
		close(loop->epoll);
	free(loop->watches);
	free(loop->timers);
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
	/* A descriptor that was closed unannounced left epoll by itself. */
	if (epoll_ctl(loop->epoll, op, fd, &ev) < 0 &&
	    (errno != ENOENT ||
	     epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &ev) < 0))
		return momus_fail(err, MOMUS_EIO,
				  "epoll_ctl: descriptor %d: %m", fd);
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

static bool before(const struct momus_loop *loop, uint32_t a, uint32_t b)
{
	const struct timer *x = &loop->timers[loop->heap[a]];
	const struct timer *y = &loop->timers[loop->heap[b]];

	return x->at < y->at || (x->at == y->at && x->order < y->order);
}

static void put(struct momus_loop *loop, uint32_t place, uint32_t slot)
{
	loop->heap[place] = slot;
	loop->timers[slot].place = place;
}

static void swap(struct momus_loop *loop, uint32_t a, uint32_t b)
{
	uint32_t slot = loop->heap[a];

	put(loop, a, loop->heap[b]);
	put(loop, b, slot);
}

static void rise(struct momus_loop *loop, uint32_t i)
{
	for (; i && before(loop, i, (i - 1) / 2); i = (i - 1) / 2)
		swap(loop, i, (i - 1) / 2);
}

static void sink(struct momus_loop *loop, uint32_t i)
{
	for (;;) {
		uint32_t least = i, l = 2 * i + 1, r = l + 1;

		if (l < loop->n_timers && before(loop, l, least))
			least = l;
		if (r < loop->n_timers && before(loop, r, least))
			least = r;
		if (least == i)
			return;
		swap(loop, i, least);
		i = least;
	}
}

static bool grow_timers(struct momus_loop *loop)
{
	uint32_t room = loop->room_timers ? loop->room_timers * 2 : 64;
	struct timer *timers;
	uint32_t *heap;

	timers = realloc(loop->timers, room * sizeof *timers);
	if (!timers)
		return false;
	loop->timers = timers;
	heap = realloc(loop->heap, room * sizeof *heap);
	if (!heap)
		return false;
	loop->heap = heap;
	for (uint32_t i = loop->room_timers; i < room; i++)
		timers[i] = (struct timer){ .place = i + 1 };
	loop->free_timer = loop->room_timers;
	loop->room_timers = room;
	return true;
}

uint64_t momus_loop_timer(struct momus_loop *loop, double at,
			  momus_loop_timer_fn *fn, void *arg)
{
	struct timer *t;
	uint32_t slot;

	if (loop->n_timers == loop->room_timers && !grow_timers(loop))
		return 0;
	slot = loop->free_timer;
	t = &loop->timers[slot];
	loop->free_timer = t->place;
	t->at = at;
	t->order = ++loop->orders;
	t->fn = fn;
	t->arg = arg;
	put(loop, loop->n_timers, slot);
	rise(loop, loop->n_timers++);
	return (uint64_t)t->generation << 32 | (slot + 1);
}

/* Takes the timer at PLACE out of the heap and frees its slot. */
static void take(struct momus_loop *loop, uint32_t place)
{
	uint32_t slot = loop->heap[place], last = --loop->n_timers;

	if (place != last) {
		put(loop, place, loop->heap[last]);
		rise(loop, place);
		sink(loop, place);
	}
	loop->timers[slot].generation++;
	loop->timers[slot].place = loop->free_timer;
	loop->timers[slot].fn = NULL;
	loop->free_timer = slot;
}

void momus_loop_cancel(struct momus_loop *loop, uint64_t id)
{
	uint32_t slot = (uint32_t)id - 1;

	if (id && slot < loop->room_timers && loop->timers[slot].fn &&
	    loop->timers[slot].generation == id >> 32)
		take(loop, loop->timers[slot].place);
}

static int run_timers(struct momus_loop *loop)
{
	double now = momus_loop_now();
	uint64_t newest = loop->orders; /* timers set meanwhile wait */
	int ran = 0;

	while (loop->n_timers) {
		struct timer t = loop->timers[loop->heap[0]];

		if (t.at > now || t.order > newest)
			break;
		take(loop, 0);
		t.fn(t.arg);
		ran++;
	}
	return ran;
}

static int timeout_ms(struct momus_loop *loop, double until)
{
	double at = until < 0 ? INFINITY : until, left;

	if (loop->n_timers)
		at = fmin(at, loop->timers[loop->heap[0]].at);
	if (isinf(at))
		return -1;
	left = ceil((at - momus_loop_now()) * 1e3);
	return left <= 0 ? 0 : left > 1e9 ? 1000000000 : (int)left;
}

void momus_loop_wake(struct momus_loop *loop)
{
	const uint64_t once = 1;

	while (write(loop->bell, &once, sizeof once) < 0 && errno == EINTR)
		;
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
