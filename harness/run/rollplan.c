/* rollplan.c - see rollplan.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "host/options.h"
#include "run/model.h"
#include "run/trainplan.h"
#include "store/reader.h"

static const char *const keys[] = {
	"task",	     "generator", "rewards",	  "sampling", "prompts",
	"limits",    "limit",	  "reward_noise", "sandbox",  "feedback",
	"reference", "model",	  "trainer",	  NULL
};

const char *const *momus_rollplan_keys(void)
{
	return keys;
}

const char *momus_rollplan_given(const struct momus_recipe *recipe)
{
	for (size_t i = 0; strcmp(keys[i], "model") != 0; i++)
		if (cJSON_GetObjectItemCaseSensitive(recipe->root, keys[i]))
			return keys[i];
	return NULL;
}

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
}

/* Copies member NAME of FROM to TO, if it is there. */
static void copy(cJSON *to, const cJSON *from, const char *name)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(from, name);

	if (value)
		cJSON_AddItemToObject(to, name, cJSON_Duplicate(value, 1));
}

/* What both recipes have. */
static cJSON *common(const struct momus_train_plan *p, const cJSON *from)
{
	static const char *const both[] = { "task",   "generator", "sampling",
					    "limits", "limit",	   "prompts",
					    "sandbox" };
	cJSON *o = cJSON_CreateObject();

	cJSON_AddStringToObject(o, "name", p->options->name);
	cJSON_AddNumberToObject(o, "seed", (double)p->options->seed);
	for (size_t i = 0; i < sizeof both / sizeof *both; i++)
		copy(o, from, both[i]);
	return o;
}

static void add_widths(cJSON *o, const double *widths, int n)
{
	cJSON *list = cJSON_AddArrayToObject(o, "widths");

	for (int i = 0; i < n; i++)
		cJSON_AddItemToArray(list, cJSON_CreateNumber(widths[i]));
}

/* The trainer's temperature, and nothing that cuts the distribution: scores are
 * of what was drawn from. */
static void add_critique_sampling(cJSON *o, const struct momus_training *t)
{
	cJSON *all = cJSON_GetObjectItemCaseSensitive(o, "sampling"), *own;

	if (!all)
		all = cJSON_AddObjectToObject(o, "sampling");
	own = cJSON_AddObjectToObject(all, "critique");
	cJSON_AddNumberToObject(own, "temperature", t->temperature);
	cJSON_AddNumberToObject(own, "max_tokens", t->max_answer);
}

static cJSON *step_object(const struct momus_train_plan *p, const cJSON *from,
			  uint32_t solutions)
{
	const double widths[] = { 1, solutions, p->training.group };
	cJSON *o = common(p, from);

	copy(o, from, "rewards");
	copy(o, from, "reward_noise");
	copy(o, from, "feedback");
	if (!cJSON_HasObjectItem(o, "feedback"))
		cJSON_AddStringToObject(o, "feedback", "critic");
	cJSON_AddItemToObject(
		o, "critic",
		cJSON_Duplicate(cJSON_GetObjectItemCaseSensitive(from, "model"),
				1));
	add_widths(o, widths, 3);
	add_critique_sampling(o, &p->training);
	return o;
}

static cJSON *first_object(const struct momus_train_plan *p, const cJSON *from,
			   uint32_t solutions)
{
	const double widths[] = { 1, solutions };
	cJSON *o = common(p, from);

	cJSON_AddStringToObject(o, "feedback", "none");
	add_widths(o, widths, 2);
	return o;
}

/* ROOT as a recipe, checked; its messages name lines of RECIPE. */
static int make(struct momus_recipe **out, cJSON *root,
		const struct momus_recipe *recipe, struct momus_error *err)
{
	int rc = momus_recipe_take(out, root, recipe->origin, recipe->folder,
				   err);

	if (rc == MOMUS_OK && recipe->text) {
		(*out)->text = strdup(recipe->text);
		(*out)->text_len = recipe->text_len;
		if (!(*out)->text)
			rc = no_memory(err);
	}
	return rc < 0 ? rc : momus_recipe_check(*out, false, err);
}

/* How many first solutions a problem has. */
static int count_solutions(const struct momus_train_options *o, uint32_t *n,
			   struct momus_error *err)
{
	struct momus_run *run;
	int rc;

	*n = o->solutions ? (uint32_t)o->solutions : 1;
	if (!o->first)
		return MOMUS_OK;
	rc = momus_run_open(&run, o->first, err);
	if (rc < 0)
		return rc;
	if (!o->solutions)
		*n = momus_run_head(run)->widths[0];
	else if (*n > momus_run_head(run)->widths[0])
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s: has %u first solutions of a problem, and "
				"solutions asks for %u",
				o->first, momus_run_head(run)->widths[0], *n);
	momus_run_close(run);
	return rc;
}

static int make_recipes(struct momus_rollplan *r,
			const struct momus_train_plan *p,
			const struct momus_recipe *recipe,
			struct momus_error *err)
{
	const cJSON *sampling =
		cJSON_GetObjectItemCaseSensitive(recipe->root, "sampling");
	const cJSON *feedback =
		cJSON_GetObjectItemCaseSensitive(recipe->root, "feedback");
	uint32_t solutions;
	int rc = count_solutions(p->options, &solutions, err);

