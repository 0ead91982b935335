/* grade.c - momus grade: recorded answers, no model needed */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "cli/grade.h"
#include "core/inert.h"
#include "cli/shards.h"

static const size_t arena_limit = (size_t)1 << 34;

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "grade: out of memory");
}

/* Options that are keys of a recipe. */
static const struct {
	const char *option, *key;
} keys[] = {
	{ "--task", "task.plugin" },
	{ "--data", "task.data" },
	{ "--exclude", "task.exclude" },
	{ "--grader", "task.grader" },
	{ "--limit", "limit" },
	{ "--programs", "limits.programs" },
	{ "--seed", "seed" },
	{ "--sandbox", "sandbox" },
};

static int take_value(struct grade *g, const char *option, const char *value,
		      struct momus_error *err)
{
	const struct {
		const char *option, **field;
	} own[] = {
		{ "--solutions", &g->solutions_path },
		{ "-o", &g->store_path },
		{ "--verdicts", &g->verdicts_path },
		{ "--shard", &g->shard_text },
		{ "--without", &g->off },
	};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(option, keys[i].option) == 0)
			return momus_recipe_set_text(g->recipe, keys[i].key,
						     value, err);
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (strcmp(option, own[i].option) == 0) {
			*own[i].field = value;
			return MOMUS_OK;
		}
	if (strcmp(option, "--set") == 0)
		return momus_recipe_set(g->recipe, value, err);
	return momus_fail(err, MOMUS_EINVAL,
			  "grade: \"%s\" is not understood; `momus help grade` "
			  "lists the options",
			  option);
}

static bool takes_value(const char *option)
{
	static const char *const others[] = { "--solutions", "-o",
					      "--verdicts",  "--shard",
					      "--without",   "--set" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(option, keys[i].option) == 0)
			return true;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strcmp(option, others[i]) == 0)
			return true;
	return false;
}

static int take_option(struct grade *g, int argc, char **argv, int *i,
		       struct momus_error *err)
{
	const char *arg = argv[*i];

	if (strcmp(arg, "--cold") == 0) {
		g->cold = true;
		return MOMUS_OK;
	}
	if (strcmp(arg, "--sanitize") == 0)
		return momus_recipe_set(g->recipe, "task.sanitize=true", err);
	if (takes_value(arg)) {
		if (*i + 1 == argc)
			return momus_fail(err, MOMUS_EINVAL,
					  "grade: %s needs a value", arg);
		return take_value(g, arg, argv[++*i], err);
	}
	return take_value(g, arg, "", err);
}

static int read_options(struct grade *g, int argc, char **argv,
			struct momus_error *err)
{
	int rc = momus_recipe_read(&g->recipe, NULL, err);

	for (int i = 1; rc == MOMUS_OK && i < argc; i++)
		rc = take_option(g, argc, argv, &i, err);
	if (rc == MOMUS_OK && !g->solutions_path)
		rc = momus_fail(err, MOMUS_EINVAL,
				"grade: which answers? give --solutions FILE");
	if (rc == MOMUS_OK)
		rc = momus_shards_read(g->shard_text, &g->shard, &g->shards,
				       err);
	if (rc == MOMUS_OK)
		rc = momus_recipe_check(g->recipe, true, err);
	return rc;
}

/* Reads all that is read, and finds out what cannot be written, before the first
 * program runs. */
static int prepare(struct grade *g, struct momus_error *err)
{
	const struct momus_recipe *r = g->recipe;
	struct momus_new_file trial = { .file = NULL };
	struct stat st;
	int rc = momus_registry_open(&g->registry, err);

	if (rc == MOMUS_OK)
		rc = momus_benchmark_open(&g->benchmark, r, g->registry, err);
	if (rc == MOMUS_OK)
		rc = momus_benchmark_load(g->benchmark, r->data,
					  (uint64_t)r->limit, 0, 1, err);
	if (rc == MOMUS_OK)
		rc = momus_solutions_read(&g->solutions, g->solutions_path,
					  g->benchmark, g->shard, g->shards,
					  err);
	if (rc < 0)
		return rc;
	if (g->store_path && stat(g->store_path, &st) == 0)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: exists already; choose another name or "
				  "remove it",
				  g->store_path);
	if (g->store_path) { /* it is created with the first verdict */
		rc = momus_new_file_open(&trial, g->store_path, err);
		momus_new_file_drop(&trial);
	}
	if (rc == MOMUS_OK && g->verdicts_path)
		rc = momus_new_file_open(&g->verdicts, g->verdicts_path, err);
	g->arena = momus_arena_create(arena_limit);
	g->node = momus_arena_create(arena_limit);
	g->rows = calloc(g->solutions->n + 1, sizeof *g->rows);
	g->lenient = calloc(g->solutions->n + 1, sizeof *g->lenient);
	g->place = calloc(g->benchmark->dataset->n + 1, sizeof *g->place);
	if (!g->arena || !g->node || !g->rows || !g->lenient || !g->place)
		return no_memory(err);
	if (rc == MOMUS_OK)
		rc = momus_tally_init(&g->tally, g->benchmark->dataset->n, err);
	return rc;
}

