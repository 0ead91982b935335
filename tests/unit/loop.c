/* loop.c - tests of harness/core/loop.c */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "core/loop.h"
#include "tap.h"

static char order[64]; /* one letter a callback */

static struct momus_loop *new_loop(void)
{
	struct momus_loop *loop = NULL;

	order[0] = '\0';
	CHECK_INT(momus_loop_create(&loop, NULL), MOMUS_OK);
	return loop;
}

static void note(void *arg)
{
	strncat(order, arg, sizeof order - strlen(order) - 1);
}

static void note_fd(void *arg, int fd, uint32_t events)
{
	(void)fd;
	CHECK(events & (EPOLLIN | EPOLLHUP));
	note(arg);
}

/* A pipe with a byte in it: its read end is ready. */
static void ready_pipe(int fd[2])
{
	CHECK_INT(pipe(fd), 0);
	CHECK_INT(write(fd[1], "x", 1), 1);
}

static void close_pipe(int fd[2])
{
	close(fd[0]);
	close(fd[1]);
}

TEST(timers_fire_in_order_of_time_then_of_setting)
{
	struct momus_loop *loop = new_loop();
	double now = momus_loop_now();

	momus_loop_timer(loop, now - 1, note, "c");
	momus_loop_timer(loop, now - 3, note, "a");
	momus_loop_timer(loop, now - 1, note, "d");
	momus_loop_timer(loop, now - 2, note, "b");
	momus_loop_timer(loop, now + 3600, note, "never");
	CHECK_INT(momus_loop_run(loop, now), 4);
	CHECK_STR(order, "abcd");
	momus_loop_free(loop);
}

TEST(a_cancelled_timer_does_not_fire)
{
	struct momus_loop *loop = new_loop();
	double now = momus_loop_now();
	uint64_t id = momus_loop_timer(loop, now - 1, note, "x");

	momus_loop_timer(loop, now - 1, note, "y");
	momus_loop_cancel(loop, id);
	momus_loop_cancel(loop, id);
	momus_loop_cancel(loop, 0);
	momus_loop_cancel(loop, 12345);
	CHECK_INT(momus_loop_run(loop, now), 1);
	CHECK_STR(order, "y");
	momus_loop_cancel(loop, id);
	momus_loop_free(loop);
}

struct timers {
	struct momus_loop *loop;
	uint64_t other;
	int fired;
};

static void cancel_other(void *arg)
{
	struct timers *t = arg;

	t->fired++;
	momus_loop_cancel(t->loop, t->other);
}

TEST(the_id_of_a_timer_that_is_gone_does_not_cancel_a_newer_one)
{
	struct momus_loop *loop = new_loop();
	uint64_t old = momus_loop_timer(loop, 0, note, "x");

	momus_loop_cancel(loop, old);
	CHECK(momus_loop_timer(loop, 0, note, "y") != old);
	momus_loop_cancel(loop, old);
	CHECK_INT(momus_loop_run(loop, 0), 1);
	CHECK_STR(order, "y");
	momus_loop_free(loop);
}

TEST(a_timer_may_cancel_one_that_is_due)
{
	struct momus_loop *loop = new_loop();
	struct timers t = { loop, 0, 0 };
	double now = momus_loop_now();

	momus_loop_timer(loop, now - 2, cancel_other, &t);
	t.other = momus_loop_timer(loop, now - 1, note, "x");
	momus_loop_run(loop, now);
	CHECK_INT(t.fired, 1);
	CHECK_STR(order, "");
	momus_loop_free(loop);
}

static void again(void *arg)
{
	struct timers *t = arg;

	t->fired++;
	CHECK(momus_loop_timer(t->loop, 0, again, t));
}

TEST(a_timer_that_sets_itself_anew_does_not_hold_the_loop)
{
	struct momus_loop *loop = new_loop();
	struct timers t = { loop, 0, 0 };

	momus_loop_timer(loop, 0, again, &t);
	CHECK_INT(momus_loop_run(loop, -1), 1);
	CHECK_INT(momus_loop_run(loop, -1), 1);
	CHECK_INT(t.fired, 2);
	momus_loop_free(loop);
}

static void count(void *arg)
{
	++*(int *)arg;
}

TEST(of_many_timers_each_fires_once_or_is_cancelled)
{
	enum { MANY = 20000 };
	static uint64_t ids[MANY];
	struct momus_loop *loop = new_loop();
	double now = momus_loop_now();
	int fired = 0;

	for (int i = 0; i < MANY; i++)
		ids[i] = momus_loop_timer(loop, now - (i * 7919) % MANY, count,
					  &fired);
	for (int i = 0; i < MANY; i += 2)
		momus_loop_cancel(loop, ids[i]);
	while (momus_loop_run(loop, now) > 0)
		;
	CHECK_INT(fired, MANY / 2);
	momus_loop_free(loop);
}

TEST(a_ready_descriptor_is_told_until_it_is_unwatched)
{
	struct momus_loop *loop = new_loop();
	int fd[2];

	ready_pipe(fd);
	CHECK_INT(momus_loop_watch(loop, fd[0], EPOLLIN, note_fd, "a", NULL),
		  MOMUS_OK);
	CHECK_INT(momus_loop_run(loop, -1), 1);
	CHECK_INT(momus_loop_run(loop, -1), 1);
	momus_loop_unwatch(loop, fd[0]);
	momus_loop_unwatch(loop, fd[0]);
	momus_loop_unwatch(loop, -1);
	CHECK_INT(momus_loop_run(loop, momus_loop_now()), 0);
	CHECK_STR(order, "aa");
	close_pipe(fd);
	momus_loop_free(loop);
}

