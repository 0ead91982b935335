/* memory.c - see memory.h: stands before the C library's allocator
 *
 * A sanitizer stands there itself; then nothing is counted, and nothing fails.
 * As a library of its own, preloaded, it begins with the program: $STARVE_AT is
 * the number, and $STARVE_LOG gets how many there were, and "struck". */
#include "config.h"

#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/memory.h"

static struct {
	uintptr_t from, to; /* where libmomus is */
	uint64_t seen, at;
	unsigned paused;
	pid_t process; /* and none of its children */
	bool on, struck;
} memory;

void sim_memory_pause(void)
{
	memory.paused++;
}

void sim_memory_resume(void)
{
	memory.paused--;
}

uint64_t sim_memory_end(bool *struck)
{
	memory.on = false;
	*struck = memory.struck;
	return memory.seen;
}

static int look(struct dl_phdr_info *info, size_t size, void *arg)
{
	(void)size, (void)arg;
	if (!strstr(info->dlpi_name, "libmomus.so"))
		return 0;
	memory.from = UINTPTR_MAX;
	memory.to = 0;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		uintptr_t at = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
		uintptr_t end = at + info->dlpi_phdr[i].p_memsz;

		if (info->dlpi_phdr[i].p_type != PT_LOAD)
			continue;
		memory.from = at < memory.from ? at : memory.from;
		memory.to = end > memory.to ? end : memory.to;
	}
	return 1;
}

void sim_memory_begin(uint64_t at)
{
	if (!memory.to)
		dl_iterate_phdr(look, NULL);
	memory.seen = 0;
	memory.at = at;
	memory.process = getpid();
	memory.struck = false;
	memory.on = true;
}

#ifdef SIM_PRELOADED
static __attribute__((constructor)) void begin(void)
{
	const char *at = getenv("STARVE_AT");

	if (at)
		sim_memory_begin(strtoull(at, NULL, 10));
}

static __attribute__((destructor)) void end(void)
{
	const char *log = getenv("STARVE_LOG");
	bool mine = memory.on && getpid() == memory.process, struck;
	uint64_t seen = sim_memory_end(&struck);
	FILE *f = mine && log ? fopen(log, "w") : NULL;

	if (!f)
		return;
	fprintf(f, "%llu%s\n", (unsigned long long)seen,
		struck ? " struck" : "");
	fclose(f);
}
#endif

#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif

#if defined __GLIBC__ && !defined __SANITIZE_ADDRESS__ && \
	!defined __SANITIZE_THREAD__ && !defined SANITIZED
#define OUR __attribute__((visibility("default")))

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);

/* Whether an allocation for CALLER fails. */
static bool fails(const void *caller)
{
	uintptr_t at = (uintptr_t)caller;

	if (!memory.on || memory.paused || at < memory.from ||
	    at >= memory.to || getpid() != memory.process ||
	    ++memory.seen != memory.at)
		return false;
	memory.struck = true;
	return true;
}

OUR void *malloc(size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

OUR void *calloc(size_t n, size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL
						  : __libc_calloc(n, size);
}

OUR void *realloc(void *old, size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL
						  : __libc_realloc(old, size);
}
#endif
