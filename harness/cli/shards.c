/* shards.c - see shards.h */
#include "config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli/shards.h"

enum { SHARDS_MAX = 1000000 };

/* The whole number at S, which ends with END; -1 if there is none. */
static long number(const char *s, char end)
{
	char *stop;
	long n;

	if (!s || *s < '0' || *s > '9')
		return -1;
	errno = 0;
	n = strtol(s, &stop, 10);
	return errno || *stop != end || n > SHARDS_MAX ? -1 : n;
}

static int read_text(const char *text, uint32_t *shard, uint32_t *shards,
		     struct momus_error *err)
{
	const char *slash = strchr(text, '/');
	long i = slash ? number(text, '/') : -1;
	long n = slash ? number(slash + 1, '\0') : -1;

	if (i < 0 || n < 1 || i >= n)
		return momus_fail(err, MOMUS_EINVAL,
				  "--shard \"%s\": expected I/N with I from 0 "
				  "to N - 1, such as 0/4",
				  text);
	*shard = (uint32_t)i;
	*shards = (uint32_t)n;
	return MOMUS_OK;
}

static int from_pair(const char *id_name, const char *count_name,
		     uint32_t *shard, uint32_t *shards, struct momus_error *err)
{
	const char *count = getenv(count_name);
	long i = number(getenv(id_name), '\0'), n = number(count, '\0');

	if (i < 0 || n < 1 || i >= n)
		return momus_fail(err, MOMUS_EINVAL,
				  "the environment says shard %s=%s of %s=%s; "
				  "give --shard I/N, or --shard 0/1 for all",
				  id_name, getenv(id_name), count_name,
				  count ? count : "(not set)");
	*shard = (uint32_t)i;
	*shards = (uint32_t)n;
	return MOMUS_OK;
}

/* An array may begin anywhere and leave gaps. */
static int from_slurm(uint32_t *shard, uint32_t *shards,
		      struct momus_error *err)
{
	long id = number(getenv("SLURM_ARRAY_TASK_ID"), '\0');
	long n = number(getenv("SLURM_ARRAY_TASK_COUNT"), '\0');
	long first = number(getenv("SLURM_ARRAY_TASK_MIN"), '\0');
	long each = number(getenv("SLURM_ARRAY_TASK_STEP"), '\0');
	long i;

	first = first < 0 ? 0 : first;
	each = each < 1 ? 1 : each;
	i = id < first ? -1 : (id - first) / each;
	if (i < 0 || n < 1 || i >= n || (id - first) % each)
		return momus_fail(err, MOMUS_EINVAL,
				  "SLURM_ARRAY_TASK_ID is %s: no place in an "
				  "array of %s; set MOMUS_SHARDS to the number "
				  "of shards, or give --shard I/N",
				  getenv("SLURM_ARRAY_TASK_ID"),
				  getenv("SLURM_ARRAY_TASK_COUNT")
					  ? getenv("SLURM_ARRAY_TASK_COUNT")
					  : "unknown size");
	*shard = (uint32_t)i;
	*shards = (uint32_t)n;
	return MOMUS_OK;
}

int momus_shards_read(const char *text, uint32_t *shard, uint32_t *shards,
		      struct momus_error *err)
{
	bool told = getenv("MOMUS_SHARDS") != NULL;

	*shard = 0;
	*shards = 1;
	if (text)
		return read_text(text, shard, shards, err);
	if (getenv("SLURM_ARRAY_TASK_ID") && told)
		return from_pair("SLURM_ARRAY_TASK_ID", "MOMUS_SHARDS", shard,
				 shards, err);
	if (getenv("SLURM_ARRAY_TASK_ID"))
		return from_slurm(shard, shards, err);
	if (getenv("JOB_COMPLETION_INDEX") && told)
		return from_pair("JOB_COMPLETION_INDEX", "MOMUS_SHARDS", shard,
				 shards, err);
	if (getenv("OMPI_COMM_WORLD_RANK"))
		return from_pair("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE",
				 shard, shards, err);
	return MOMUS_OK;
}
