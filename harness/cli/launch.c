/* launch.c - see launch.h */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "core/inert.h"
#include "cli/interrupt.h"
#include "cli/launch.h"
#include "cli/progress.h"
#include "run/live.h"

/* How many objects within VALUE name a server. */
static size_t count_servers(const cJSON *value)
{
	size_t n = cJSON_HasObjectItem(value, "base_url");
	const cJSON *child;

	cJSON_ArrayForEach(child, value) n += count_servers(child);
	return n;
}

int momus_launch_enter(struct momus_live **live,
		       const struct momus_recipe *recipe, const cJSON *file,
		       struct momus_error *err)
{
	const struct momus_sandbox_config config = {
		.programs = (unsigned)recipe->programs,
		.best_effort = recipe->best_effort,
	};
	size_t servers = 2 + count_servers(file);
	int rc = momus_live_create(live, &config, err);

	if (rc == MOMUS_OK)
		rc = momus_live_connect(
			*live, servers * (size_t)recipe->requests, err);
	return rc;
}

struct momus_budget momus_launch_budget(const struct momus_recipe *r)
{
	return (struct momus_budget){ .tokens = r->budget_tokens,
				      .cost = r->budget_cost,
				      .seconds = 3600 * r->budget_hours };
}

static void say_count(const char *what, uint64_t n, const char *after)
{
	printf("%-12s %llu%s\n", what, (unsigned long long)n, after);
}

static void say_forecast(const struct momus_pipeline_forecast *f, bool rest)
{
	char prompt[16], completion[16];

	momus_progress_count(f->prompt_tokens, prompt);
	momus_progress_count(f->completion_tokens, completion);
	if (rest)
		puts("What is left to do:");
	say_count("problems", f->problems, "");
	say_count("solutions", f->solutions, "");
	say_count("critiques", f->critiques, "");
	say_count("revisions", f->revisions, "");
	say_count("requests", f->requests,
		  f->requests ? ", retries not counted"
			      : ": no model is remote");
	printf("%-12s about %s to send, at most %s to receive\n", "tokens",
	       prompt, completion);
	if (!isnan(f->cost))
		printf("%-12s at most $%.2f\n", "cost", f->cost);
	puts("Nothing was sent or written.");
}

/* What went wrong stands apart from what was found. */
void momus_launch_totals(const struct momus_pipeline_progress *t)
{
	char prompt[16], completion[16];

	printf("answers      %llu graded, %llu passed",
	       (unsigned long long)t->answers_graded,
	       (unsigned long long)t->answers_passed);
	printf("\nfailures     requests %llu, replies cut at their token limit "
	       "%llu, refused by a filter %llu,\n"
	       "             judgments unparsed %llu, answers not judged %llu, "
	       "nodes not asked for %llu\n",
	       (unsigned long long)t->nodes_failed, (unsigned long long)t->cut,
	       (unsigned long long)t->refused, (unsigned long long)t->unparsed,
	       (unsigned long long)t->answers_unjudged,
	       (unsigned long long)(t->nodes_skipped - t->nodes_stopped));
	if (t->rewards)
		printf("rewards      %llu computed, %llu could not be judged, "
		       "of these %llu failed\n",
		       (unsigned long long)t->rewards,
		       (unsigned long long)t->rewards_unjudged,
		       (unsigned long long)t->rewards_failed);
	momus_progress_count((double)t->prompt_tokens, prompt);
	momus_progress_count((double)t->completion_tokens, completion);
	printf("requests     %llu, %llu retries, %llu times throttled; %s+%s "
	       "tokens",
	       (unsigned long long)t->requests, (unsigned long long)t->retries,
	       (unsigned long long)t->throttled, prompt, completion);
	if (t->cost > 0)
		printf(", $%.2f", t->cost);
	putchar('\n');
}

