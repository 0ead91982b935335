/* train.c - momus train RECIPE.json [--set KEY=VALUE]… [--resume] [--dry-run] */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/launch.h"
#include "cli/progress.h"
#include "cli/recipe-words.h"
#include "cli/together.h"
#include "cli/train-merge.h"
#include "cli/train-plan.h"
#include "cli/train-show.h"
#include "run/checkpoints.h"
#include "run/trainlog.h"

struct order {
	struct momus_recipe_words words;
	const char *merge; /* folder; NULL: train */
	bool resume, dry, plan, json;
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
		else if (strcmp(argv[i], "--plan") == 0)
			o->plan = o->dry = true;
		else if (strcmp(argv[i], "--json") == 0)
			o->json = true;
		else if (strcmp(argv[i], "--merge") == 0 && i + 1 < argc)
			o->merge = argv[++i];
		else
			rc = momus_recipe_words_take(&o->words, argc, argv, &i,
						     err);
	if (rc == MOMUS_OK && o->json && !o->plan)
		rc = momus_fail(err, MOMUS_EINVAL,
				"train: --json is of --plan; add that, or "
				"leave it out");
	return rc;
}

static void tell_rows(const struct momus_train_plan *p,
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
}

static void tell_pairs(const struct momus_train_plan *p,
		       const struct momus_train_size *s)
{
	printf("%s: %zu problems, %zu first solutions of each",
	       p->options->name, s->problems, s->solutions);
	if (s->rows)
		printf(", %zu pairs", s->rows);
	if (s->empty)
		printf("; %zu failed or not judged, left out", s->empty);
	printf("\n%llu steps of %u pairs, %u critiques of each",
	       (unsigned long long)s->steps, p->training.batch,
	       p->training.group);
}

static void tell_size(const struct momus_train_plan *p,
		      const struct momus_train_size *s)
{
	if (p->rollouts)
		tell_pairs(p, s);
	else
		tell_rows(p, s);
	if (p->training.staleness)
		printf(", drawn a step ahead");
	if (s->done)
		printf(", %llu of them done", (unsigned long long)s->done);
	putchar('\n');
	fflush(stdout);
}

static void tell_head(const struct momus_train_plan *p)
{
	if (p->rollouts)
		printf("%6s %7s %8s %8s %6s %6s %6s %5s %5s %8s %6s %6s "
		       "%6s%s\n",
		       "step", "reward", "kl", "entropy", "clip", "up", "down",
		       "flat", "lost", "tokens/s", "draw s", "wait s",
		       "learn s",
		       p->training.staleness ? " saved s stale" : "");
	else
		printf("%8s %6s %9s %9s %9s %9s %8s %6s %6s %6s\n", "step",
		       "epoch", "loss", "held out", "norm", "rate", "tokens/s",
		       "for s", "back s", "step s");
}

static void tell_rollout(const struct momus_train_plan *p,
			 const struct momus_train_step *s)
{
	const struct momus_train_rollout *r = &s->rollout;
	const struct momus_updated *u = &s->made;
	double all = momus_train_seconds(s);
	char rate[16];

	momus_progress_count(
		all > 0 ? (double)(r->tokens + u->tokens) / all : 0, rate);
	printf("%6llu %7.4f %8.5f %8.4f %5.1f%% %5.1f%% %5.1f%% %5zu %5zu %8s "
	       "%6.2f %6.2f %6.2f",
	       (unsigned long long)s->step, r->reward, u->loss.kl,
	       u->loss.entropy, 100 * u->loss.clipped, 100 * r->up,
	       100 * r->down, r->flat, r->unjudged, rate, r->draw_s, r->wait_s,
	       all - r->draw_s - r->wait_s);
	if (p->training.staleness)
		printf(" %7.2f %5zu", r->saved_score_s + r->saved_learn_s,
		       r->staleness);
	putchar('\n');
	if (!isnan(r->variance_grouped))
		printf("       the gradient's variance is %.4g with the "
		       "group's "
		       "baseline, %.4g without\n",
		       r->variance_grouped, r->variance_alone);
	fflush(stdout);
}

static void tell_format(const struct momus_format *f)
{
	double n = (double)f->asked;

	printf("%15s %.0f%% of %zu answers end with a judgment, %.0f%% with "
	       "the row's\n",
	       "held out:", 100 * (double)f->formed / n, f->asked,
	       100 * (double)f->agreed / n);
}

/* One line of the table, and one of the rows held out if they were asked. */
static void tell_step(const struct momus_train_step *s,
		      const struct momus_held_out *held)
{
	const struct momus_updated *u = &s->made;
	double seconds = momus_train_seconds(s);
	char rate[16];

	momus_progress_count(seconds > 0 ? (double)u->tokens / seconds : 0,
			     rate);
	printf("%8llu %6u %9.4f ", (unsigned long long)s->step, s->epoch,
	       u->loss.loss);
	if (isnan(held->loss))
		printf("%9s", "");
	else
		printf("%9.4f", held->loss);
	printf(" %9.3g %9.2e %8s %6.2f %6.2f %6.2f\n", u->norm, u->rate, rate,
	       u->forward_s, u->backward_s, u->update_s);
	if (held->format.asked)
		tell_format(&held->format);
	fflush(stdout);
}

