/* pages.c - see pages.h */
#include "config.h"

#include "sandbox/jail/pages.h"

#include <dlfcn.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <malloc.h>
#include <stdbool.h>
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
	jail_join_code((uintptr_t)dlsym(RTLD_DEFAULT, "PyObject_Malloc"));
	gather_arenas();
	gather_heap();
}

/* A line of /proc/self/maps, or what several have in common. */
struct mapping {
	uintptr_t begin, end;
	unsigned long inode; /* 0: of no file */
	char rights[5];
	char name[16]; /* its beginning */
};

static bool read_mapping(FILE *maps, struct mapping *m)
{
	char line[PATH_MAX + 128];

	m->name[0] = 0;
	return maps && fgets(line, sizeof line, maps) &&
	       sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s %*s %*s %lu %15s",
		      &m->begin, &m->end, m->rights, &m->inode, m->name) >= 4;
}

/* What of M consists of whole large pages: *LENGTH bytes, maybe none. */
static char *whole_pages(const struct mapping *m, size_t *length)
{
	uintptr_t begin = (m->begin + LARGE - 1) / LARGE * LARGE;
	uintptr_t end = m->end / LARGE * LARGE;

	*length = end > begin ? end - begin : 0;
	return (char *)begin;
}

/* Puts large pages with the same bytes in the place of LENGTH bytes of code, in one
 * step, for this process runs it meanwhile. */
static void replace_code(char *code, size_t length)
{
	char *region = mmap(NULL, length + LARGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	char *copy;

	if (region == MAP_FAILED)
		return;
	copy = (char *)(((uintptr_t)region + LARGE - 1) / LARGE * LARGE);
	memcpy(copy, code, length);
	/* In small ones it would be dearer than before: a fork copies entries for
	 * memory of its parent, but none for a file. */
	if (madvise(copy, length, MADV_COLLAPSE) < 0 ||
	    mprotect(copy, length, PROT_READ | PROT_EXEC) < 0 ||
	    mremap(copy, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, code) ==
		    MAP_FAILED)
		errno = 0;
	munmap(region, length + LARGE);
}

/* Whether it is of a file, and may be read but not written to. */
static bool is_code(const struct mapping *m)
{
	return m->inode && m->rights[0] == 'r' && m->rights[1] == '-';
}

void jail_join_code(uintptr_t known)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	struct mapping m, code = { 0 };
	bool found = false;
	size_t length;
	char *at;

	while (!found && read_mapping(maps, &m)) {
		if (is_code(&m) && m.begin == code.end &&
		    m.inode == code.inode) {
			code.end = m.end;
			continue;
		}
		found = known >= code.begin && known < code.end;
		if (!found)
			code = is_code(&m) ? m : (struct mapping){ 0 };
	}
	if (maps)
		fclose(maps);
	at = whole_pages(&code, &length);
	if (found && length)
		replace_code(at, length);
}

/* Whether it is of the heap, or anonymous and written to. */
static bool is_memory(const struct mapping *m)
{
	return !m->inode && strcmp(m->rights, "rw-p") == 0 &&
	       (!m->name[0] || strcmp(m->name, "[heap]") == 0);
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
	struct mapping m;
	size_t length;
	FILE *maps;

	malloc_trim(0); /* puts in order what each fork would have to */
	fill_heap();
	fill_pools();
	maps = fopen("/proc/self/maps", "re");

	while (read_mapping(maps, &m)) {
		char *at = whole_pages(&m, &length);

		/* A kernel that cannot leaves them as they are. */
		if (length && is_memory(&m) &&
		    madvise(at, length, MADV_COLLAPSE) < 0)
			errno = 0;
	}
	if (maps)
		fclose(maps);
}
