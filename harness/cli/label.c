/* label.c - momus label RUN.h5 [RECIPE.json] --judge PLUGIN … */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/label.h"
#include "cli/progress.h"
#include "cli/recipe-words.h"
#include "core/inert.h"
#include "stats/remarks.h"

struct words {
	struct momus_recipe_words recipe;
	const char *run, *out, *judge, *prompt, *sample, *requests;
	bool resume, dry;
};

static bool is_store(const char *word)
{
	size_t n = strlen(word);

	return n > 3 && strcmp(word + n - 3, ".h5") == 0;
}

static int parse(int argc, char **argv, struct words *w,
		 struct momus_error *err)
{
	const struct {
		const char *option, **value;
	} valued[] = { { "-o", &w->out },
		       { "--judge", &w->judge },
		       { "--prompt", &w->prompt },
		       { "--sample", &w->sample },
		       { "--requests", &w->requests } };
	int rc = MOMUS_OK;

	for (int i = 1; rc == MOMUS_OK && i < argc; i++) {
		size_t k = 0, n = sizeof valued / sizeof *valued;

		while (k < n && strcmp(argv[i], valued[k].option) != 0)
			k++;
		if (k < n && i + 1 < argc)
			*valued[k].value = argv[++i];
		else if (strcmp(argv[i], "--resume") == 0)
			w->resume = true;
		else if (strcmp(argv[i], "--dry-run") == 0)
			w->dry = true;
		else if (is_store(argv[i]) && !w->run)
			w->run = argv[i];
		else
			rc = momus_recipe_words_take(&w->recipe, argc, argv, &i,
						     err);
	}
	if (rc == MOMUS_OK && !w->run && w->recipe.path)
		rc = momus_fail(err, MOMUS_EINVAL,
				"label: which run? \"%s\" is taken for a "
				"recipe, since a run's name ends in .h5",
				w->recipe.path);
	else if (rc == MOMUS_OK && !w->run)
		rc = momus_fail(err, MOMUS_EINVAL,
				"label: which run? usage: momus label RUN.h5 "
				"--judge PLUGIN");
	return rc;
}

static int read_recipe(const struct words *w, struct momus_recipe **out,
		       struct momus_error *err)
{
	const struct {
		const char *key, *value;
	} numbers[] = { { "sample", w->sample }, { "requests", w->requests } };
	int rc = momus_recipe_read(out, w->recipe.path, err);

	for (size_t i = 0; rc == MOMUS_OK && i < w->recipe.n; i++)
		rc = momus_recipe_set(*out, w->recipe.settings[i], err);
	if (rc == MOMUS_OK && w->judge)
		rc = momus_recipe_set_text(*out, "judge.plugin", w->judge, err);
	if (rc == MOMUS_OK && w->prompt)
		rc = momus_recipe_words_file(*out, "prompt", w->prompt, err);
	for (size_t i = 0; i < 2; i++) {
		char text[128];

		if (rc < 0 || !numbers[i].value)
			continue;
		snprintf(text, sizeof text, "%s=%.100s", numbers[i].key,
			 numbers[i].value);
		rc = momus_recipe_set(*out, text, err);
	}
	return rc;
}

static void count(const struct momus_labels *l, size_t states[],
		  size_t strategies[], int64_t tokens[2])
{
	for (size_t i = 0; i < l->n; i++) {
		const struct momus_label *x = &l->list[i];

		states[x->state]++;
		for (int k = 0; k < MOMUS_STRATEGIES; k++)
			strategies[k] += x->strategies >> k & 1;
		tokens[0] += x->prompt_tokens > 0 ? x->prompt_tokens : 0;
		tokens[1] +=
			x->completion_tokens > 0 ? x->completion_tokens : 0;
	}
}

/* The summary; returns the exit status. */
static int tell(const struct label *l)
{
	size_t states[MOMUS_LABEL_STATES] = { 0 };
	size_t strategies[MOMUS_STRATEGIES] = { 0 };
	int64_t tokens[2] = { 0, 0 };
	const struct momus_model *judge = &l->plan.judge;
	char told[2][16];
	double cost;

	count(&l->labels, states, strategies, tokens);
	momus_progress_count((double)tokens[0], told[0]);
	momus_progress_count((double)tokens[1], told[1]);
	printf("%s: %zu of %zu critiques labelled", l->out,
	       states[MOMUS_LABEL_DONE], l->labels.n);
	for (int k = 0; k < MOMUS_STRATEGIES; k++)
		printf("%s %s %zu", k ? "," : ":", momus_strategy_name(k),
		       strategies[k]);
	printf("\nnot labelled: unparsed %zu, cut %zu, refused %zu, failed "
	       "%zu\n%llu requests, %llu retries; %s+%s tokens",
	       states[MOMUS_LABEL_UNPARSED], states[MOMUS_LABEL_CUT],
	       states[MOMUS_LABEL_REFUSED], states[MOMUS_LABEL_FAILED],
	       (unsigned long long)(judge->local ? l->counts.asked
						 : l->counts.client.attempts),
	       (unsigned long long)l->counts.client.retries, told[0], told[1]);
	cost = ((double)tokens[0] * judge->price_prompt +
		(double)tokens[1] * judge->price_completion) /
	       1e6;
	if (!isnan(cost))
		printf(", %.2f dollars", cost);
	putchar('\n');
	if (!states[MOMUS_LABEL_FAILED])
		return 0;
	fflush(stdout);
	fputs("momus: the first request that failed: ", stderr);
	momus_inert_write(stderr, momus_text_of(l->failure.text));
	fputs("; --resume asks again\n", stderr);
	return 1;
}

