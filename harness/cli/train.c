/* train.c - momus train RECIPE.json [--set KEY=VALUE]… [--resume] [--dry-run] */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/recipe-words.h"
#include "cli/train-merge.h"
#include "run/checkpoints.h"
#include "run/trainlog.h"

struct order {
	struct momus_recipe_words words;
	const char *merge; /* folder; NULL: train */
	bool resume, dry;
};

static int parse(int argc, char **argv, struct order *o,
		 struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (int i = 1; rc == MOMUS_OK && i < argc; i++)
		if (strcmp(argv[i], "--resume") == 0)
			o->resume = true;
		else if (strcmp(argv[i], "--dry-run") == 0)
			o->dry = true;
		else if (strcmp(argv[i], "--merge") == 0 && i + 1 < argc)
			o->merge = argv[++i];
		else
			rc = momus_recipe_words_take(&o->words, argc, argv, &i,
						     err);
	return rc;
}

static void tell_size(const struct momus_train_plan *p,
		      const struct momus_train_size *s)
{
	char tokens[16];

	momus_progress_count((double)s->tokens, tokens);
	printf("%s: %zu rows of %s tokens, %zu held out", p->options->name,
	       s->rows, tokens, s->held_out);
	if (s->too_long)
		printf("; %zu rows too long, left out", s->too_long);
	if (s->empty)
		printf("; %zu rows empty, left out", s->empty);
	printf("\n%llu steps of %u rows", (unsigned long long)s->steps,
	       p->training.mini_batch);
	if (s->done)
		printf(", %llu of them done", (unsigned long long)s->done);
	putchar('\n');
}

/* One line of the table; HELD is the loss of the rows held out, or NAN. */
static void tell_step(const struct momus_train_step *s, double held)
{
	double seconds = s->forward_s + s->backward_s + s->update_s;
	char rate[16];

	momus_progress_count(seconds > 0 ? (double)s->tokens / seconds : 0,
			     rate);
	printf("%8llu %6u %9.4f ", (unsigned long long)s->step, s->epoch,
	       s->loss.loss);
	if (isnan(held))
		printf("%9s", "");
	else
		printf("%9.4f", held);
	printf(" %9.3g %9.2e %8s %6.2f %6.2f %6.2f\n", s->norm, s->rate, rate,
	       s->forward_s, s->backward_s, s->update_s);
	fflush(stdout);
}

/* Whether the table shows this step: the first, the last, and about a hundred
 * between. */
static bool shown(const struct momus_train_step *s)
{
	uint64_t every = s->steps > 100 ? s->steps / 100 : 1;

	return s->step == 1 || s->step == s->steps || s->step % every == 0;
}

static int run_steps(struct momus_train *t, const struct momus_train_plan *p,
		     struct momus_train_log *log, struct momus_error *err)
{
	struct momus_train_step s;
	double held;
	int rc;

	printf("%8s %6s %9s %9s %9s %9s %8s %6s %6s %6s\n", "step", "epoch",
	       "loss", "held out", "norm", "rate", "tokens/s", "for s",
	       "back s", "step s");
	while ((rc = momus_train_next(t, &s, err)) == MOMUS_OK) {
		bool measure =
			s.step == s.steps ||
			s.step % (uint64_t)p->options->checkpoint_every == 0;

		held = NAN;
		if (measure)
			rc = momus_train_held_out(t, &held, err);
		if (rc == MOMUS_OK)
			rc = momus_train_log_add(log, &s, held, err);
		if (rc == MOMUS_OK)
			rc = momus_train_keep(t, err);
		if (rc < 0)
			break;
		if (measure || shown(&s))
			tell_step(&s, held);
		if (*momus_interrupts()) {
			rc = momus_checkpoints_write(p, (int64_t)s.step, err);
			printf("stopped after step %llu; go on with "
			       "--resume\n",
			       (unsigned long long)s.step);
			return rc < 0 ? rc : 1;
		}
	}
	if (rc != MOMUS_END)
		return rc;
	rc = momus_checkpoints_final(p, err);
	if (rc == MOMUS_OK)
		printf("%s/model\n", p->options->output);
	return rc;
}

static int work(const struct order *o, const struct momus_recipe *recipe,
		struct momus_registry *registry, struct momus_error *err)
{
	struct momus_train_log *log = NULL;
	struct momus_train_plan plan;
	struct momus_train *t = NULL;
	struct momus_train_size size;
	int rc = momus_train_plan_open(&plan, recipe, registry, err);

	if (rc < 0)
		return rc;
	rc = momus_train_open(&t, &plan, o->resume || o->dry, err);
	if (rc == MOMUS_OK) {
		size = momus_train_size(t);
		tell_size(&plan, &size);
		if (!o->dry)
			rc = momus_train_log_open(&log, plan.options->output,
						  size.done, err);
	}
	momus_interrupt_catch();
	if (rc == MOMUS_OK && !o->dry)
		rc = run_steps(t, &plan, log, err);
	momus_interrupt_leave();
	momus_train_log_close(log);
	momus_train_close(t);
	momus_train_plan_release(&plan);
	return rc;
}

static int train(int argc, char **argv, struct momus_error *err)
{
	struct order o = { .words = { .n = 0 } };
	struct momus_recipe *recipe = NULL;
	struct momus_registry *registry = NULL;
	int rc = parse(argc, argv, &o, err);

	if (rc == MOMUS_OK)
		rc = momus_recipe_words_read(&o.words, argv[0], &recipe, err);
	if (rc == MOMUS_OK)
		rc = momus_registry_open(&registry, err);
	if (rc == MOMUS_OK)
		rc = o.merge ? momus_train_merge(recipe, registry, o.merge, err)
			     : work(&o, recipe, registry, err);
	momus_registry_free(registry);
	momus_recipe_free(recipe);
	return rc;
}

const struct momus_command momus_command_train = {
	.name = "train",
	.usage = "train RECIPE.json [--set KEY=VALUE] [--resume] [--dry-run] "
		 "[--merge FOLDER]",
	.summary = "make a model better from rows of a file",
	.help = "RECIPE.json has data (JSON Lines: \"messages\" or \"prompt\", "
		"and \"completion\"),\n"
		"output (a folder), model {\"plugin\": \"native\", \"model\": "
		"FOLDER} and trainer\n"
		"{\"plugin\": \"sft\", …}; `momus plugins sft` lists its "
		"options.\n\n"
		"  --set KEY=VALUE  set a key of the recipe, such as "
		"trainer.rate=1e-4; repeatable\n"
		"  --resume         go on from the newest checkpoint\n"
		"  --dry-run        say how many rows, tokens and steps there "
		"are, and stop\n"
		"  --merge FOLDER   train nothing: write the model with the "
		"trained adapter folded in\n\n"
		"OUTPUT/step-N are checkpoints, OUTPUT/model is what was made, "
		"as "
		"Hugging Face has\n"
		"it, OUTPUT/metrics.jsonl has a line a step.",
	.flags = "--resume|--dry-run",
	.run = train,
};