void momus_launch_stopped(const struct momus_pipeline_progress *t,
			  const struct momus_budget *budget, const char *where)
{
	static const char *const go_on =
		"what was in flight is finished; go on with --resume";

	fputs("momus: ", stderr);
	if (t->spent == MOMUS_SPENT_TOKENS)
		fprintf(stderr,
			"the budget of %.0f tokens is spent; %s and a larger "
			"--budget tokens=N (%s)\n",
			budget->tokens, go_on, where);
	else if (t->spent == MOMUS_SPENT_COST)
		fprintf(stderr,
			"the budget of $%g is spent; %s and a larger --budget "
			"cost=DOLLARS (%s)\n",
			budget->cost, go_on, where);
	else if (t->spent == MOMUS_SPENT_TIME)
		fprintf(stderr, "the budget of %g hours is spent; %s (%s)\n",
			budget->seconds / 3600, go_on, where);
	else
		fprintf(stderr,
			"stopped; all that was finished is in %s; --resume "
			"goes on\n",
			where);
}

void momus_launch_failed(const struct momus_pipeline_progress *t,
			 const char *where)
{
	fprintf(stderr, "momus: requests that failed: %llu",
		(unsigned long long)(t->nodes_failed + t->rewards_failed));
	if (t->first_failure[0])
		fputs(" (first: ", stderr);
	momus_inert_write(stderr, momus_text_of(t->first_failure));
	fprintf(stderr, "%s; %s holds their reasons, --resume asks again\n",
		t->first_failure[0] ? ")" : "", where);
}

static int say_end(const struct momus_launch *l, enum momus_pipeline_end end,
		   const struct momus_pipeline_progress *t,
		   const struct momus_budget *budget)
{
	char time[32];

	if (end == MOMUS_PIPELINE_COMPLETE && t->nodes == 0) {
		printf("%s: nothing to do, the run is complete\n", l->path);
		return 0;
	}
	momus_progress_time(t->seconds, time);
	printf("%s: %llu nodes in %s", l->path,
	       (unsigned long long)(t->nodes_done + t->nodes_failed +
				    t->nodes_skipped),
	       time);
	if (t->nodes_before)
		printf(", %llu were there",
		       (unsigned long long)t->nodes_before);
	putchar('\n');
	momus_launch_totals(t);
	printf("next: momus report %s\n", l->path);
	fflush(stdout);
	if (end == MOMUS_PIPELINE_STOPPED)
		momus_launch_stopped(t, budget, l->path);
	if (end == MOMUS_PIPELINE_PARTIAL)
		momus_launch_failed(t, l->path);
	return end == MOMUS_PIPELINE_COMPLETE ? 0 : 1;
}

static int carry_out(const struct momus_launch *l,
		     struct momus_pipeline_order *order,
		     struct momus_error *err)
{
	struct momus_pipeline_progress totals = { .nodes = 0 };
	struct momus_progress progress;
	struct momus_live *live = NULL;
	enum momus_pipeline_end end;
	int rc = momus_launch_enter(&live, l->recipe, l->recipe->rewards, err);

	if (rc == MOMUS_OK) {
		momus_interrupt_catch();
		momus_progress_init(&progress);
		order->world = momus_live_world(live);
		order->stop = momus_interrupts();
		order->progress = momus_progress_show;
		order->arg = &progress;
		rc = momus_pipeline_run(order, &end, &totals, err);
		momus_progress_release(&progress);
		momus_interrupt_leave();
	}
	momus_live_free(live);
	return rc < 0 ? rc : say_end(l, end, &totals, &order->budget);
}

int momus_launch(const struct momus_launch *l, struct momus_error *err)
{
	struct momus_pipeline_forecast forecast;
	struct momus_registry *registry = NULL;
	struct momus_pipeline_order order = {
		.recipe = l->recipe,
		.path = l->path,
		.resume = l->resume,
		.shard = l->shard,
		.shards = l->shards,
		.budget = momus_launch_budget(l->recipe),
	};
	int rc = momus_registry_open(&registry, err);

	order.registry = registry;
	if (rc == MOMUS_OK && l->dry_run) {
		rc = momus_pipeline_forecast(&order, &forecast, err);
		if (rc == MOMUS_OK)
			say_forecast(&forecast, l->resume);
	} else if (rc == MOMUS_OK) {
		rc = carry_out(l, &order, err);
	}
	momus_registry_free(registry);
	return rc;
}
