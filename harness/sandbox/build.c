/* build.c - see build.h */
#include "config.h"

#include "sandbox/build.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/hash.h"

/* CommonOJ's time for a compiler; what else it may use. */
static const struct momus_limits compiler_limits = {
	.cpu_s = 10,
	.wall_s = 40,
	.memory_bytes = 1u << 30,
	.output_bytes = 8u << 20,
	.file_bytes = 256u << 20,
	.processes = 32,
	.open_files = 256,
};
static const uint64_t kept_bytes = 256u << 20, largest_program = 128u << 20;
enum { KEPT_BUILDS = 1024, SAID_BYTES = 4096, SOURCE_LIMIT = 256 << 20 };

/* How a program of ours is called in its directory, and by itself. */
static const char run_words[] = "program\0./program";

static void build_free(struct build *b)
{
	if (b->runs)
		momus_process_release(&b->process);
	if (b->fd >= 0)
		close(b->fd);
	momus_buffer_release(&b->source);
	momus_buffer_release(&b->said);
	free(b);
}

void momus_builds_drop(struct builds *all, struct build *b)
{
	struct build **p = &all->first;

	while (*p && *p != b)
		p = &(*p)->next;
	if (*p)
		*p = b->next;
	build_free(b);
}

void momus_builds_release(struct builds *all)
{
	while (all->first)
		momus_builds_drop(all, all->first);
}

/* Those behind what may be kept, but for the ones in use. */
static void forget_old(struct builds *all)
{
	uint64_t bytes = 0;
	size_t n = 0;

	for (struct build *b = all->first, *next; b; b = next) {
		next = b->next;
		bytes += b->bytes;
		n++;
		if ((bytes <= kept_bytes && n <= KEPT_BUILDS) || b->users > 0 ||
		    b->state == BUILD_BUSY || b->waiting)
			continue;
		bytes -= b->bytes;
		n--;
		momus_builds_drop(all, b);
	}
}

static struct build *find(struct builds *all, const uint8_t key[32])
{
	for (struct build **p = &all->first; *p; p = &(*p)->next) {
		struct build *b = *p;

		if (memcmp(b->key, key, 32) != 0)
			continue;
		*p = b->next;
		b->next = all->first;
		all->first = b;
		return b;
	}
	return NULL;
}

int momus_builds_get(struct builds *all, const uint8_t key[32],
		     struct momus_text source, struct build **out,
		     struct momus_error *err)
{
	struct momus_sha256 hash;
	struct build *b;
	uint8_t own[32];

	momus_sha256_init(&hash);
	momus_sha256_add(&hash, (struct momus_text){ (const char *)key, 32 });
	momus_sha256_add(&hash, source);
	momus_sha256_finish(&hash, own);
	*out = find(all, own);
	if (*out)
		return MOMUS_OK;
	forget_old(all);
	b = calloc(1, sizeof *b);
	if (!b)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	memcpy(b->key, own, sizeof own);
	b->fd = -1;
	momus_buffer_init(&b->source, SOURCE_LIMIT);
	momus_buffer_add(&b->source, source);
	momus_buffer_init(&b->said, SAID_BYTES + 256);
	b->next = all->first;
	all->first = b;
	*out = b;
	return momus_buffer_check(&b->source, "a program", err);
}

void momus_build_order(struct process_order *o, struct momus_text source,
		       const struct momus_buffer *words, int record_fd)
{
	*o = (struct process_order){ .flags = JAIL_NATIVE,
				     .source = source,
				     .payload = momus_buffer_text(words),
				     .pipe_fd = -1,
				     .expected_fd = -1,
				     .record_fd = record_fd,
				     .data_fd = -1,
				     .limits = compiler_limits };
	/* The source lies in the directory and in memory too. */
	o->limits.file_bytes += source.len;
	o->limits.memory_bytes += source.len;
}

