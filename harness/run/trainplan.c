/* trainplan.c - see trainplan.h */
#include "config.h"

#include <stddef.h>
#include <string.h>

#include "host/options.h"
#include "run/model.h"
#include "run/trainplan.h"

#define FIELD(name_) offsetof(struct momus_train_options, name_)

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_STR,
	  .name = "name",
	  .value = "training",
	  .offset = FIELD(name),
	  .help = "what it is called" },
	{ .type = MOMUS_OPT_FILE,
	  .name = "data",
	  .offset = FIELD(data),
	  .help = "rows to learn from, JSON Lines: messages or prompt, and "
		  "completion" },
	{ .type = MOMUS_OPT_FILE,
	  .name = "output",
	  .offset = FIELD(output),
	  .required = true,
	  .help = "folder for the checkpoints and the log" },
	{ .type = MOMUS_OPT_INT,
	  .name = "seed",
	  .value = "1",
	  .offset = FIELD(seed),
	  .max = 9e15,
	  .help = "of the order of the rows" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "held_out",
	  .value = "0",
	  .offset = FIELD(held_out),
	  .max = 0.9,
	  .help = "share of the rows that only measures" },
	{ .type = MOMUS_OPT_INT,
	  .name = "held_out_answers",
	  .value = "16",
	  .offset = FIELD(held_out_answers),
	  .max = 1 << 30,
	  .help = "of these, critiques that the model writes itself at each "
		  "checkpoint, to see whether they have a judgment; 0: none" },
	{ .type = MOMUS_OPT_INT,
	  .name = "chunk",
	  .value = "8192",
	  .offset = FIELD(chunk),
	  .min = 1,
	  .max = 1 << 30,
	  .help = "most tokens that go through the model at once" },
	{ .type = MOMUS_OPT_INT,
	  .name = "checkpoint_every",
	  .value = "100",
	  .offset = FIELD(checkpoint_every),
	  .min = 1,
	  .max = 1 << 30,
	  .help = "steps from one checkpoint to the next" },
	{ .type = MOMUS_OPT_INT,
	  .name = "keep",
	  .value = "2",
	  .offset = FIELD(keep),
	  .min = 1,
	  .max = 1000,
	  .help = "checkpoints that stay" },
	{ .type = MOMUS_OPT_INT,
	  .name = "steps",
	  .value = "0",
	  .offset = FIELD(steps),
	  .max = 1 << 30,
	  .help = "most steps; 0: as many as the epochs have" },
	{ .type = MOMUS_OPT_INT,
	  .name = "solutions",
	  .value = "0",
	  .offset = FIELD(solutions),
	  .max = 10000,
	  .help = "first solutions of a problem; 0: 1, or those of first" },
	{ .type = MOMUS_OPT_FILE,
	  .name = "first",
	  .offset = FIELD(first),
	  .help = "run whose first solutions are taken; if not set they are "
		  "asked for, once" },
	{ .type = MOMUS_OPT_STR,
	  .name = "reward",
	  .offset = FIELD(reward),
	  .help = "name of the reward that is learnt from; if not set the "
		  "first" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "forged",
	  .value = "nothing",
	  .offset = FIELD(forged),
	  .choices = "nothing|as-is|mask",
	  .help = "what revisions earn that pass by parity and not by the "
		  "strict verdict" },
	{ .type = MOMUS_OPT_INT,
	  .name = "redraws",
	  .value = "3",
	  .offset = FIELD(redraws),
	  .max = 1000,
	  .help = "times that flat groups of a step are replaced, if the "
		  "trainer asks for it" },
	{ .type = MOMUS_OPT_INT,
	  .name = "probe_every",
	  .value = "0",
	  .offset = FIELD(probe_every),
	  .max = 1 << 30,
	  .help = "steps from one measurement of the gradient's variance to "
		  "the next; 0: none" },
	{ .type = MOMUS_OPT_INT,
	  .name = "probe_answers",
	  .value = "256",
	  .offset = FIELD(probe_answers),
	  .min = 2,
	  .max = 1 << 30,
	  .help = "most critiques that are measured, each by itself" },
	{ .type = MOMUS_OPT_BOOL,
	  .name = "keep_rollouts",
	  .value = "true",
	  .offset = FIELD(keep_rollouts),
	  .help = "runs of steps stay when a later checkpoint is there" },
	{ .type = MOMUS_OPT_BOOL,
	  .name = "tensorboard",
	  .value = "true",
	  .offset = FIELD(tensorboard),
	  .help = "writes OUTPUT/tensorboard" },
	MOMUS_OPTION_END,
};

