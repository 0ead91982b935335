/* run.c - momus run [RECIPE.json] … */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/launch.h"
#include "cli/recipe-words.h"
#include "cli/shards.h"
#include "cli/study.h"
#include "core/log.h"
#include "host/options.h"
#include "host/study.h"

/* Options that are keys of a recipe. */
static const struct {
	const char *option, *path;
} keys[] = {
	{ "--name", "name" },
	{ "--seed", "seed" },
	{ "--task", "task.plugin" },
	{ "--data", "task.data" },
	{ "--exclude", "task.exclude" },
	{ "--grader", "task.grader" },
	{ "--generator", "generator.plugin" },
	{ "--critic", "critic.plugin" },
	{ "--feedback", "feedback" },
	{ "--widths", "widths" },
	{ "--votes", "votes" },
	{ "--stop", "stop" },
	{ "--limit", "limit" },
	{ "--requests", "limits.requests" },
	{ "--programs", "limits.programs" },
	{ "--sandbox", "sandbox" },
	{ "--reward", "rewards" },
	{ "--reward-noise", "reward_noise" },
	{ "--budget", "budget" },
};

enum { N_KEYS = sizeof keys / sizeof *keys };

/* The others that take a value. */
static const char *const valued[] = { "-o", "--set", "--shard", "--log-json",
				      "--cells" };
static const char *const flags[] = { "--resume", "--dry-run" };

struct words {
	int argc, at;
	char **argv;
};

struct wish {
	struct momus_launch launch;
	const char *out, *shard, *cells;
	bool given; /* anything at all */
};

/* Whether WORD is the name of an option. */
static bool is_name(const char *word)
{
	bool is = false;

	for (size_t i = 0; i < N_KEYS; i++)
		is |= strcmp(word, keys[i].option) == 0;
	for (size_t i = 0; i < sizeof valued / sizeof *valued; i++)
		is |= strcmp(word, valued[i]) == 0;
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		is |= strcmp(word, flags[i]) == 0;
	return is;
}

/* Whether the word at hand is OPTION; *VALUE is what stands behind it; NULL if
 * nothing does, or another option. */
static bool is_option(struct words *w, const char *option, const char **value)
{
	if (strcmp(w->argv[w->at], option) != 0)
		return false;
	*value = NULL;
	if (w->at + 1 < w->argc && !is_name(w->argv[w->at + 1]))
		*value = w->argv[++w->at];
	return true;
}

static int needs_value(const char *option, struct momus_error *err)
{
	return momus_fail(err, MOMUS_EINVAL, "run: %s needs a value", option);
}

static int unknown(const char *word, struct momus_error *err)
{
	const char *names[N_KEYS + 8], *nearest;
	size_t n = 0;

	for (size_t i = 0; i < N_KEYS; i++)
		names[n++] = keys[i].option;
	for (size_t i = 0; i < sizeof valued / sizeof *valued; i++)
		names[n++] = valued[i];
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		names[n++] = flags[i];
	nearest = momus_nearest(word, names, n);
	if (nearest)
		return momus_fail(err, MOMUS_EINVAL,
				  "run: \"%s\" is not understood; did you mean "
				  "%s?",
				  word, nearest);
	return momus_fail(err, MOMUS_EINVAL,
			  "run: \"%s\" is not understood; `momus help run` "
			  "lists the options",
			  word);
}

/* Puts the word at hand into the recipe, if it is a key of one. */
static int take_key(struct wish *wish, struct words *w, bool *taken,
		    struct momus_error *err)
{
	struct momus_recipe *r = wish->launch.recipe;
	const char *value;

	*taken = true;
	for (size_t i = 0; i < N_KEYS; i++) {
		if (!is_option(w, keys[i].option, &value))
			continue;
		if (!value)
			return needs_value(keys[i].option, err);
		return strcmp(keys[i].option, "--data") == 0 ||
				       strcmp(keys[i].option, "--exclude") == 0
			       ? momus_recipe_words_file(r, keys[i].path, value,
							 err)
			       : momus_recipe_set_text(r, keys[i].path, value,
						       err);
	}
	if (is_option(w, "--set", &value))
		return value ? momus_recipe_set(r, value, err)
			     : needs_value("--set", err);
	*taken = false;
	return MOMUS_OK;
}

