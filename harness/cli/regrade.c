/* regrade.c - momus regrade: a run's answers, judged once more */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/gradeline.h"
#include "cli/inert.h"
#include "cli/interrupt.h"
#include "run/grading.h"
#include "run/live.h"
#include "run/regraded.h"
#include "run/tally.h"
#include "store/reader.h"

enum { AT_ONCE = 256 };

static const size_t arena_limit = (size_t)1 << 34, node_limit = (size_t)4 << 30;

struct change { /* of a verdict that decides */
	size_t node;
	int8_t before, after;
	uint8_t status;
};

struct regrade {
	const char *path, *data;
	bool cold;
	char *out;	 /* owned, as are those below */
	char *temporary; /* the store until it is whole */
	struct momus_recipe *recipe;
	struct momus_registry *registry;
	struct momus_run *run;
	struct momus_benchmark *benchmark;
	struct momus_live *live;
	struct momus_store *store;
	struct momus_arena *arena, *scratch;
	uint32_t *place;	    /* (problems of the run): in the data set */
	size_t *nodes;		    /* (n): nodes with an answer */
	struct momus_arena **texts; /* (n): of answers under way */
	struct momus_node *rows;    /* (n): the same, texts in .texts */
	struct change *changes;	    /* (n_changes of n) */
	size_t n, n_changes;
	struct momus_tally before, after;
	struct momus_grade_line line;
	double started;
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "regrade: out of memory");
}

/* One option with its value; rc MOMUS_END: none of them. */
static int take(struct regrade *r, const char *option, const char *value,
		struct momus_buffer *set, struct momus_error *err)
{
	static const struct {
		const char *option, *key;
	} keys[] = { { "--grader", "task.grader" },
		     { "--programs", "limits.programs" },
		     { "--sandbox", "sandbox" } };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(option, keys[i].option) == 0) {
			momus_buffer_printf(set, "%s=%s", keys[i].key, value);
			momus_buffer_add(set, (struct momus_text){ "", 1 });
			return MOMUS_OK;
		}
	if (strcmp(option, "--set") == 0) {
		momus_buffer_puts(set, value);
		momus_buffer_add(set, (struct momus_text){ "", 1 });
	} else if (strcmp(option, "-o") == 0) {
		free(r->out);
		r->out = strdup(value);
	} else if (strcmp(option, "--data") == 0) {
		r->data = value;
	} else {
		return momus_fail(err, MOMUS_EINVAL,
				  "regrade: \"%s\" is not understood; `momus "
				  "help regrade` lists the options",
				  option);
	}
	return MOMUS_OK;
}

/* SET receives assignments to the recipe, each with a NUL behind it. */
static int read_options(struct regrade *r, int argc, char **argv,
			struct momus_buffer *set, struct momus_error *err)
{
	char name[32];
	int rc = MOMUS_OK;

	for (int i = 1; i < argc && rc == MOMUS_OK; i++) {
		const char *arg = argv[i], *equals = strchr(arg, '=');

		if (strcmp(arg, "--cold") == 0) {
			r->cold = true;
		} else if (arg[0] != '-' && !r->path) {
			r->path = arg;
		} else if (arg[0] == '-' && equals &&
			   equals - arg < (int)sizeof name) {
			snprintf(name, sizeof name, "%.*s", (int)(equals - arg),
				 arg);
			rc = take(r, name, equals + 1, set, err);
		} else if (i + 1 < argc) {
			rc = take(r, arg, argv[++i], set, err);
		} else {
			rc = take(r, arg, "", set, err);
		}
	}
	if (rc == MOMUS_OK && !r->path)
		rc = momus_fail(err, MOMUS_EINVAL,
				"regrade: which run? usage: momus regrade "
				"RUN.h5 [--grader G]");
	return rc;
}

static int make_recipe(struct regrade *r, struct momus_text set,
		       struct momus_error *err)
{
	int rc = momus_regraded_recipe(&r->recipe, momus_run_head(r->run),
				       r->path, err);

	while (rc == MOMUS_OK && set.len) {
		size_t n = strlen(set.ptr) + 1;

		rc = momus_recipe_set(r->recipe, set.ptr, err);
		set.ptr += n;
		set.len -= n;
	}
	if (rc == MOMUS_OK && r->data)
		rc = momus_recipe_set_text(r->recipe, "task.data", r->data,
					   err);
	return rc < 0 ? rc : momus_recipe_check(r->recipe, true, err);
}