/* Only its table is used: it is no plugin that could be loaded. */
static const struct momus_plugin table = {
	.name = "train",
	.options = options,
	.options_size = sizeof(struct momus_train_options),
};

const struct momus_plugin *momus_train_plan_table(void)
{
	return &table;
}

static const char *const plugin_key[] = { "plugin", NULL };

/* The plugin of KIND that the object KEY of RECIPE names, and its options. */
static int find(struct momus_train_plan *p, const struct momus_recipe *recipe,
		const char *key, uint32_t kind, struct momus_registry *registry,
		const struct momus_plugin **plugin, void **opt,
		struct momus_error *err)
{
	const cJSON *object = cJSON_GetObjectItem(recipe->root, key);
	const cJSON *name = cJSON_GetObjectItem(object, "plugin");
	int rc;

	if (!cJSON_IsString(name))
		return momus_recipe_fail(recipe, key, err,
					 "expected {\"plugin\": \"…\", …}");
	rc = momus_registry_find(registry, kind, name->valuestring, plugin,
				 err);
	if (rc == MOMUS_OK)
		rc = momus_options_fill(*plugin, object, key, recipe->folder,
					plugin_key, p->arena, opt, err);
	if (rc == MOMUS_OK)
		momus_buffer_printf(&p->identity, ",\"%s\":", key);
	return rc < 0 ? rc
		      : momus_model_options(*plugin, *opt, &p->identity, err);
}

static int open_model(struct momus_train_plan *p,
		      const struct momus_recipe *recipe,
		      struct momus_registry *registry, struct momus_error *err)
{
	const struct momus_plugin *plugin;
	void *opt;
	int rc = find(p, recipe, "model", MOMUS_KIND_BACKEND, registry, &plugin,
		      &opt, err);

	if (rc < 0)
		return rc;
	p->plugin = plugin;
	p->model_options = opt;
	p->backend = plugin->ops.backend;
	p->engine =
		MOMUS_HAS(p->backend, trainable) ? p->backend->trainable : NULL;
	if (!p->engine || !MOMUS_HAS(p->engine, load) || !p->engine->backward ||
	    !p->engine->step || !p->engine->save || !p->engine->load)
		return momus_recipe_fail(recipe, "model.plugin", err,
					 "backend %s cannot learn; native can",
					 plugin->name);
	return p->backend->open(&p->model, opt, err);
}

static int open_trainer(struct momus_train_plan *p,
			const struct momus_recipe *recipe,
			struct momus_registry *registry,
			struct momus_error *err)
{
	const struct momus_plugin *plugin;
	void *opt;
	int rc = find(p, recipe, "trainer", MOMUS_KIND_TRAINER, registry,
		      &plugin, &opt, err);

	if (rc == MOMUS_OK)
		rc = plugin->ops.trainer->open(&p->algorithm, opt, err);
	if (rc < 0)
		return rc;
	p->trainer = plugin->ops.trainer;
	p->trainer_plugin = plugin;
	p->trainer->training(p->algorithm, &p->training);
	if (!p->training.passes)
		p->training.passes = 1;
	return MOMUS_OK;
}

/* Rows or rollouts: what the trainer does not learn from is not there. */
static int choose_source(struct momus_train_plan *p,
			 const struct momus_recipe *recipe,
			 struct momus_registry *registry,
			 struct momus_error *err)
{
	const char *key = momus_rollplan_given(recipe);