TEST(watching_again_replaces_callback_and_events)
{
	struct momus_loop *loop = new_loop();
	int fd[2];

	ready_pipe(fd);
	momus_loop_watch(loop, fd[0], EPOLLIN, note_fd, "a", NULL);
	momus_loop_watch(loop, fd[0], EPOLLIN, note_fd, "b", NULL);
	momus_loop_run(loop, -1);
	CHECK_STR(order, "b");
	momus_loop_watch(loop, fd[0], 0, note_fd, "c", NULL);
	CHECK_INT(momus_loop_run(loop, momus_loop_now()), 0);
	close_pipe(fd);
	momus_loop_free(loop);
}

TEST(what_cannot_be_watched_is_an_error)
{
	struct momus_loop *loop = new_loop();
	struct momus_error err = { "" };

	CHECK(momus_loop_watch(loop, 9999, EPOLLIN, note_fd, "a", &err) < 0);
	CHECK(strstr(err.text, "9999"));
	CHECK(momus_loop_watch(loop, -1, EPOLLIN, note_fd, "a", NULL) < 0);
	momus_loop_free(loop);
}

struct pair {
	struct momus_loop *loop;
	int one[2], two[2];
	int calls;
};

/* Whichever end is told first takes the other away. */
static void drop_other(void *arg, int fd, uint32_t events)
{
	struct pair *p = arg;
	int other = fd == p->one[0] ? p->two[0] : p->one[0];

	(void)events;
	p->calls++;
	momus_loop_unwatch(p->loop, other);
}

TEST(a_descriptor_dropped_in_the_same_round_is_not_told)
{
	struct pair p = { .loop = new_loop() };

	ready_pipe(p.one);
	ready_pipe(p.two);
	momus_loop_watch(p.loop, p.one[0], EPOLLIN, drop_other, &p, NULL);
	momus_loop_watch(p.loop, p.two[0], EPOLLIN, drop_other, &p, NULL);
	CHECK_INT(momus_loop_run(p.loop, -1), 1);
	CHECK_INT(p.calls, 1);
	close_pipe(p.one);
	close_pipe(p.two);
	momus_loop_free(p.loop);
}

/* Closes the other end and opens a quiet pipe, which gets its number. */
static void reuse_other(void *arg, int fd, uint32_t events)
{
	struct pair *p = arg;
	int *other = fd == p->one[0] ? p->two : p->one;
	int old = other[0];

	(void)events;
	if (p->calls++)
		return;
	momus_loop_unwatch(p->loop, old);
	close_pipe(other);
	CHECK_INT(pipe(other), 0);
	CHECK_INT(other[0], old);
	momus_loop_watch(p->loop, old, EPOLLIN, note_fd, "stale", NULL);
}

TEST(an_event_of_a_closed_descriptor_does_not_reach_its_successor)
{
	struct pair p = { .loop = new_loop() };

	ready_pipe(p.one);
	ready_pipe(p.two);
	momus_loop_watch(p.loop, p.one[0], EPOLLIN, reuse_other, &p, NULL);
	momus_loop_watch(p.loop, p.two[0], EPOLLIN, reuse_other, &p, NULL);
	momus_loop_run(p.loop, -1);
	CHECK_STR(order, "");
	CHECK_INT(p.calls, 1);
	close_pipe(p.one);
	close_pipe(p.two);
	momus_loop_free(p.loop);
	momus_loop_free(NULL);
}

TEST(a_descriptor_closed_unannounced_can_be_watched_under_its_number_again)
{
	struct momus_loop *loop = new_loop();
	int p[2], q[2];

	ready_pipe(p);
	CHECK_INT(momus_loop_watch(loop, p[0], EPOLLIN, note_fd, "p", NULL), 0);
	close_pipe(p);
	ready_pipe(q);
	CHECK_INT(q[0], p[0]);
	CHECK_INT(momus_loop_watch(loop, q[0], EPOLLIN, note_fd, "q", NULL), 0);
	CHECK_INT(momus_loop_run(loop, 0), 1);
	CHECK_STR(order, "q");
	close_pipe(q);
	momus_loop_free(loop);
}

static void *ring(void *arg)
{
	momus_loop_wake(arg);
	return NULL;
}

TEST(another_thread_ends_a_wait)
{
	struct momus_loop *loop = new_loop();
	pthread_t thread;

	CHECK_INT(pthread_create(&thread, NULL, ring, loop), 0);
	CHECK_INT(momus_loop_run(loop, -1), 1); /* else it waits without end */
	CHECK_INT(pthread_join(thread, NULL), 0);
	CHECK_INT(momus_loop_run(loop, 0), 0); /* once it was rung */
	momus_loop_wake(loop);
	momus_loop_wake(loop);
	CHECK_INT(momus_loop_run(loop, -1), 1); /* before it waits, too */
	momus_loop_free(loop);
}

TAP_MAIN