	if (rc == MOMUS_OK && cJSON_IsString(feedback) &&
	    strncmp(feedback->valuestring, "critic", 6) != 0)
		rc = momus_recipe_fail(recipe, "feedback", err,
				       "a critic is trained by \"critic\" or "
				       "\"critic+hint\"");
	if (rc == MOMUS_OK && cJSON_HasObjectItem(sampling, "critique"))
		rc = momus_recipe_fail(
			recipe, "sampling.critique", err,
			"critiques are drawn as they are scored; remove it, "
			"and set trainer.temperature and trainer.max_answer");
	if (rc == MOMUS_OK)
		rc = make(&r->first, first_object(p, recipe->root, solutions),
			  recipe, err);
	if (rc == MOMUS_OK)
		rc = make(&r->step, step_object(p, recipe->root, solutions),
			  recipe, err);
	if (rc == MOMUS_OK && !cJSON_GetArraySize(r->step->rewards))
		rc = momus_recipe_fail(recipe, "", err,
				       "\"rewards\" is missing; add it, such "
				       "as [{\"plugin\": \"execution\"}]");
	return rc;
}

static int find_reward(struct momus_rollplan *r, const char *name,
		       const struct momus_recipe *recipe,
		       struct momus_error *err)
{
	const struct momus_rewards *all = r->setup->rewards;

	if (!name)
		return MOMUS_OK;
	for (size_t i = 0; i < momus_rewards_n(all); i++)
		if (strcmp(momus_rewards_name(all, i), name) == 0) {
			r->reward = i;
			return MOMUS_OK;
		}
	return momus_recipe_fail(recipe, "reward", err,
				 "no entry of rewards is called \"%s\"", name);
}

/* The model to stay near: another one, or the same as it is at the beginning. */
static int open_reference(struct momus_rollplan *r, struct momus_train_plan *p,
			  const struct momus_recipe *recipe,
			  struct momus_error *err)
{
	static const char *const plugin_key[] = { "plugin", NULL };
	const char *where = "reference";
	const cJSON *given =
		cJSON_GetObjectItemCaseSensitive(recipe->root, where);
	const cJSON *name = cJSON_GetObjectItemCaseSensitive(given, "plugin");
	const struct momus_plugin *plugin = p->plugin;
	void *options = p->model_options;
	int rc = MOMUS_OK;

	if (given && !cJSON_IsString(name))
		return momus_recipe_fail(recipe, where, err,
					 "expected {\"plugin\": \"…\", …}");
	if (given)
		rc = momus_registry_find(r->registry, MOMUS_KIND_BACKEND,
					 name->valuestring, &plugin, err);
	if (given && rc == MOMUS_OK)
		rc = momus_options_fill(plugin, given, where, recipe->folder,
					plugin_key, p->arena, &options, err);
	if (given && rc == MOMUS_OK) {
		momus_buffer_puts(&p->identity, ",\"reference\":");
		rc = momus_model_options(plugin, options, &p->identity, err);
	}
	if (rc < 0 || !p->training.reference)
		return rc;
	r->backend = plugin->ops.backend;
	r->engine =
		MOMUS_HAS(r->backend, trainable) ? r->backend->trainable : NULL;
	if (!r->engine || !r->engine->forward)
		return momus_recipe_fail(recipe, "reference.plugin", err,
					 "backend %s gives no "
					 "log-probabilities; native does",
					 plugin->name);
	return r->backend->open(&r->reference, options, err);
}

static void identify(const struct momus_rollplan *r, struct momus_train_plan *p)
{
	const struct momus_train_options *o = p->options;

	momus_buffer_printf(&p->identity,
			    ",\"rollouts\":\"%s\",\"reward\":%zu,\"forged\":"
			    "\"%s\",\"redraws\":%lld,\"first\":",
			    r->setup->key, r->reward, o->forged,
			    (long long)o->redraws);
	momus_buffer_json(&p->identity,
			  momus_text_of(o->first ? o->first : ""));
}

int momus_rollplan_open(struct momus_rollplan **out, struct momus_train_plan *p,
			const struct momus_recipe *recipe,
			struct momus_registry *registry,
			struct momus_error *err)
{
	struct momus_rollplan *r = calloc(1, sizeof *r);
	int rc;

	*out = NULL;
	if (!r)
		return no_memory(err);
	r->registry = registry;
	rc = momus_model_speaks(p->backend, p->model, err);
	if (rc == MOMUS_OK)
		rc = make_recipes(r, p, recipe, err);
	if (rc == MOMUS_OK)
		rc = momus_learner_create(&r->learner, p, err);
	if (rc == MOMUS_OK)
		rc = momus_pool_adopt(&r->pool, r->step->critic.object,
				      momus_learner_plugin(r->learner),
				      p->model_options, r->learner, err);
	if (rc == MOMUS_OK)
		rc = momus_setup_open(&r->setup, r->step, registry, &r->pool,
				      err);
	if (rc == MOMUS_OK)
		rc = find_reward(r, p->options->reward, recipe, err);
	if (rc == MOMUS_OK)
		rc = open_reference(r, p, recipe, err);
	if (rc == MOMUS_OK)
		identify(r, p);
	if (rc < 0)
		momus_rollplan_free(r);
	else
		*out = r;
	return rc;
}

void momus_rollplan_free(struct momus_rollplan *r)
{
	if (!r)
		return;
	if (r->reference)
		r->backend->close(r->reference);
	momus_setup_close(r->setup);
	momus_pool_release(&r->pool);
	momus_learner_free(r->learner);
	momus_recipe_free(r->first);
	momus_recipe_free(r->step);
	free(r);
}
