/* shim.c - see shim.h */
#include "shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "fiber.h"

enum { STACK = 256 << 10, WARPS = SHIM_THREADS / SHIM_WARP };

/* Bytes behind what a block shares, which it must leave alone; a sanitizer sees to
 * them itself. */
#ifdef __SANITIZE_ADDRESS__
enum { BEYOND = 0 };
#else
enum { BEYOND = 4096 };
#endif

enum state { READY, AT_WARP, AT_BLOCK, DONE };

struct thread {
	struct fiber fiber;
	enum state state;
	uint32_t mask;	/* of the warp's barrier that it waits at */
	unsigned turns; /* exchanges so far */
};

struct shim_place shim_place;

static struct {
	struct thread threads[SHIM_THREADS];
	struct fiber home;
	char *stacks; /* SHIM_THREADS of STACK, mapped once */
	unsigned n, now, round;
	void (*body)(void *);
	void *arg;
	void *shared;
	size_t shared_bytes;
	enum shim_order order;
	int refused;
	/* What lanes give, by turns: a lane that runs ahead to the next exchange
	 * overwrites nothing that another has yet to take. */
	unsigned char given[WARPS][2][SHIM_WARP][SHIM_GIVEN];
} shim;

/* Where variables declared __shared__ are. */
extern unsigned char __start_shim_variables[] __attribute__((weak));
extern unsigned char __stop_shim_variables[] __attribute__((weak));

void shim_fail(const char *what)
{
	const struct shim_place *p = &shim_place;

	fprintf(stderr, "shim: block (%u,%u,%u), thread (%u,%u,%u): %s\n",
		p->block.x, p->block.y, p->block.z, p->thread.x, p->thread.y,
		p->thread.z, what);
	abort();
}

void shim_set_order(enum shim_order order)
{
	shim.order = order;
}

int shim_last_error(void)
{
	int was = shim.refused;

	shim.refused = 0;
	return was;
}

void *shim_shared(void)
{
	return shim.shared;
}

static void place(unsigned at)
{
	const struct shim_dim *d = &shim_place.threads;

	shim_place.thread = (struct shim_dim){ at % d->x, at / d->x % d->y,
					       at / d->x / d->y };
}

static void wait_as(enum state state)
{
	unsigned me = shim.now;

	shim.threads[me].state = state;
	fiber_change(&shim.threads[me].fiber, &shim.home);
}

static void entry(void)
{
	shim.body(shim.arg);
	wait_as(DONE);
	abort();
}

void shim_barrier(void)
{
	wait_as(AT_BLOCK);
}

void shim_warp_barrier(uint32_t mask)
{
	if (!(mask >> shim.now % SHIM_WARP & 1))
		shim_fail("a lane at a warp's barrier that is not for it");
	shim.threads[shim.now].mask = mask;
	wait_as(AT_WARP);
}

const unsigned char *shim_share(uint32_t mask, const void *mine, size_t bytes)
{
	unsigned warp = shim.now / SHIM_WARP, lane = shim.now % SHIM_WARP;
	unsigned turn = shim.threads[shim.now].turns++ & 1;

	if (bytes > SHIM_GIVEN)
		shim_fail("a shuffle of more than a lane can give");
	memcpy(shim.given[warp][turn][lane], mine, bytes);
	shim_warp_barrier(mask);
	return shim.given[warp][turn][0];
}

/* Lets those go on that wait for MASK's lanes of WARP, if all of them do. */
static int release(struct thread *warp, uint32_t mask)
{
	for (unsigned i = 0; i < SHIM_WARP; i++)
		if (mask >> i & 1 &&
		    (warp[i].state != AT_WARP || warp[i].mask != mask))
			return 0;
	for (unsigned i = 0; i < SHIM_WARP; i++)
		if (mask >> i & 1)
			warp[i].state = READY;
	return 1;
}

/* The lane whose turn is the I-th. */
static unsigned lane_of(unsigned i)
{
	switch (shim.order) {
	case SHIM_BACKWARD:
		return SHIM_WARP - 1 - i;
	case SHIM_MIXED:
		return (13 * i + 7 * shim.round) % SHIM_WARP;
	default:
		return i;
	}
}

/* Runs the threads of WARP until each waits for another warp or is done; whether
 * any ran. */