static int take(struct wish *wish, struct words *w, struct momus_error *err)
{
	const char *word = w->argv[w->at], *value;
	bool taken;
	int rc = take_key(wish, w, &taken, err);

	if (rc < 0 || taken)
		return rc;
	if (strcmp(word, "--resume") == 0) {
		wish->launch.resume = true;
	} else if (strcmp(word, "--dry-run") == 0) {
		wish->launch.dry_run = true;
	} else if (is_option(w, "-o", &value)) {
		wish->out = value;
		return value ? MOMUS_OK : needs_value("-o", err);
	} else if (is_option(w, "--shard", &value)) {
		wish->shard = value;
		return value ? MOMUS_OK : needs_value("--shard", err);
	} else if (is_option(w, "--cells", &value)) {
		wish->cells = value;
		return value ? MOMUS_OK : needs_value("--cells", err);
	} else if (is_option(w, "--log-json", &value)) {
		return value ? momus_log_json_open(value, err)
			     : needs_value("--log-json", err);
	} else {
		return unknown(word, err);
	}
	return MOMUS_OK;
}

/* Which word names the recipe: the only one that is neither an option nor an
 * option's value. */
static int find_recipe(int argc, char **argv, const char **recipe,
		       struct momus_error *err)
{
	struct words w = { argc, 1, argv };
	const char *value;

	for (*recipe = NULL; w.at < argc; w.at++) {
		bool known = false;

		for (size_t i = 0; !known && i < N_KEYS; i++)
			known = is_option(&w, keys[i].option, &value);
		for (size_t i = 0; !known && i < sizeof valued / sizeof *valued;
		     i++)
			known = is_option(&w, valued[i], &value);
		if (known || is_name(argv[w.at]))
			continue;
		if (argv[w.at][0] == '-')
			return unknown(argv[w.at], err);
		if (*recipe)
			return momus_fail(err, MOMUS_EINVAL,
					  "run: two recipes, %s and %s; one is "
					  "run at a time",
					  *recipe, argv[w.at]);
		*recipe = argv[w.at];
	}
	return MOMUS_OK;
}