/* Whether the table shows this step: the first, the last, and about a hundred
 * between; all that are drawn. */
static bool shown(const struct momus_train_step *s)
{
	uint64_t every = s->steps > 100 ? s->steps / 100 : 1;

	return s->rolled || s->step == 1 || s->step == s->steps ||
	       s->step % every == 0;
}

/* Logs, keeps and shows step S. */
static int end_step(struct momus_train *t, const struct momus_train_plan *p,
		    const struct momus_train_step *s,
		    struct momus_train_log *log, struct momus_train_show *show,
		    struct momus_error *err)
{
	bool measure = s->step == s->steps ||
		       s->step % (uint64_t)p->options->checkpoint_every == 0;
	struct momus_held_out held = { .loss = NAN };
	int rc = MOMUS_OK;

	if (measure)
		rc = momus_train_held_out(t, &held, err);
	if (rc == MOMUS_OK)
		rc = momus_train_log_add(log, s,
					 isnan(held.loss) ? NULL : &held, err);
	if (rc == MOMUS_OK)
		rc = momus_train_keep(t, false, log, err);
	if (rc < 0)
		return rc;
	momus_train_show_clear(show);
	if (s->rolled)
		tell_rollout(p, s);
	else if (measure || shown(s))
		tell_step(s, &held);
	return MOMUS_OK;
}

static int stop(struct momus_train *t, struct momus_train_log *log,
		struct momus_error *err)
{
	uint64_t done = momus_train_size(t).done;
	int rc = done ? momus_train_keep(t, true, log, err) : MOMUS_OK;

	printf("stopped after step %llu; go on with --resume\n",
	       (unsigned long long)done);
	return rc < 0 ? rc : 1;
}

static int run_steps(struct momus_train *t, const struct momus_train_plan *p,
		     struct momus_train_log *log, struct momus_train_show *show,
		     struct momus_error *err)
{
	struct momus_train_size size = momus_train_size(t);
	struct momus_train_step s;
	int rc;

	tell_head(p);
	momus_train_show_step(show, size.done + 1, size.steps);
	while ((rc = momus_train_next(t, &s, err)) == MOMUS_OK) {
		rc = end_step(t, p, &s, log, show, err);
		if (rc < 0 || *momus_interrupts())
			break;
		momus_train_show_step(show, s.step + 1, s.steps);
	}
	momus_train_show_clear(show);
	if (rc >= 0 && *momus_interrupts())
		return stop(t, log, err);
	if (rc != MOMUS_END)
		return rc;
	rc = momus_checkpoints_final(p, err);
	if (rc == MOMUS_OK)
		rc = momus_train_log_complete(log, err);
	if (rc == MOMUS_OK)
		printf("%s/model\n", p->options->output);
	return rc;
}

/* The world that answers are drawn in, if the trainer wants any. */
static int enter(const struct momus_train_plan *p,
		 const struct momus_recipe *recipe, struct momus_live **live,
		 struct momus_train_how *how, struct momus_error *err)
{
	int rc;

	if (!p->rollouts || how->dry)
		return MOMUS_OK;
	rc = momus_launch_enter(live, p->rollouts->step, recipe->root, err);
	if (rc == MOMUS_OK)
		how->world = momus_live_world(*live);
	return rc;
}

static int carry_out(const struct order *o, const struct momus_recipe *recipe,
		     const struct momus_train_plan *plan,
		     const struct momus_train_how *how,
		     struct momus_train_show *show, struct momus_error *err)
{
	struct momus_train_log *log = NULL;
	struct momus_train_size size;
	struct momus_train *t = NULL;
	int rc = momus_train_open(&t, plan, how, err);

	momus_train_show_clear(show);
	if (rc == MOMUS_OK) {
		size = momus_train_size(t);
		if (!o->json)
			tell_size(plan, &size);
		if (!o->dry)
			rc = momus_train_log_open(&log, plan, t, err);
	} else if (rc == MOMUS_END) {
		puts("stopped before the first step; go on with --resume");
		rc = 1;
	}
	if (rc == MOMUS_OK && o->plan)
		rc = momus_train_plan_tell(plan, t, recipe, o->json, err);
	if (rc == MOMUS_OK && !o->dry)
		rc = run_steps(t, plan, log, show, err);
	momus_train_log_close(log);
	momus_train_close(t);
	return rc;
}