static int run_warp(unsigned first)
{
	struct thread *warp = shim.threads + first;
	int ran = 0, more = 1;

	while (more) {
		more = 0;
		for (unsigned i = 0; i < SHIM_WARP; i++) {
			unsigned lane = lane_of(i);

			if (warp[lane].state != READY)
				continue;
			ran = 1;
			shim.now = first + lane;
			place(shim.now);
			fiber_change(&shim.home, &warp[lane].fiber);
		}
		shim.round++;
		for (unsigned i = 0; i < SHIM_WARP; i++)
			if (warp[i].state == AT_WARP)
				more |= release(warp, warp[i].mask);
	}
	return ran;
}

/* Lets all go on if every thread that is left is at the block's barrier; how many
 * are left. */
static unsigned release_block(void)
{
	unsigned left = 0, there = 0;

	for (unsigned i = 0; i < shim.n; i++) {
		left += shim.threads[i].state != DONE;
		there += shim.threads[i].state == AT_BLOCK;
	}
	for (unsigned i = 0; left && there == left && i < shim.n; i++)
		if (shim.threads[i].state == AT_BLOCK)
			shim.threads[i].state = READY;
	return left;
}

/* Not memset(): a sanitizer would see the gaps between variables. */
__attribute__((no_sanitize("address", "undefined"))) static void poison(void)
{
	if (__start_shim_variables)
		for (volatile unsigned char *p = __start_shim_variables;
		     p < __stop_shim_variables; p++)
			*p = 0xff;
	if (shim.shared)
		memset(shim.shared, 0xff, shim.shared_bytes + BEYOND);
}

static void check_beyond(void)
{
	const unsigned char *p = shim.shared, *end;

	if (!p)
		return;
	p += shim.shared_bytes;
	for (end = p + BEYOND; p < end; p++)
		if (*p != 0xff)
			shim_fail("a write beyond what a block shares");
}

static void run_block(void)
{
	unsigned warps = shim.n / SHIM_WARP;
	int ran;

	poison();
	for (unsigned i = 0; i < shim.n; i++) {
		struct thread *t = &shim.threads[i];

		t->state = READY;
		t->turns = 0;
		fiber_make(&t->fiber, shim.stacks + (size_t)i * STACK, STACK,
			   entry);
	}
	do {
		unsigned first = shim.round;

		ran = 0;
		for (unsigned w = 0; w < warps; w++) {
			unsigned at = w;

			if (shim.order == SHIM_BACKWARD)
				at = warps - 1 - w;
			if (shim.order == SHIM_MIXED)
				at = (w + first) % warps;
			ran |= run_warp(at * SHIM_WARP);
		}
		if (!release_block())
			return;
	} while (ran);
	shim_fail("a barrier that not every thread of it reaches");
}

static int fits(struct shim_dim blocks, struct shim_dim threads, size_t shared)
{
	size_t n = (size_t)threads.x * threads.y * threads.z;

	return blocks.x && blocks.x < 1u << 31 && blocks.y &&
	       blocks.y < 1u << 16 && blocks.z && blocks.z < 1u << 16 && n &&
	       n <= SHIM_THREADS && n % SHIM_WARP == 0 && threads.z <= 64 &&
	       shared <= SHIM_SHARED;
}

static void reserve(size_t shared)
{
	if (!shim.stacks)
		shim.stacks = mmap(NULL, (size_t)SHIM_THREADS * STACK,
				   PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
				   -1, 0);
	if (shim.stacks == MAP_FAILED)
		shim_fail("no memory for the stacks of a block");
	/* of the very size, so that a sanitizer sees what lies beyond */
	shim.shared =
		shared ? aligned_alloc(128, (shared + 127) / 128 * 128 + BEYOND)
		       : NULL;
	if (shared && !shim.shared)
		shim_fail("no memory for what a block shares");
	shim.shared_bytes = shared;
}

void shim_launch(struct shim_dim blocks, struct shim_dim threads, size_t shared,
		 void (*body)(void *), void *arg)
{
	if (!fits(blocks, threads, shared)) {
		shim.refused = 1;
		return;
	}
	reserve(shared);
	shim.body = body;
	shim.arg = arg;
	shim.n = threads.x * threads.y * threads.z;
	shim_place.threads = threads;
	shim_place.blocks = blocks;
	for (unsigned z = 0; z < blocks.z; z++)
		for (unsigned y = 0; y < blocks.y; y++)
			for (unsigned x = 0; x < blocks.x; x++) {
				shim_place.block = (struct shim_dim){ x, y, z };
				run_block();
				check_beyond();
			}
	free(shim.shared);
	shim.shared = NULL;
}
