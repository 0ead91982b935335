/* apart.h - measuring one piece of work in a process of its own
 *
 * Each pass starts with a fresh heap, its processor time is the process's own,
 * threads included, and its memory does not count for the next.
 */
#ifndef APART_H
#define APART_H

#include <stdbool.h>
#include <stdint.h>

struct apart {
	double wall_s, cpu_s; /* between start and stop, all such spans */
	double start_wall, start_cpu;
	uint64_t bytes;	     /* as the work says */
	uint64_t peak_bytes; /* resident, of the whole process */
};

void apart_start(struct apart *span);
void apart_stop(struct apart *span);

/* Runs WORK(ARG, OUT) in a child; exits with a message when it fails there. */
void apart_run(struct apart *out, const char *what,
	       bool (*work)(const void *arg, struct apart *span),
	       const void *arg);

/* Keeps in BEST the run with the least processor time. */
void apart_keep(struct apart *best, const struct apart *run);

/* Removes PATH and the files beside it that a store makes. */
void apart_remove(const char *path);

/* The size of the file, 0 if there is none. */
uint64_t apart_size(const char *path);

/* The processor's name, from /proc/cpuinfo, and the number of those that may be
 * used, as JSON members. */
void apart_print_device(void);

#endif /* APART_H */
