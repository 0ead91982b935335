/* grade.h - what the two files of `momus grade` share */
#ifndef MOMUS_CLI_GRADE_H
#define MOMUS_CLI_GRADE_H

#include "cli/gradeline.h"
#include "cli/newfile.h"
#include "run/graded-run.h"
#include "run/grading.h"
#include "run/live.h"
#include "run/tally.h"

struct grade {
	const char *solutions_path, *store_path, *verdicts_path, *shard_text;
	bool cold;
	const char *off;
	struct momus_recipe *recipe; /* owned, as are those below */
	struct momus_registry *registry;
	struct momus_benchmark *benchmark;
	struct momus_solutions *solutions;
	struct momus_live *live;
	struct momus_arena *arena; /* head and problems of the store */
	struct momus_arena *node;  /* one node's texts */
	struct momus_store *store; /* NULL before the first verdict */
	struct momus_new_file verdicts;
	char **rows;	 /* (n), each owned: lines of the verdicts' file */
	uint32_t *place; /* (problems): in the store */
	size_t *lenient; /* (n_lenient): items */
	size_t n_lenient;
	uint32_t shard, shards;
	struct momus_tally tally;
	struct momus_grade_line line;
	double started;
};

/* Grades every answer of G, all else being ready. */
int momus_grade_work(struct grade *g, bool *stopped, struct momus_error *err);
/* Closes the store and, unless STOPPED, writes the file of verdicts. */
int momus_grade_finish(struct grade *g, bool stopped, struct momus_error *err);

#endif /* MOMUS_CLI_GRADE_H */
