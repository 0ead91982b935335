/* synthesize.c - momus synthesize RECIPE.json|RUN.h5… [-o ROWS.jsonl] … */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/launch.h"
#include "cli/newfile.h"
#include "cli/recipe-words.h"
#include "cli/stores.h"
#include "cli/synthesize.h"
#include "run/regraded.h"

struct order {
	struct momus_stores stores; /* RUN.h5…; none: there is a recipe */
	struct momus_recipe_words words;
	const char *rows, *run, *data, *dropped;
	bool resume, dry;
	char *owned_rows, *owned_run;
};

struct source {			     /* one run, open */
	struct momus_recipe *recipe; /* owned, as all below */
	struct momus_run *run;
	char *data;
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "synthesize: out of memory");
}

static bool is_store(const char *word)
{
	size_t n = strlen(word);

	return momus_stores_is_folder(word) ||
	       (n > 3 && strcmp(word + n - 3, ".h5") == 0);
}

static int take(struct order *o, int argc, char **argv, int *i,
		struct momus_error *err)
{
	const struct {
		const char *option, **value;
	} valued[] = { { "-o", &o->rows },
		       { "--run", &o->run },
		       { "--data", &o->data },
		       { "--dropped", &o->dropped } };

	for (size_t k = 0; k < sizeof valued / sizeof *valued; k++)
		if (strcmp(argv[*i], valued[k].option) == 0 && *i + 1 < argc) {
			*valued[k].value = argv[++*i];
			return MOMUS_OK;
		}
	if (strcmp(argv[*i], "--resume") == 0)
		o->resume = true;
	else if (strcmp(argv[*i], "--dry-run") == 0)
		o->dry = true;
	else if (argv[*i][0] != '-' && is_store(argv[*i]))
		return momus_stores_add(&o->stores, argv[*i], err);
	else
		return momus_recipe_words_take(&o->words, argc, argv, i, err);
	return MOMUS_OK;
}

static int parse(int argc, char **argv, struct order *o,
		 struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (int i = 1; rc == MOMUS_OK && i < argc; i++)
		rc = take(o, argc, argv, &i, err);
	if (rc < 0)
		return rc;
	if (!o->stores.n && !o->words.path)
		return momus_fail(err, MOMUS_EINVAL,
				  "synthesize: from what? usage: momus "
				  "synthesize RECIPE.json|RUN.h5 -o "
				  "ROWS.jsonl");
	if (o->stores.n && o->words.path)
		return momus_fail(err, MOMUS_EINVAL,
				  "synthesize: %s is to be run, and %s was "
				  "run; give a recipe or runs",
				  o->words.path, o->stores.paths[0]);
	if (o->stores.n && (o->resume || o->dry || o->run))
		return momus_fail(err, MOMUS_EINVAL,
				  "synthesize: --run, --resume and --dry-run "
				  "are of a recipe, and %s was run already",
				  o->stores.paths[0]);
	if (o->words.path && o->data)
		return momus_fail(err, MOMUS_EINVAL,
				  "synthesize: --data is of a run; a recipe's "
				  "data are set with --set task.data=FILE");
	return MOMUS_OK;
}

/* Takes "synthesis" out of RECIPE, whose run it does not concern. */
static cJSON *detach_options(struct momus_recipe *recipe)
{
	return cJSON_DetachItemFromObjectCaseSensitive(recipe->root,
						       "synthesis");
}

/* From what runs say of themselves. */

/* Gives RECIPE the templates that the run of HEAD named. */
static int take_prompts(struct momus_recipe *recipe,
			const struct momus_store_head *head,
			struct momus_error *err)
{
	cJSON *all = cJSON_Parse(head->recipe), *item;
	cJSON *prompts =
		cJSON_DetachItemFromObjectCaseSensitive(all, "prompts");
	char path[64];
	int rc = MOMUS_OK;

	cJSON_ArrayForEach(item, prompts)
	{
		if (rc < 0 || !cJSON_IsString(item))
			continue;
		snprintf(path, sizeof path, "prompts.%s", item->string);
		rc = momus_recipe_set_text(recipe, path, item->valuestring,
					   err);
	}
	cJSON_Delete(prompts);
	cJSON_Delete(all);
	return rc;
}

static int read_source(const struct order *o, const char *path,
		       struct source *out, cJSON **options,
		       struct momus_error *err)
{
	int rc = momus_run_open(&out->run, path, err);

