/* pages.c - see pages.h */
#include "config.h"

#include "sandbox/jail/pages.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#ifndef MADV_COLLAPSE /* Linux 6.1 */
#define MADV_COLLAPSE 25
#endif

enum {
	LARGE = 2 << 20,
	ARENAS = 32 << 20, /* of an interpreter with NumPy: a third of that */
	HEAP = 8 << 20,
	POOL = 16 << 10,
	POOL_HEAD = 48, /* bytes before its first block */
	POOL_STEP = 16,
	POOL_LARGEST = 512,
	POOL_FILL = 256 << 10, /* bytes of one size, at most */
	HOLE_STEP = 16,
	HOLE_LARGEST = 32 << 10,
	HOLE_FILL = 1 << 20, /* bytes of one size, at most */
	PIECE = 64 << 10,    /* what malloc() still takes from the heap */
};

/* CPython's PyObjectArenaAllocator, as it is since 3.4. */
struct arenas {
	void *ctx;
	void *(*alloc)(void *ctx, size_t size);
	void (*free)(void *ctx, void *arena, size_t size);
};

/* The one of this process, and its place for arenas. */
static struct arenas arenas;
static struct {
	char *at, *end;
} place;

static void *next_arena(void *ctx, size_t size)
{
	char *arena = place.at;

	if (size > (size_t)(place.end - place.at))
		return arenas.alloc(ctx, size);
	place.at += size;
	return arena;
}

static void gather_arenas(void)
{
	void (*get)(struct arenas *) = (void (*)(struct arenas *))dlsym(
		RTLD_DEFAULT, "PyObject_GetArenaAllocator");
	void (*set)(struct arenas *) = (void (*)(struct arenas *))dlsym(
		RTLD_DEFAULT, "PyObject_SetArenaAllocator");
	struct arenas own;
	char *region;

	if (!get || !set)
		return;
	region = mmap(NULL, ARENAS + LARGE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (region == MAP_FAILED)
		return;
	place.at = (char *)(((uintptr_t)region + LARGE - 1) / LARGE * LARGE);
	place.end = place.at + ARENAS;
	get(&arenas);
	own = arenas; /* what it frees an arena with does for these */
	own.alloc = next_arena;
	set(&own);
}

/* Makes the heap one mapping of a size that will do: one that grows after a fork
 * consists of several.  The last piece stays, or the rest would be given back. */
static void gather_heap(void)
{
	void *pieces[HEAP / PIECE];
	int n = HEAP / PIECE;

	for (int i = 0; i < n; i++)
		pieces[i] = malloc(PIECE);
	for (int i = 0; i < n - 1; i++)
		free(pieces[i]);
}

void jail_gather_pages(void)
{
	gather_arenas();
	gather_heap();
}

/* The part of a line of /proc/self/maps that consists of whole large pages. */
static uintptr_t joinable(const char *line, uintptr_t *length)
{
	unsigned long begin, end, inode;
	char rights[5], name[16] = "";

	if (sscanf(line, "%lx-%lx %4s %*s %*s %lu %15s", &begin, &end, rights,
		   &inode, name) < 4 ||
	    inode || strcmp(rights, "rw-p") != 0 ||
	    (name[0] && strcmp(name, "[heap]") != 0))
		return 0;
	begin = (begin + LARGE - 1) / LARGE * LARGE;
	end = end / LARGE * LARGE;
	*length = end > begin ? end - begin : 0;
	return *length ? begin : 0;
}

/* Fills the holes of the heap.  malloc() would give a fork the first of those that
 * fit and lay by seven more, each on pages of its own; now it cuts from one piece. */
static void fill_heap(void)
{
	char *fresh = malloc(PIECE); /* no hole is as large */

	for (size_t size = HOLE_LARGEST; fresh && size; size -= HOLE_STEP) {
		size_t left = HOLE_FILL / size;
		char *block = malloc(size);

		while (block && (uintptr_t)block < (uintptr_t)fresh && --left)
			block = malloc(size);
		free(block);
	}
	free(fresh);
}

/* Fills what is left of CPython's pools, of 16 KB since 3.10, which hold blocks of
 * one size each.  A fork then takes its blocks from the beginning of new pools,
 * and copies one page for each size rather than three. */
static void fill_pools(void)
{
	void *(*get)(size_t) =
		(void *(*)(size_t))dlsym(RTLD_DEFAULT, "PyObject_Malloc");
	void (*put)(void *) =
		(void (*)(void *))dlsym(RTLD_DEFAULT, "PyObject_Free");

	if (!get || !put)
		return;
	for (size_t size = POOL_STEP; size <= POOL_LARGEST; size += POOL_STEP) {
		size_t left = POOL_FILL / size;
		void *block = get(size);

		while (block && (uintptr_t)block % POOL != POOL_HEAD && --left)
			block = get(size);
		put(block);
	}
}

void jail_join_pages(void)
{
	char line[512];
	FILE *maps;

	malloc_trim(0); /* puts in order what each fork would have to */
	fill_heap();
	fill_pools();
	maps = fopen("/proc/self/maps", "re");

	while (maps && fgets(line, sizeof line, maps)) {
		uintptr_t length, begin = joinable(line, &length);

		/* A kernel that cannot leaves them as they are. */
		if (begin && madvise((void *)begin, length, MADV_COLLAPSE) < 0)
			errno = 0;
	}
	if (maps)
		fclose(maps);
}