/* The first lines of what the compiler wrote, whole ones. */
static void add_head(struct build *b)
{
	struct momus_text t = b->process.outcome.err;

	if (t.len > SAID_BYTES) {
		t.len = SAID_BYTES;
		while (t.len > 0 && t.ptr[t.len - 1] != '\n')
			t.len--;
		if (t.len == 0)
			t.len = SAID_BYTES; /* one line without an end */
	}
	momus_buffer_add(&b->said, t);
}

static void refuse(struct build *b, const char *why)
{
	b->state = BUILD_REFUSED;
	if (why)
		momus_buffer_printf(&b->said, "the compiler was stopped: %s\n",
				    why);
	add_head(b);
}

static void fail(struct build *b, const char *why)
{
	b->state = BUILD_FAILED;
	momus_buffer_reset(&b->said);
	momus_buffer_printf(&b->said, "compiling: %s", why);
}

/* Puts the words of its command behind the program; nobody may change it. */
static int seal(struct build *b)
{
	ssize_t n = pwrite(b->fd, run_words, sizeof run_words, (off_t)b->bytes);

	b->payload_bytes = sizeof run_words;
	if (n != (ssize_t)sizeof run_words)
		return -1;
	return fcntl(b->fd, F_ADD_SEALS,
		     F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
}

static void take_program(struct build *b)
{
	char why[160];
	struct stat st;

	if (fstat(b->fd, &st) < 0 || st.st_size == 0) {
		fail(b, "the compiler succeeded, but made no program");
		return;
	}
	b->bytes = (uint64_t)st.st_size;
	if (b->bytes > largest_program) {
		snprintf(why, sizeof why,
			 "the program has %llu bytes, at most %llu are allowed",
			 (unsigned long long)b->bytes,
			 (unsigned long long)largest_program);
		refuse(b, why);
	} else if (seal(b) < 0) {
		snprintf(why, sizeof why, "sealing the program: %s",
			 strerror(errno));
		fail(b, why);
	} else {
		b->state = BUILD_READY;
		return;
	}
	b->bytes = 0;
}

void momus_build_judge(struct build *b)
{
	const struct momus_outcome *o = &b->process.outcome;
	char why[160];

	b->cpu_s = o->cpu_s;
	b->said_total = o->err_total;
	switch (o->status) {
	case MOMUS_RUN_ACCEPTED:
		take_program(b);
		break;
	case MOMUS_RUN_TIME_LIMIT:
		snprintf(why, sizeof why, "it took more than %.0f s%s",
			 o->idle ? compiler_limits.wall_s
				 : compiler_limits.cpu_s,
			 o->idle ? "" : " of CPU time");
		refuse(b, why);
		break;
	case MOMUS_RUN_MEMORY_LIMIT:
		snprintf(why, sizeof why,
			 "it took more than %.0f MiB of memory",
			 (double)compiler_limits.memory_bytes / (1 << 20));
		refuse(b, why);
		break;
	case MOMUS_RUN_OUTPUT_LIMIT:
		refuse(b, "its messages, or its files, were too large");
		break;
	case MOMUS_RUN_INTERNAL_ERROR:
		fail(b, o->message);
		break;
	default:
		/* Its watcher ends by a signal only where it cannot go on. */
		if (o->signal) {
			snprintf(why, sizeof why,
				 "who watches the compiler was ended by signal "
				 "%d",
				 o->signal);
			fail(b, why);
		} else {
			refuse(b, NULL);
		}
		break;
	}
	if (b->state != BUILD_READY && b->fd >= 0) {
		close(b->fd);
		b->fd = -1;
	}
}

void momus_build_run(const struct build *b, struct process_order *o,
		     const struct momus_limits *limits)
{
	o->flags = JAIL_NATIVE;
	o->data_fd = b->fd;
	o->source_bytes = b->bytes;
	o->payload_bytes = b->payload_bytes;
	o->limits = *limits;
	/* The program itself is not charged to it. */
	o->limits.file_bytes += b->bytes;
	o->limits.memory_bytes += b->bytes;
}