	if (rc == MOMUS_OK)
		rc = momus_regraded_recipe(&out->recipe,
					   momus_run_head(out->run), path, err);
	if (rc == MOMUS_OK)
		rc = take_prompts(out->recipe, momus_run_head(out->run), err);
	for (size_t i = 0; rc == MOMUS_OK && i < o->words.n; i++)
		rc = momus_recipe_set(out->recipe, o->words.settings[i], err);
	if (rc == MOMUS_OK && o->data)
		rc = momus_recipe_set_text(out->recipe, "task.data", o->data,
					   err);
	if (rc < 0)
		return rc;
	cJSON_Delete(*options);
	*options = detach_options(out->recipe);
	rc = momus_recipe_check(out->recipe, true, err);
	if (rc == MOMUS_OK) {
		out->data = o->data ? strdup(out->recipe->data)
				    : momus_regraded_data(out->recipe, path);
		rc = out->data ? MOMUS_OK : no_memory(err);
	}
	return rc;
}

/* By a recipe's run. */

/* What a synthesis is unless the recipe says otherwise. */
static int set_defaults(struct momus_recipe *r, struct momus_error *err)
{
	const cJSON *widths = cJSON_GetObjectItem(r->root, "widths");
	int rc = MOMUS_OK;

	if (!cJSON_HasObjectItem(r->root, "feedback"))
		rc = momus_recipe_set_text(r, "feedback", "critic+hint", err);
	if (rc == MOMUS_OK && !cJSON_HasObjectItem(r->root, "stop") &&
	    cJSON_GetArraySize(widths) <= 3)
		rc = momus_recipe_set_text(r, "stop", "after-critiques", err);
	if (rc == MOMUS_OK)
		rc = momus_recipe_check(r, false, err);
	if (rc == MOMUS_OK && r->feedback != MOMUS_FEEDBACK_CRITIC_HINT)
		rc = momus_recipe_fail(
			r, "feedback", err,
			"\"%s\" writes no critiques with a hint; "
			"expected \"critic+hint\"",
			momus_feedback_name(r->feedback));
	if (rc == MOMUS_OK && !r->turns)
		rc = momus_recipe_fail(r, "widths", err,
				       "there is no turn, and so no critique; "
				       "expected three entries, such as "
				       "[1, 4, 1]");
	return rc;
}

static int choose_paths(struct order *o, const struct momus_recipe *recipe,
			struct momus_error *err)
{
	if (!o->rows && asprintf(&o->owned_rows, "%s.jsonl", recipe->name) < 0)
		o->owned_rows = NULL;
	if (!o->rows)
		o->rows = o->owned_rows;
	if (!o->run && o->rows)
		o->run = o->owned_run = momus_synthesize_beside(o->rows, ".h5");
	return o->rows && o->run ? MOMUS_OK : no_memory(err);
}

/* What a mistake in OPTIONS or a name would spoil, before anything is asked for. */
static int check_rows(const struct order *o, const cJSON *options,
		      struct momus_error *err)
{
	const char *paths[] = { o->rows, o->dropped };
	struct momus_new_file file;
	struct momus_synthesis s;
	int rc = momus_synthesis_init(&s, options, 0, err);

	if (rc < 0)
		return rc;
	momus_synthesis_release(&s);
	for (size_t i = 0; rc == MOMUS_OK && !o->dry && i < 2; i++) {
		if (!paths[i])
			continue;
		rc = momus_new_file_open(&file, paths[i], err);
		momus_new_file_drop(&file);
	}
	return rc;
}

/* Runs the recipe, or what is left of it; 1: it is not complete. */
static int run_recipe(struct order *o, struct source *out, cJSON **options,
		      struct momus_error *err)
{
	struct momus_launch l = { .recipe_path = o->words.path,
				  .resume = o->resume,
				  .dry_run = o->dry,
				  .shards = 1 };
	int rc = momus_recipe_words_read(&o->words, "synthesize", &out->recipe,
					 err);

	if (rc < 0)
		return rc;
	*options = detach_options(out->recipe);
	rc = set_defaults(out->recipe, err);
	if (rc == MOMUS_OK)
		rc = choose_paths(o, out->recipe, err);
	if (rc == MOMUS_OK)
		rc = check_rows(o, *options, err);
	if (rc < 0)
		return rc;
	l.recipe = out->recipe;
	l.path = strdup(o->run);
	rc = l.path ? momus_launch(&l, err) : no_memory(err);
	free(l.path);
	if (rc == 1)
		fprintf(stderr,
			"momus: rows are written when the run is complete; "
			"`momus synthesize %s` takes what there is\n",
			o->run);
	if (rc != 0 || o->dry)
		return rc;
	out->data = strdup(out->recipe->data);
	return out->data ? momus_run_open(&out->run, o->run, err)
			 : no_memory(err);
}

/* Reads SOURCES (N) and writes their rows. */
static int make_rows(const struct order *o, const struct source *sources,
		     size_t n, const cJSON *options,
		     const struct momus_registry *registry,
		     struct momus_error *err)
{
	struct momus_synthesis_source *list = calloc(n, sizeof *list);
	const struct synthesize_files files = { o->rows, o->dropped };
	struct momus_synthesis s;
	int rc = list ? momus_synthesis_init(
				&s, options,
				momus_run_head(sources[0].run)->seed, err)
		      : no_memory(err);