	if (p->training.rewards && p->options->data)
		return momus_recipe_fail(
			recipe, "data", err,
			"this trainer learns from rewards, and "
			"rows have none; give task, generator "
			"and rewards, or the trainer sft");
	if (p->training.rewards)
		return momus_rollplan_open(&p->rollouts, p, recipe, registry,
					   err);
	if (key)
		return momus_recipe_fail(recipe, key, err,
					 "this trainer learns from the rows of "
					 "data; remove the key, or choose the "
					 "trainer grpo");
	return p->options->data
		       ? MOMUS_OK
		       : momus_recipe_fail(recipe, "", err,
					   "\"data\" is missing; add it: rows "
					   "to learn from, JSON Lines");
}

/* What a log says of the training. */
static int describe(struct momus_train_plan *p,
		    const struct momus_recipe *recipe, struct momus_error *err)
{
	const char *of_runs = p->rollouts ? p->rollouts->setup->plugins : NULL;
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, (size_t)1 << 24);
	momus_json_canonical(recipe->root, &b);
	p->recipe = momus_arena_copy(p->arena, momus_buffer_text(&b)).ptr;
	momus_buffer_reset(&b);
	momus_buffer_printf(&b, "{\"trainer/%s\":", p->trainer_plugin->name);
	momus_buffer_json(&b, momus_text_of(p->trainer_plugin->version));
	if (of_runs) { /* the model that learns is their critic */
		momus_buffer_printf(&b, ",%s", of_runs + 1);
	} else {
		momus_buffer_printf(&b, ",\"backend/%s\":", p->plugin->name);
		momus_buffer_json(&b, momus_text_of(p->plugin->version));
		momus_buffer_putc(&b, '}');
	}
	p->plugins = momus_arena_copy(p->arena, momus_buffer_text(&b)).ptr;
	rc = momus_buffer_check(&b, "the recipe", err);
	momus_buffer_release(&b);
	if (rc == MOMUS_OK && (!p->recipe || !p->plugins))
		rc = momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
	return rc;
}

int momus_train_plan_open(struct momus_train_plan *out,
			  const struct momus_recipe *recipe,
			  struct momus_registry *registry,
			  struct momus_error *err)
{
	void *opt = NULL;
	int rc;

	memset(out, 0, sizeof *out);
	momus_buffer_init(&out->identity, (size_t)1 << 24);
	out->arena = momus_arena_create((size_t)64 << 20);
	if (!out->arena)
		return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
	rc = momus_options_fill(&table, recipe->root, "train", recipe->folder,
				momus_rollplan_keys(), out->arena, &opt, err);
	out->options = opt;
	if (rc == MOMUS_OK)
		momus_buffer_printf(&out->identity,
				    "{\"seed\":%lld,\"chunk\":%lld,"
				    "\"held_out\":",
				    (long long)out->options->seed,
				    (long long)out->options->chunk);
	if (rc == MOMUS_OK)
		momus_buffer_real(&out->identity, out->options->held_out);
	if (rc == MOMUS_OK)
		rc = open_trainer(out, recipe, registry, err);
	if (rc == MOMUS_OK)
		rc = open_model(out, recipe, registry, err);
	if (rc == MOMUS_OK)
		rc = choose_source(out, recipe, registry, err);
	momus_buffer_puts(&out->identity, "}");
	if (rc == MOMUS_OK)
		rc = momus_buffer_check(&out->identity, "the recipe", err);
	if (rc == MOMUS_OK)
		rc = describe(out, recipe, err);
	if (rc < 0)
		momus_train_plan_release(out);
	return rc;
}

void momus_train_plan_release(struct momus_train_plan *p)
{
	momus_rollplan_free(p->rollouts);
	if (p->algorithm)
		p->trainer->close(p->algorithm);
	if (p->model)
		p->backend->close(p->model);
	momus_buffer_release(&p->identity);
	momus_arena_free(p->arena);
	memset(p, 0, sizeof *p);
}