/* Reads the data, which must be what the run was made of. */
static int load(struct regrade *r, struct momus_error *err)
{
	const char *want = momus_run_head(r->run)->dataset_sha256;
	char *path = r->data ? strdup(r->recipe->data)
			     : momus_regraded_data(r->recipe, r->path);
	int rc;

	if (!path)
		return no_memory(err);
	rc = momus_benchmark_load(r->benchmark, path, 0, 0, 1, err);
	if (rc == MOMUS_OK && strcmp(r->benchmark->dataset->sha256, want) != 0)
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s is not the data of %s: its SHA-256 is "
				"%.12s…, expected %.12s…; name the right file "
				"with --data",
				path, r->path, r->benchmark->dataset->sha256,
				want);
	free(path);
	return rc;
}

static int find_problems(struct regrade *r, struct momus_error *err)
{
	size_t n = momus_run_n_problems(r->run);

	r->place = calloc(n + 1, sizeof *r->place);
	if (!r->place)
		return no_memory(err);
	for (size_t i = 0; i < n; i++) {
		struct momus_text id = momus_run_problem(r->run, i).id;
		size_t at = momus_dataset_find(r->benchmark->dataset, id);

		if (at == (size_t)-1)
			return momus_fail(err, MOMUS_EINVAL,
					  "%s: problem \"%.*s\" is not in the "
					  "data as the task reads it now",
					  r->path, (int)id.len, id.ptr);
		r->place[i] = (uint32_t)at;
	}
	return MOMUS_OK;
}

static bool has_answer(const struct momus_node *n)
{
	return n->kind != MOMUS_NODE_CRITIQUE && n->state == MOMUS_NODE_DONE;
}

static int find_answers(struct regrade *r, struct momus_error *err)
{
	const struct momus_node *nodes = momus_run_nodes(r->run);
	size_t n = momus_run_n_nodes(r->run);
	int rc;

	r->nodes = calloc(n + 1, sizeof *r->nodes);
	r->texts = calloc(n + 1, sizeof *r->texts);
	r->rows = calloc(n + 1, sizeof *r->rows);
	r->changes = calloc(n + 1, sizeof *r->changes);
	r->arena = momus_arena_create(arena_limit);
	r->scratch = momus_arena_create(arena_limit);
	if (!r->nodes || !r->texts || !r->rows || !r->changes || !r->arena ||
	    !r->scratch)
		return no_memory(err);
	for (size_t i = 0; i < n; i++)
		if (has_answer(&nodes[i]))
			r->nodes[r->n++] = i;
	rc = momus_tally_init(&r->before, momus_run_n_problems(r->run), err);
	if (rc == MOMUS_OK)
		rc = momus_tally_init(&r->after, momus_run_n_problems(r->run),
				      err);
	return rc;
}

/* RUN.h5 becomes RUN.GRADER.h5, unless -o says otherwise. */
static int name_output(struct regrade *r, struct momus_error *err)
{
	size_t len = strlen(r->path);
	struct stat st;

	if (len > 3 && strcmp(r->path + len - 3, ".h5") == 0)
		len -= 3;
	if (!r->out && asprintf(&r->out, "%.*s.%s.h5", (int)len, r->path,
				r->benchmark->grader) < 0)
		r->out = NULL;
	if (!r->out ||
	    asprintf(&r->temporary, "%s.new-%ld", r->out, (long)getpid()) < 0)
		return no_memory(err);
	if (stat(r->out, &st) == 0)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: exists already; choose another name "
				  "with -o, or remove it",
				  r->out);
	return MOMUS_OK;
}

static int open_store(struct regrade *r, struct momus_error *err)
{
	size_t n = momus_run_n_problems(r->run);
	struct momus_store_problem *problems =
		momus_arena_alloc(r->arena, (n + 1) * sizeof *problems);
	struct momus_store_head head;
	int rc = momus_regraded_head(&head, momus_run_head(r->run),
				     r->benchmark, r->arena, err);

	if (!problems)
		return no_memory(err);
	for (size_t i = 0; i < n; i++)
		problems[i] = momus_run_problem(r->run, i);
	return rc < 0 ? rc
		      : momus_store_create(&r->store, r->temporary, &head,
					   problems, n, NULL, err);
}

static int item(void *self, size_t i, struct momus_grading_item *out,
		struct momus_error *err)
{
	struct regrade *r = self;
	struct momus_node *node = &r->rows[i];
	const struct momus_problem *problem;
	int rc;