	if (rc < 0)
		goto out;
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		list[i] = (struct momus_synthesis_source){
			.path = o->stores.n ? o->stores.paths[i] : o->run,
			.run = sources[i].run,
			.recipe = sources[i].recipe,
			.data = sources[i].data,
			.registry = registry,
		};
		rc = momus_synthesis_read(&s, &list[i], err);
	}
	if (rc == MOMUS_OK)
		rc = momus_synthesis_choose(&s, err);
	if (rc == MOMUS_OK)
		rc = momus_synthesize_write(&s, &files, list, n, err);
	momus_synthesis_release(&s);
	if (rc == MOMUS_END) {
		fprintf(stderr,
			"momus: no critique is left, and %s is not written; "
			"--dropped FILE shows what was dropped and why\n",
			o->rows);
		rc = 1;
	}
out:
	free(list);
	return rc;
}

static void release(struct order *o, struct source *sources, size_t n)
{
	for (size_t i = 0; sources && i < n; i++) {
		momus_run_close(sources[i].run);
		momus_recipe_free(sources[i].recipe);
		free(sources[i].data);
	}
	free(sources);
	free(o->owned_rows);
	free(o->owned_run);
	momus_stores_release(&o->stores);
}

static int synthesize(int argc, char **argv, struct momus_error *err)
{
	struct order o = { .words = { .n = 0 } };
	struct momus_registry *registry = NULL;
	struct source *sources = NULL;
	cJSON *options = NULL;
	size_t n = 0;
	int rc = parse(argc, argv, &o, err);

	if (rc < 0)
		goto out;
	n = o.stores.n ? o.stores.n : 1;
	sources = calloc(n, sizeof *sources);
	if (!sources) {
		rc = no_memory(err);
	} else if (o.stores.n) {
		for (size_t i = 0; rc == MOMUS_OK && i < n; i++)
			rc = read_source(&o, o.stores.paths[i], &sources[i],
					 &options, err);
		if (rc == MOMUS_OK && !o.rows)
			o.rows = o.owned_rows = momus_synthesize_beside(
				o.stores.paths[0], ".jsonl");
		if (rc == MOMUS_OK)
			rc = o.rows ? check_rows(&o, options, err)
				    : no_memory(err);
	} else {
		rc = run_recipe(&o, &sources[0], &options, err);
	}
	if (rc == MOMUS_OK && !o.dry)
		rc = momus_registry_open(&registry, err);
	if (rc == MOMUS_OK && !o.dry)
		rc = make_rows(&o, sources, n, options, registry, err);
	momus_registry_free(registry);
out:
	cJSON_Delete(options);
	release(&o, sources, n);
	return rc;
}

const struct momus_command momus_command_synthesize = {
	.name = "synthesize",
	.usage = "synthesize RECIPE.json|RUN.h5… [-o ROWS.jsonl] [--resume] "
		 "[--set KEY=VALUE]",
	.summary = "rows that train a critic: critiques written with a hint",
	.help = "Runs RECIPE.json (as `momus run`, with feedback critic+hint, "
		"and no revisions unless the\n"
		"recipe has \"stop\"), or takes runs that are there, and makes "
		"a row of each critique that\n"
		"is right and does not betray the hint: the message as a "
		"critic "
		"without a hint is asked,\n"
		"and the critique. `momus train` reads the rows.\n\n"
		"  -o ROWS.jsonl    the rows; default: the recipe's or the "
		"run's name. How each critique\n"
		"                   ended is counted in ROWS.counts.json\n"
		"  --dropped FILE   the critiques that are no rows, each with "
		"the reason\n"
		"  --run RUN.h5     where the recipe's run is kept; default: "
		"ROWS.h5\n"
		"  --resume         go on with that run, then make the rows\n"
		"  --dry-run        say how many requests to expect, and stop\n"
		"  --data FILE      where the data of a run lie now\n"
		"  --set KEY=VALUE  set a key of the recipe; repeatable. The "
		"filters are those of its\n"
		"                   \"synthesis\": synthesis.KEY, with KEY\n"
		"    unparsed, wrong, cut, disputed, duplicates  drop or keep\n"
		"    phrases, hint_words, leaks                  what betrays "
		"the hint\n"
		"    min_bytes, max_bytes, max_prompt_bytes      lengths\n"
		"    revision=right                              only what "
		"helped\n"
		"    per_problem, max_correct, max_incorrect     balance\n\n"
		"The same seed and run make the same rows. Exit status 1: the "
		"run is not complete, or no row\n"
		"is left.\n",
	.flags = "--resume|--dry-run",
	.run = synthesize,
};
