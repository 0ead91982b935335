/* dataset.h - the problems of one data file, as a task plugin reads them */
#ifndef MOMUS_HOST_DATASET_H
#define MOMUS_HOST_DATASET_H

#include "host/exclude.h"
#include "momus/task.h"

#define MOMUS_DATASET_REASONS 32
#define MOMUS_DATASET_TOLD    5

struct momus_dataset_left { /* rows that a task left out */
	const char *reason; /* as momus_row_leave() was told it */
	size_t n;
};

struct momus_dataset {
	struct momus_arena *arena;	/* owned: all texts */
	struct momus_problem *problems; /* owned, (n), in file order */
	size_t n;
	size_t filtered; /* rows the task left out, or could not read */
	/* (n_left): those with a reason, in the order of the first of each; what
	 * there is no room for stands with the last. */
	struct momus_dataset_left left[MOMUS_DATASET_REASONS];
	size_t n_left;
	/* Rows that the task could not read, among those left out, and why not
	 * the first ones. */
	size_t unreadable;
	struct momus_error why[MOMUS_DATASET_TOLD];
	size_t excluded; /* problems that .exclude names */
	char sha256[65]; /* of the file, hex */
	uint32_t *slots; /* owned, (n_slots): hash table of ids */
	size_t n_slots, room;
};

struct momus_dataset_source { /* borrowed */
	const char *path;     /* JSON Lines, plain or gzip */
	const struct momus_task_ops *ops;
	void *self; /* the task's own state */
	/* Problems to leave out, by id or group; NULL: none. */
	const struct momus_exclude *exclude;
	/* No row is begun when there are so many problems; 0: all. */
	uint64_t limit;
	uint32_t shard, shards; /* problems of shard SHARD of SHARDS; 0 of 0
				 * or 0 of 1: all */
};

/* Reads the file to its end.  .index of a problem is its position among all
 * problems of the file, those of other shards included; the limit is applied
 * before the shards.  A row that the task cannot read (a field is missing, tests
 * that are none) is left out and counted, and why is kept; the others go on.  MOMUS_EPARSE
 * names file and line: bad gzip or JSON, an id that is there twice or is none, a
 * file without problems. */
MOMUS_API int momus_dataset_load(struct momus_dataset **out,
				 const struct momus_dataset_source *source,
				 struct momus_error *err);
MOMUS_API void momus_dataset_free(struct momus_dataset *d); /* NULL allowed */

/* The place in .problems of the one called ID; (size_t)-1 if there is none. */
MOMUS_API size_t momus_dataset_find(const struct momus_dataset *d,
				    struct momus_text id);

/* The shard, 0..SHARDS-1, of NAME: the first eight bytes of its SHA-256,
 * little-endian, modulo SHARDS. */
MOMUS_API uint32_t momus_dataset_shard(struct momus_text name, uint32_t shards);

/* The shard that PROBLEM belongs to: that of its group's name, or of its id if
 * it is in no group. */
MOMUS_API uint32_t momus_dataset_shard_of(const struct momus_problem *problem,
					  uint32_t shards);

#endif /* MOMUS_HOST_DATASET_H */