static int by_place(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void name_item(void *arg, size_t i)
{
	const struct grade *g = arg;
	const struct momus_solution *s = &g->solutions->items[g->lenient[i]];

	momus_inert_write(stdout,
			  g->benchmark->dataset->problems[s->problem].id);
	printf("/%u", s->sample);
}

static int tell(struct grade *g, bool stopped, struct momus_error *err)
{
	const struct momus_solutions *s = g->solutions;

	if (s->unknown)
		printf("skipped: %zu solutions of problems that %s%s lacks\n",
		       s->unknown, g->recipe->limit ? "the first of " : "",
		       g->recipe->data);
	momus_grade_summary(&g->tally, g->benchmark->task->name,
			    g->benchmark->grader,
			    momus_loop_now() - g->started);
	qsort(g->lenient, g->n_lenient, sizeof *g->lenient, by_place);
	momus_grade_lenient("lenient or forged: ", g->n_lenient, name_item, g);
	if (stopped)
		return momus_fail(err, MOMUS_EIO,
				  "grade: interrupted after %llu of %zu "
				  "answers%s%s",
				  (unsigned long long)g->tally.samples, s->n,
				  g->store_path ? "; kept in " : "",
				  g->store_path ? g->store_path : "");
	if (s->n && g->tally.unjudged == g->tally.samples)
		return momus_fail(err, MOMUS_EIO,
				  "grade: no answer could be judged; the notes "
				  "in the run (-o) say why");
	return MOMUS_OK;
}

static void release(struct grade *g)
{
	if (g->store) {
		/* What failed is told already; what was stored stays. */
		momus_store_close(g->store, false, NULL);
	}
	momus_live_free(g->live);
	for (size_t i = 0; g->rows && i < g->solutions->n; i++)
		free(g->rows[i]);
	free(g->rows);
	free(g->lenient);
	free(g->place);
	momus_tally_release(&g->tally);
	momus_new_file_drop(&g->verdicts);
	momus_arena_free(g->node);
	momus_arena_free(g->arena);
	momus_solutions_free(g->solutions);
	momus_benchmark_close(g->benchmark);
	momus_registry_free(g->registry);
	momus_recipe_free(g->recipe);
}

static int grade(int argc, char **argv, struct momus_error *err)
{
	struct grade g = { .shards = 1 };
	bool stopped = false;
	int rc = read_options(&g, argc, argv, err);

	if (rc == MOMUS_OK)
		rc = prepare(&g, err);
	if (rc == MOMUS_OK)
		rc = momus_grade_work(&g, &stopped, err);
	if (rc == MOMUS_OK)
		rc = momus_grade_finish(&g, stopped, err);
	if (rc == MOMUS_OK)
		rc = tell(&g, stopped, err);
	release(&g);
	return rc;
}

const struct momus_command momus_command_grade = {
	.name = "grade",
	.usage = "grade --task T [--data FILE] --solutions FILE [--grader G] "
		 "[-o RUN.h5] [OPTION…]",
	.summary = "grade recorded answers; no model needed",
	.help = "FILE of --solutions has a JSON object a line, plain or gzip: "
		"the benchmark's customary form, or\n"
		"  {\"id\": ID, \"solution\": TEXT}   graded as it is\n"
		"  {\"id\": ID, \"response\": TEXT}   the answer is cut out of "
		"it "
		"first\n"
		"A list of texts, or several rows of one id, are several "
		"samples. Solutions of problems that\n"
		"the data lacks are skipped and counted.\n\n"
		"  --grader G             whose rules decide; `momus plugins "
		"T` "
		"lists them\n"
		"  -o RUN.h5              store answers and verdicts as a run\n"
		"  --verdicts FILE.jsonl  one JSON object a sample, in the "
		"order "
		"of the data\n"
		"  --set task.OPTION=V    an option of the task; --sanitize is "
		"--set task.sanitize=true\n"
		"  --exclude LIST         leave out the problems whose id is "
		"in "
		"LIST (momus overlap)\n"
		"  --limit N              the first N problems of the data\n"
		"  --shard I/N            the share I of N of the problems\n"
		"  --programs N           programs at once; one a CPU unless "
		"told\n"
		"  --sandbox=best-effort  go on without what this host cannot "
		"isolate\n"
		"  --without NAMES        leave mechanisms out, to test what "
		"they "
		"are worth\n"
		"  --cold                 a fresh interpreter for each "
		"program\n"
		"  --seed N               of the programs' random numbers\n\n"
		"Reference outputs are computed once a data set and kept in "
		"the cache folder.",
	.flags = "--cold|--sanitize",
	.run = grade,
};
