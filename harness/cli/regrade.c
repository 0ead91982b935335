/* regrade.c - momus regrade: a run's answers, judged once more */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/regrade.h"

static const size_t arena_limit = (size_t)1 << 34;

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
	if (strcmp(option, "--reward") == 0 ||
	    strcmp(option, "--reward-noise") == 0) {
		/* told from --set by what no key begins with */
		momus_buffer_printf(set, "=%s=%s",
				    option[8] ? "reward_noise" : "rewards",
				    value);
		momus_buffer_add(set, (struct momus_text){ "", 1 });
	} else if (strcmp(option, "--set") == 0) {
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
	int rc = MOMUS_OK;

	for (int i = 1; i < argc && rc == MOMUS_OK; i++) {
		const char *arg = argv[i];

		if (strcmp(arg, "--cold") == 0) {
			r->cold = true;
		} else if (strcmp(arg, "--keep-verdicts") == 0) {
			r->keep = true;
		} else if (arg[0] != '-' && !r->path) {
			r->path = arg;
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

/* "key=value" of --set; "=key=value" of an option. */
static int assign(struct momus_recipe *recipe, const char *text,
		  struct momus_error *err)
{
	const char *value;
	char key[32];

	if (*text != '=')
		return momus_recipe_set(recipe, text, err);
	value = strchr(text + 1, '=') + 1;
	snprintf(key, sizeof key, "%.*s", (int)(value - text) - 2, text + 1);
	return momus_recipe_set_text(recipe, key, value, err);
}

static int make_recipe(struct regrade *r, struct momus_text set,
		       struct momus_error *err)
{
	int rc = momus_regraded_recipe(&r->recipe, momus_run_head(r->run),
				       r->path, err);

	while (rc == MOMUS_OK && set.len) {
		size_t n = strlen(set.ptr) + 1;

		rc = assign(r->recipe, set.ptr, err);
		set.ptr += n;
		set.len -= n;
	}
	if (rc == MOMUS_OK && r->data)
		rc = momus_recipe_set_text(r->recipe, "task.data", r->data,
					   err);
	return rc < 0 ? rc : momus_recipe_check(r->recipe, true, err);
}

static int open_rewards(struct regrade *r, struct momus_error *err)
{
	int rc = momus_rewards_open(&r->rewards, r->recipe, err);

	r->noise = (struct momus_noise){ r->recipe->noise_flip,
					 r->recipe->noise_hide,
					 momus_run_head(r->run)->seed };
	if (rc == MOMUS_OK && r->keep && !momus_rewards_n(r->rewards))
		rc = momus_fail(err, MOMUS_EINVAL,
				"regrade: --keep-verdicts leaves nothing to "
				"do without a reward; name one with --reward");
	return rc;
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
	if (rc == MOMUS_OK &&
	    momus_regraded_knows_data(momus_run_head(r->run)) &&
	    strcmp(r->benchmark->dataset->sha256, want) != 0)
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
		if (momus_regrade_wants(&nodes[i]))
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
				r->keep ? "rewards" : r->benchmark->grader) < 0)
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

static void release(struct regrade *r)
{
	momus_regrade_drop(r);
	momus_rewards_close(r->rewards);
	r->rewards = NULL;
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
	momus_rewards_close(r->rewards);
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
		rc = open_rewards(r, err);
	if (rc == MOMUS_OK)
		rc = load(r, err);
	if (rc == MOMUS_OK)
		rc = find_problems(r, err);
	if (rc == MOMUS_OK)
		rc = find_answers(r, err);
	if (rc == MOMUS_OK)
		rc = name_output(r, err);
	if (rc == MOMUS_OK)
		rc = momus_regrade_work(r, &stopped, err);
	if (rc == MOMUS_OK && !stopped)
		rc = momus_regrade_finish(r, &stopped, err);
	if (rc == MOMUS_OK && stopped)
		rc = momus_fail(err, MOMUS_EIO,
				"regrade: interrupted; nothing is written");
	return rc;
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
		rc = momus_regrade_tell(&r);
	release(&r);
	momus_buffer_release(&set);
	return rc;
}

const struct momus_command momus_command_regrade = {
	.name = "regrade",
	.usage = "regrade RUN.h5 [--grader G] [--reward R] [-o NEW.h5]",
	.summary = "new verdicts and rewards for a finished run",
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
		"  --reward NAME, --reward-noise WHAT\n"
		"                         compute this reward, too; as for "
		"`momus "
		"run`\n"
		"  --keep-verdicts        compute rewards alone, from the "
		"verdicts that are there;\n"
		"                         writes RUN.rewards.h5\n"
		"  --programs N, --sandbox=best-effort, --cold  as for `momus "
		"grade`\n\n"
		"A stored response is cut anew, by the rule of the new grader; "
		"an answer without one is graded\n"
		"as it is.",
	.flags = "--cold|--keep-verdicts",
	.run = regrade,
};