static int go(struct label *l, struct momus_error *err)
{
	bool stopped = false;
	int rc = momus_run_open(&l->run, l->path, err);

	if (rc == MOMUS_OK)
		rc = momus_registry_open(&l->registry, err);
	if (rc == MOMUS_OK)
		rc = momus_label_plan_open(&l->plan, l->recipe, l->registry,
					   err);
	if (rc == MOMUS_OK)
		rc = momus_label_choose(l, err);
	if (rc < 0)
		return rc;
	if (l->dry)
		return momus_label_foretell(l, err);
	rc = momus_label_work(l, &stopped, err);
	if (rc < 0)
		return rc;
	if (!stopped)
		return tell(l);
	fprintf(stderr,
		"momus: stopped after %zu of %zu requests; what was answered "
		"is in %s.partial, and --resume goes on\n",
		l->counts.asked, l->n, l->out);
	return 1;
}

static void release(struct label *l)
{
	momus_label_file_close(l->file);
	momus_labels_release(&l->labels);
	momus_label_plan_close(&l->plan);
	momus_registry_free(l->registry);
	momus_recipe_free(l->recipe);
	momus_run_close(l->run);
	free(l->nodes);
	free(l->out);
}

static int label(int argc, char **argv, struct momus_error *err)
{
	struct words w = { .run = NULL };
	struct label l = { .path = NULL };
	int rc = parse(argc, argv, &w, err);

	if (rc == MOMUS_OK)
		rc = read_recipe(&w, &l.recipe, err);
	if (rc == MOMUS_OK) {
		l.path = w.run;
		l.resume = w.resume;
		l.dry = w.dry;
		l.out = w.out ? strdup(w.out) : momus_labels_name(w.run);
		rc = l.out ? go(&l, err)
			   : momus_fail(err, MOMUS_ENOMEM,
					"label: out of memory");
	}
	release(&l);
	return rc;
}

const struct momus_command momus_command_label = {
	.name = "label",
	.usage = "label RUN.h5 [RECIPE.json] [--judge PLUGIN] [-o "
		 "LABELS.jsonl] [--resume]",
	.summary = "strategies of a run's critiques, by a judge model",
	.help = "Asks a model once about each critique of RUN.h5 which "
		"strategies it uses: algorithm, static\n"
		"analysis, debugging, testing; several, or none. Writes "
		"RUN.labels.jsonl beside the run, from\n"
		"which `momus report` tells their shares, the success they "
		"had, "
		"and how far judge and rule agree.\n\n"
		"  --judge PLUGIN   the judge's backend; its options are "
		"judge.OPTION\n"
		"  --set KEY=VALUE  set a key of the recipe; repeatable. "
		"Besides judge there are\n"
		"    prompt                           a template of your own\n"
		"    temperature, top_p, max_tokens   of the judge: 0, 1, "
		"1024\n"
		"    seed, sample, requests           see below; seed is 1\n"
		"  --prompt FILE    the template; it needs {{critique}} and "
		"may "
		"have {{solution}} and\n"
		"                   {{statement}}; the answer ends with a line "
		"\"Strategies: testing, debugging\"\n"
		"  --sample N       so many critiques at most, drawn by the "
		"seed\n"
		"  --requests N     in flight (64)\n"
		"  -o LABELS.jsonl  another name; `momus report --labels` "
		"reads it\n"
		"  --resume         go on where it stopped, and ask again what "
		"failed\n"
		"  --dry-run        say how many requests and tokens to "
		"expect, "
		"and stop\n\n"
		"RECIPE.json has the same keys: {\"judge\": {\"plugin\": "
		"\"openai\", …}, \"sample\": 500}. An answer\n"
		"that does not end as it was to, is cut or refused is counted "
		"as such and is no label. Exit\n"
		"status 1: requests failed, or it was stopped.",
	.flags = "--resume|--dry-run",
	.run = label,
};