	r->texts[i] = momus_arena_create(node_limit);
	if (!r->texts[i])
		return no_memory(err);
	rc = momus_run_node(r->run, r->nodes[i], r->texts[i], node, err);
	if (rc < 0)
		return rc;
	out->problem = r->place[node->problem];
	problem = &r->benchmark->dataset->problems[out->problem];
	if (node->response.len)
		rc = momus_benchmark_extract(r->benchmark, problem,
					     node->response, r->texts[i],
					     &node->answer, err);
	out->answer = node->answer;
	out->seed = momus_grading_seed(momus_run_head(r->run)->seed,
				       problem->id, node->branch, node->turn);
	return rc;
}

/* Counts the old and the new verdict of first solutions, and the difference of
 * any. */
static void compare(struct regrade *r, size_t i, const struct momus_grade *new)
{
	const struct momus_node *old = &momus_run_nodes(r->run)[r->nodes[i]];
	struct momus_grade was = {
		.parity = { old->parity.status, old->parity.passed,
			    old->parity.score },
		.strict = { old->strict.status, old->strict.passed,
			    old->strict.score },
	};

	if (!old->turn) {
		momus_tally_add(&r->before, old->problem, &was);
		momus_tally_add(&r->after, old->problem, new);
	}
	if (old->parity.passed != new->parity.passed)
		r->changes[r->n_changes++] =
			(struct change){ r->nodes[i], old->parity.passed,
					 (int8_t) new->parity.passed,
					 (uint8_t) new->parity.status };
}

static int graded(void *self, size_t i, const struct momus_graded *graded,
		  struct momus_error *err)
{
	struct regrade *r = self;
	int rc = MOMUS_OK;

	if (!r->store)
		rc = open_store(r, err);
	if (rc == MOMUS_OK)
		rc = momus_grade_to_node(graded, r->texts[i], &r->rows[i], err);
	if (rc == MOMUS_OK)
		rc = momus_store_put(r->store, &r->rows[i], err);
	if (rc < 0)
		return rc;
	compare(r, i, graded->grade);
	r->after.programs += graded->programs;
	r->after.cpu_s += graded->cpu_s;
	momus_arena_free(r->texts[i]);
	r->texts[i] = NULL;
	return MOMUS_OK;
}

static void progress(void *self, size_t done, uint32_t references_done,
		     uint32_t references)
{
	struct regrade *r = self;

	momus_grade_line_show(&r->line, done, r->n, references_done,
			      references);
}

static int run(struct regrade *r, bool *stopped, struct momus_error *err)
{
	const struct momus_sandbox_config config = {
		.programs = (unsigned)r->recipe->programs,
		.best_effort = r->recipe->best_effort,
		.cold = r->cold,
	};
	struct momus_grading grading = {
		.benchmark = r->benchmark,
		.seed = momus_run_head(r->run)->seed,
		.n = r->n,
		.at_once = AT_ONCE,
		.self = r,
		.item = item,
		.graded = graded,
		.progress = progress,
		.stop = momus_interrupts(),
	};
	int rc = momus_live_create(&r->live, &config, err);

	if (rc < 0)
		return rc;
	momus_interrupt_catch();
	r->started = momus_loop_now();
	grading.world = momus_live_world(r->live);
	rc = momus_grading_run(&grading, stopped, err);
	momus_grade_line_clear(&r->line);
	momus_interrupt_leave();
	return rc;
}

/* What has no verdict goes over as it is. */
static int copy_rest(struct regrade *r, struct momus_error *err)
{
	const struct momus_node *nodes = momus_run_nodes(r->run);
	struct momus_node node;
	int rc = r->store ? MOMUS_OK : open_store(r, err);

	for (size_t i = 0; rc == MOMUS_OK && i < momus_run_n_nodes(r->run);
	     i++) {
		if (has_answer(&nodes[i]))
			continue;
		momus_arena_reset(r->scratch);
		rc = momus_run_node(r->run, i, r->scratch, &node, err);
		if (rc == MOMUS_OK)
			rc = momus_store_put(r->store, &node, err);
	}
	if (rc == MOMUS_OK) {
		rc = momus_store_close(r->store, momus_run_complete(r->run),
				       err);
		r->store = NULL;
	}
	if (rc == MOMUS_OK && rename(r->temporary, r->out) < 0)
		rc = momus_fail(err, MOMUS_EIO, "%s: %m", r->out);
	return rc;
}

static const char *outcome(int passed)
{
	return passed > 0 ? "passed" : passed == 0 ? "failed" : "not judged";
}

static int by_node(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	return x->node < y->node ? -1 : x->node > y->node;
}