/* Where the run goes: -o, or the recipe's name. */
static int choose_path(struct wish *wish, struct momus_error *err)
{
	struct momus_launch *l = &wish->launch;
	int n;

	if (!wish->out && (!*l->recipe->name || strchr(l->recipe->name, '/')))
		return momus_fail(
			err, MOMUS_EINVAL,
			"the recipe's name \"%s\" makes no file name; "
			"name the run's file with -o",
			l->recipe->name);
	if (wish->out)
		n = asprintf(&l->path, "%s", wish->out);
	else if (l->shards > 1)
		n = asprintf(&l->path, "%s-%u-of-%u.h5", l->recipe->name,
			     l->shard, l->shards);
	else
		n = asprintf(&l->path, "%s.h5", l->recipe->name);
	if (n >= 0)
		return MOMUS_OK;
	l->path = NULL;
	return momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

static int run_study(const struct wish *wish, struct momus_error *err)
{
	const struct momus_launch *l = &wish->launch;
	struct momus_study_wish study = { .file = l->recipe,
					  .folder = wish->out,
					  .cells = wish->cells,
					  .resume = l->resume,
					  .dry_run = l->dry_run };
	int rc = momus_shards_read(wish->shard, &study.shard, &study.shards,
				   err);

	return rc < 0 ? rc : momus_study_launch(&study, err);
}

static int run_recipe(struct wish *wish, struct momus_error *err)
{
	struct momus_launch *l = &wish->launch;
	int rc = momus_recipe_check(l->recipe, false, err);

	if (rc == MOMUS_OK && wish->cells)
		rc = momus_fail(err, MOMUS_EINVAL,
				"run: --cells chooses among the cells of a "
				"study, and this is a recipe");
	if (rc == MOMUS_OK)
		rc = momus_shards_read(wish->shard, &l->shard, &l->shards, err);
	if (rc == MOMUS_OK)
		rc = choose_path(wish, err);
	return rc < 0 ? rc : momus_launch(l, err);
}

static int run(int argc, char **argv, struct momus_error *err)
{
	struct wish wish = { .launch = { .recipe_path = NULL } };
	struct momus_launch *l = &wish.launch;
	struct words w = { argc, 1, argv };
	int rc;

	if (argc < 2)
		return momus_fail(err, MOMUS_EINVAL,
				  "run: which recipe? `momus init` writes one "
				  "to start from");
	rc = find_recipe(argc, argv, &l->recipe_path, err);
	if (rc == MOMUS_OK)
		rc = momus_recipe_read(&l->recipe, l->recipe_path, err);
	for (; rc == MOMUS_OK && w.at < argc; w.at++)
		if (argv[w.at] != l->recipe_path)
			rc = take(&wish, &w, err);
	if (rc == MOMUS_OK)
		rc = momus_study_is(l->recipe) ? run_study(&wish, err)
					       : run_recipe(&wish, err);
	free(l->path);
	momus_recipe_free(l->recipe);
	return rc;
}

const struct momus_command momus_command_run = {
	.name = "run",
	.usage = "run [RECIPE.json|STUDY.json] [-o RUN.h5|FOLDER] [--resume] "
		 "[--dry-run] "
		 "[OPTION…]",
	.summary = "run a recipe or a study: solutions, critiques, revisions, "
		   "verdicts",
	.help = "  -o FILE            where the run goes; default: the "
		"recipe's "
		"name and .h5, for a shard\n"
		"                     NAME-I-of-N.h5\n"
		"  --set KEY=VALUE    set a key of the recipe, such as "
		"generator.model=\"my-model\"; repeatable\n"
		"  --limit N          take the first N problems\n"
		"  --shard I/N        take the problems whose id hashes to I "
		"modulo N; default: what Slurm,\n"
		"                     Kubernetes or MPI say (momus(1))\n"
		"  --resume           go on with the run: ask for what is "
		"missing or failed\n"
		"  --dry-run          say how many requests and tokens to "
		"expect, and stop\n"
		"  --sandbox=best-effort\n"
		"                     run programs without what this host "
		"cannot isolate (momus doctor)\n"
		"  --reward NAME      compute this reward of each graded "
		"revision; repeatable, and also\n"
		"                     {\"plugin\": NAME, OPTION: VALUE, …}\n"
		"  --reward-noise flip=P,hide-tests=P\n"
		"                     show feedback and rewards a wrong "
		"verdict, "
		"or fewer tests, with probability P\n"
		"  --budget tokens=N,hours=H,cost=DOLLARS\n"
		"                     stop when so much is spent; what is in "
		"flight is finished\n"
		"  --cells PATTERN,…  of a study: only the cells whose names "
		"match\n"
		"  --log-json FILE    append every message as a JSON object\n\n"
		"Without a recipe, or over it: --task, --data, --exclude, "
		"--grader, --generator, --critic,\n"
		"--feedback, --widths, --votes, --stop, --seed, --name, "
		"--requests,\n"
		"--programs; options of plugins with --set.\n\n"
		"A study (a file with the key \"study\") runs all its cells, "
		"each to a store in the folder -o, or in one of its name. "
		"--resume, --dry-run, --shard and --budget are of all of "
		"them; cells that are left out, and other shards, lend "
		"their first solutions. `momus report FOLDER` has its "
		"table. It takes no --task, --data, --exclude, --grader, "
		"--generator and --name: the file names those.\n\n"
		"The first Ctrl-C finishes what is in flight and saves, a "
		"second stops at once. Exit status 0:\n"
		"complete; 1: stopped, or some requests failed, and --resume "
		"goes on; 2: the recipe, the data\n"
		"or an option is wrong.\n",
	.flags = "--resume|--dry-run",
	.run = run,
};
