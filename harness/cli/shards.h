/* shards.h - which part of the problems this process takes */
#ifndef MOMUS_CLI_SHARDS_H
#define MOMUS_CLI_SHARDS_H

#include <stdint.h>

#include "momus/error.h"

/* TEXT is "I/N", I from 0 to N - 1.  NULL: what the scheduler says that started
 * this process: SLURM_ARRAY_TASK_ID of SLURM_ARRAY_TASK_COUNT (counted from
 * SLURM_ARRAY_TASK_MIN in steps of SLURM_ARRAY_TASK_STEP),
 * JOB_COMPLETION_INDEX, or OMPI_COMM_WORLD_RANK of OMPI_COMM_WORLD_SIZE;
 * MOMUS_SHARDS, if set, is the number of shards, and ids are taken as they
 * are.  Without any of these 0 of 1.  MOMUS_EINVAL. */
int momus_shards_read(const char *text, uint32_t *shard, uint32_t *shards,
		      struct momus_error *err);

#endif /* MOMUS_CLI_SHARDS_H */