static int work(const struct order *o, const struct momus_recipe *recipe,
		struct momus_train_plan *plan, struct momus_live **live,
		struct momus_error *err)
{
	struct momus_train_show show;
	struct momus_train_how how = { .resume = o->resume,
				       .dry = o->dry,
				       .stop = momus_interrupts(),
				       .progress = momus_train_show_drawing,
				       .arg = &show };
	int rc = enter(plan, recipe, live, &how, err);

	if (rc < 0)
		return rc;
	momus_train_show_init(&show);
	plan->watch =
		(struct momus_scoring_watch){ momus_train_show_pass, &show };
	rc = carry_out(o, recipe, plan, &how, &show, err);
	plan->watch = (struct momus_scoring_watch){ .pass = NULL };
	momus_train_show_release(&show);
	return rc;
}

/* What rank 0 does, and what the others do meanwhile. */
static int divide(const struct order *o, struct momus_recipe *recipe,
		  struct momus_registry *registry,
		  struct momus_train_plan *plan,
		  const struct momus_rankset *set, struct momus_live **live,
		  struct momus_error *err)
{
	bool first = momus_rankset_ranks(set)->rank == 0;
	int rc = MOMUS_OK;

	if (o->merge)
		return first ? momus_train_merge(recipe, registry, o->merge,
						 err)
			     : MOMUS_OK;
	/* Who only follows stops when rank 0 does, which is asked as well. */
	momus_interrupt_catch();
	if (!o->dry)
		rc = momus_together_train(set, plan, err);
	if (rc == MOMUS_OK && first)
		rc = work(o, recipe, plan, live, err);
	momus_interrupt_leave();
	return rc;
}

/* What this rank does until all part. */
static int take_part(int argc, char **argv, const struct momus_rankset *set,
		     struct momus_error *err)
{
	struct order o = { .words = { .n = 0 } };
	struct momus_recipe *recipe = NULL;
	struct momus_registry *registry = NULL;
	struct momus_live *live = NULL; /* the plan's: it goes after it */
	struct momus_train_plan plan;
	bool planned = false;
	int rc = parse(argc, argv, &o, err);

	if (rc == MOMUS_OK)
		rc = momus_recipe_words_read(&o.words, argv[0], &recipe, err);
	if (rc == MOMUS_OK)
		rc = momus_registry_open(&registry, err);
	if (rc == MOMUS_OK && !o.merge) {
		rc = momus_train_plan_open(&plan, recipe, registry, err);
		planned = rc == MOMUS_OK;
	}
	rc = momus_together_begin(set, planned ? &plan : NULL, rc, err);
	if (rc == MOMUS_OK)
		rc = divide(&o, recipe, registry, &plan, set, &live, err);
	if (planned)
		momus_train_plan_release(&plan);
	momus_live_free(live);
	momus_registry_free(registry);
	momus_recipe_free(recipe);
	return rc;
}

static int train(int argc, char **argv, struct momus_error *err)
{
	struct momus_rankset *set;
	int rc = momus_rankset_open(&set, err);

	if (rc == MOMUS_OK)
		rc = take_part(argc, argv, set, err);
	return momus_together_end(set, rc, err);
}

const struct momus_command momus_command_train = {
	.name = "train",
	.usage = "train RECIPE.json [--set KEY=VALUE] [--resume] [--dry-run] "
		 "[--plan] [--merge F]",
	.summary = "make a model better from rows, or by rewards",
	.help = "RECIPE.json has data (JSON Lines: \"messages\" or \"prompt\", "
		"and \"completion\"),\n"
		"output (a folder), model {\"plugin\": \"native\", \"model\": "
		"FOLDER} and trainer\n"
		"{\"plugin\": \"sft\", …}; `momus plugins sft` lists its "
		"options. With the trainer grpo\n"
		"the model is a critic that learns from what its critiques "
		"earn: "
		"instead of data the\n"
		"recipe has task, generator and rewards, as a run's does.\n\n"
		"  --set KEY=VALUE  set a key of the recipe, such as "
		"trainer.rate=1e-4; repeatable\n"
		"  --resume         go on from the newest checkpoint\n"
		"  --dry-run        say how much there is to do, and stop\n"
		"  --plan           say what memory and time it would take "
		"here "
		"and on GPUs, and stop;\n"
		"                   with --json for programs\n"
		"  --merge FOLDER   train nothing: write the model with the "
		"trained adapter folded in\n\n"
		"OUTPUT/step-N are checkpoints, OUTPUT/model is what was made, "
		"as Hugging Face has\n"
		"it; OUTPUT/metrics.jsonl has a line a step, "
		"OUTPUT/training.h5 all that a report\n"
		"needs, OUTPUT/rollouts the runs that critiques were drawn "
		"in. Exit status 1: stopped,\n"
		"or nothing could be judged; --resume goes on.",
	.flags = "--resume|--dry-run|--plan|--json",
	.run = train,
};