static void tell(struct regrade *r)
{
	const struct momus_node *nodes = momus_run_nodes(r->run);

	qsort(r->changes, r->n_changes, sizeof *r->changes, by_node);
	momus_grade_summary(&r->after, r->benchmark->task->name,
			    r->benchmark->grader,
			    momus_loop_now() - r->started);
	printf("%s: %zu of %zu verdicts differ from those by %s (first "
	       "solutions: Pass@1 was %.2f %%)\n",
	       r->out, r->n_changes, r->n, momus_run_head(r->run)->grader,
	       100 * momus_tally_pass(&r->before, false));
	for (size_t i = 0; i < r->n_changes; i++) {
		const struct change *c = &r->changes[i];
		const struct momus_node *n = &nodes[c->node];

		fputs("  ", stdout);
		momus_inert_write(stdout,
				  momus_run_problem(r->run, n->problem).id);
		printf(" turn %u branch %u: %s, now %s (%s)\n", n->turn,
		       n->branch, outcome(c->before), outcome(c->after),
		       momus_run_name(c->status));
	}
}

/* A copy that was not finished is worth nothing. */
static void drop_store(struct regrade *r)
{
	static const char *const suffixes[] = { "", ".journal", ".lock" };
	char *name;

	if (r->store)
		momus_store_abandon(r->store);
	r->store = NULL;
	for (size_t i = 0; r->temporary && i < 3; i++)
		if (asprintf(&name, "%s%s", r->temporary, suffixes[i]) >= 0) {
			unlink(name);
			free(name);
		}
}

static void release(struct regrade *r)
{
	drop_store(r);
	momus_live_free(r->live);
	for (size_t i = 0; r->texts && i < r->n; i++)
		momus_arena_free(r->texts[i]);
	free(r->texts);
	free(r->rows);
	free(r->nodes);
	free(r->changes);
	free(r->place);
	momus_tally_release(&r->before);
	momus_tally_release(&r->after);
	momus_arena_free(r->arena);
	momus_arena_free(r->scratch);
	momus_benchmark_close(r->benchmark);
	momus_registry_free(r->registry);
	momus_run_close(r->run);
	momus_recipe_free(r->recipe);
	free(r->temporary);
	free(r->out);
}

static int regrade_run(struct regrade *r, struct momus_text set,
		       struct momus_error *err)
{
	bool stopped = false;
	int rc = momus_run_open(&r->run, r->path, err);

	if (rc == MOMUS_OK)
		rc = make_recipe(r, set, err);
	if (rc == MOMUS_OK)
		rc = momus_registry_open(&r->registry, err);
	if (rc == MOMUS_OK)
		rc = momus_benchmark_open(&r->benchmark, r->recipe, r->registry,
					  err);
	if (rc == MOMUS_OK)
		rc = load(r, err);
	if (rc == MOMUS_OK)
		rc = find_problems(r, err);
	if (rc == MOMUS_OK)
		rc = find_answers(r, err);
	if (rc == MOMUS_OK)
		rc = name_output(r, err);
	if (rc == MOMUS_OK)
		rc = run(r, &stopped, err);
	if (rc == MOMUS_OK && stopped)
		rc = momus_fail(err, MOMUS_EIO,
				"regrade: interrupted; nothing is written");
	return rc < 0 ? rc : copy_rest(r, err);
}

static int regrade(int argc, char **argv, struct momus_error *err)
{
	struct regrade r = { .path = NULL };
	struct momus_buffer set;
	int rc;

	momus_buffer_init(&set, 1 << 20);
	rc = read_options(&r, argc, argv, &set, err);
	if (rc == MOMUS_OK)
		rc = momus_buffer_check(&set, "--set", err);
	if (rc == MOMUS_OK)
		rc = regrade_run(&r, momus_buffer_text(&set), err);
	if (rc == MOMUS_OK)
		tell(&r);
	release(&r);
	momus_buffer_release(&set);
	return rc;
}

const struct momus_command momus_command_regrade = {
	.name = "regrade",
	.usage = "regrade RUN.h5 [--grader G] [-o NEW.h5]",
	.summary = "new verdicts for a finished run, beside the old ones",
	.help = "Grades every solution and revision of the run once more and "
		"writes RUN.G.h5 beside it: the same\n"
		"nodes with new verdicts. Names each verdict that changed. No "
		"model is asked.\n\n"
		"  --grader G             whose rules decide; the run's own "
		"unless told\n"
		"  -o NEW.h5              another name for the result\n"
		"  --data FILE            where the data lies now; it must be "
		"the same bytes\n"
		"  --set task.OPTION=V    another option of the task\n"
		"  --programs N, --sandbox=best-effort, --cold  as for `momus "
		"grade`\n\n"
		"A stored response is cut anew, by the rule of the new grader; "
		"an answer without one is graded\n"
		"as it is.",
	.run = regrade,
};
