/* recipe.c - see recipe.h: keys, types, ranges and what contradicts what */
#include "config.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/options.h"
#include "host/recipe.h"

enum slot_type {
	SLOT_STR,    /* const char * */
	SLOT_INT,    /* int64_t in [min, max] */
	SLOT_REAL,   /* double in [min, max] */
	SLOT_CHOICE, /* int: index into .choices */
	SLOT_FLAG,   /* bool: whether it is the second of .choices */
	SLOT_GROUP,  /* an object whose keys are slots too */
	SLOT_PLUGIN, /* an object whose other keys are a plugin's options */
	SLOT_WIDTHS,
	SLOT_STOPS, /* list of strings of one purpose */
	SLOT_LIST,  /* a list of objects, looked into later */
};

struct slot {
	const char *path;
	enum slot_type type;
	size_t offset; /* in struct momus_recipe */
	double min, max;
	const char *choices; /* "a|b" */
};

static const char stop_names[] = "never|when-judged-correct|after-critiques";
static const char feedback_names[] = "none|execution|critic|critic+hint|self";

#define AT(member) offsetof(struct momus_recipe, member)
#define PURPOSE(name, i)                                                     \
	{ "sampling." name, SLOT_GROUP, 0, 0, 0, NULL },                     \
		{ "sampling." name ".temperature",                           \
		  SLOT_REAL,                                                 \
		  AT(sampling[i].temperature),                               \
		  0,                                                         \
		  100,                                                       \
		  NULL },                                                    \
		{ "sampling." name ".top_p",                                 \
		  SLOT_REAL,                                                 \
		  AT(sampling[i].top_p),                                     \
		  0,                                                         \
		  1,                                                         \
		  NULL },                                                    \
		{ "sampling." name ".min_p",                                 \
		  SLOT_REAL,                                                 \
		  AT(sampling[i].min_p),                                     \
		  0,                                                         \
		  1,                                                         \
		  NULL },                                                    \
		{ "sampling." name ".repetition_penalty",                    \
		  SLOT_REAL,                                                 \
		  AT(sampling[i].repetition_penalty),                        \
		  0,                                                         \
		  100,                                                       \
		  NULL },                                                    \
		{ "sampling." name ".top_k",                                 \
		  SLOT_INT,                                                  \
		  AT(sampling[i].top_k),                                     \
		  1,                                                         \
		  1e9,                                                       \
		  NULL },                                                    \
		{ "sampling." name ".max_tokens",                            \
		  SLOT_INT,                                                  \
		  AT(sampling[i].max_tokens),                                \
		  1,                                                         \
		  1e9,                                                       \
		  NULL },                                                    \
		{ "sampling." name ".logprobs",                              \
		  SLOT_INT,                                                  \
		  AT(sampling[i].logprobs),                                  \
		  0,                                                         \
		  1000,                                                      \
		  NULL },                                                    \
	{                                                                    \
		"sampling." name ".stop", SLOT_STOPS, AT(sampling[i]), 0, 0, \
			NULL                                                 \
	}

static const struct slot slots[] = {
	{ "name", SLOT_STR, AT(name), 0, 0, NULL },
	{ "note", SLOT_STR, AT(note), 0, 0, NULL },
	{ "seed", SLOT_INT, AT(seed), 0, 9007199254740992.0, NULL },
	{ "task", SLOT_PLUGIN, AT(task), 0, 0, NULL },
	{ "task.plugin", SLOT_STR, AT(task_plugin), 0, 0, NULL },
	{ "task.data", SLOT_STR, 0, 0, 0, NULL },
	{ "task.exclude", SLOT_STR, 0, 0, 0, NULL },
	{ "task.grader", SLOT_STR, AT(grader), 0, 0, NULL },
	{ "generator", SLOT_PLUGIN, AT(generator.object), 0, 0, NULL },
	{ "generator.plugin", SLOT_STR, AT(generator.plugin), 0, 0, NULL },
	{ "generator.price_prompt", SLOT_REAL, AT(generator.price_prompt), 0,
	  1e9, NULL },
	{ "generator.price_completion", SLOT_REAL,
	  AT(generator.price_completion), 0, 1e9, NULL },
	{ "critic", SLOT_PLUGIN, AT(critic.object), 0, 0, NULL },
	{ "critic.plugin", SLOT_STR, AT(critic.plugin), 0, 0, NULL },
	{ "critic.price_prompt", SLOT_REAL, AT(critic.price_prompt), 0, 1e9,
	  NULL },
	{ "critic.price_completion", SLOT_REAL, AT(critic.price_completion), 0,
	  1e9, NULL },
	{ "feedback", SLOT_CHOICE, AT(feedback), 0, 0, feedback_names },
	{ "widths", SLOT_WIDTHS, 0, 0, 0, NULL },
	{ "votes", SLOT_INT, AT(votes), 1, 10000, NULL },
	{ "stop", SLOT_CHOICE, AT(stop), 0, 0, stop_names },
	{ "sampling", SLOT_GROUP, 0, 0, 0, NULL },
	PURPOSE("generate", MOMUS_PURPOSE_GENERATE),
	PURPOSE("critique", MOMUS_PURPOSE_CRITIQUE),
	PURPOSE("revise", MOMUS_PURPOSE_REVISE),
	{ "limits", SLOT_GROUP, 0, 0, 0, NULL },
	{ "limits.requests", SLOT_INT, AT(requests), 1, 1e6, NULL },
	{ "limits.programs", SLOT_INT, AT(programs), 0, 1e5, NULL },
	{ "limits.failures", SLOT_INT, AT(failures), 0, 1000, NULL },
	{ "limits.failure_bytes", SLOT_INT, AT(failure_bytes), 0, 1e6, NULL },
	{ "limit", SLOT_INT, AT(limit), 1, 1e9, NULL },
	{ "budget", SLOT_GROUP, 0, 0, 0, NULL },
	{ "budget.tokens", SLOT_REAL, AT(budget_tokens), 1, 1e18, NULL },
	{ "budget.hours", SLOT_REAL, AT(budget_hours), 1e-6, 1e6, NULL },
	{ "budget.cost", SLOT_REAL, AT(budget_cost), 1e-6, 1e9, NULL },
	{ "cell", SLOT_GROUP, 0, 0, 0, NULL },
	{ "cell.study", SLOT_STR, AT(cell.study), 0, 0, NULL },
	{ "cell.generator", SLOT_STR, AT(cell.generator), 0, 0, NULL },
	{ "cell.benchmark", SLOT_STR, AT(cell.benchmark), 0, 0, NULL },
	{ "cell.row", SLOT_STR, AT(cell.row), 0, 0, NULL },
	{ "cell.baseline", SLOT_STR, AT(cell.baseline), 0, 0, NULL },
	{ "cell.place", SLOT_INT, AT(cell.place), 0, 1e9, NULL },
	{ "sandbox", SLOT_FLAG, AT(best_effort), 0, 0, "strict|best-effort" },
	{ "rewards", SLOT_LIST, AT(rewards), 0, 0, NULL },
	{ "reward_noise", SLOT_GROUP, 0, 0, 0, NULL },
	{ "reward_noise.flip", SLOT_REAL, AT(noise_flip), 0, 1, NULL },
	{ "reward_noise.hide_tests", SLOT_REAL, AT(noise_hide), 0, 1, NULL },
	{ "prompts", SLOT_GROUP, 0, 0, 0, NULL },
	{ "prompts.generate", SLOT_STR, AT(prompts[MOMUS_PROMPT_GENERATE]), 0,
	  0, NULL },
	{ "prompts.critique", SLOT_STR, AT(prompts[MOMUS_PROMPT_CRITIQUE]), 0,
	  0, NULL },
	{ "prompts.critique_hint", SLOT_STR,
	  AT(prompts[MOMUS_PROMPT_CRITIQUE_HINT]), 0, 0, NULL },
	{ "prompts.revise", SLOT_STR, AT(prompts[MOMUS_PROMPT_REVISE]), 0, 0,
	  NULL },
	{ "prompts.execution", SLOT_STR, AT(prompts[MOMUS_PROMPT_EXECUTION]), 0,
	  0, NULL },
};

enum { N_SLOTS = sizeof slots / sizeof *slots };

static const struct slot *slot_find(const char *path)
{
	for (size_t i = 0; i < N_SLOTS; i++)
		if (strcmp(slots[i].path, path) == 0)
			return &slots[i];
	return NULL;
}

/* Index of VALUE in CHOICES ("a|b|c"); -1 if it is none. */
static int choice(const char *choices, const char *value)
{
	size_t len = strlen(value);

	for (int i = 0;; i++) {
		size_t n = strcspn(choices, "|");

		if (n == len && memcmp(choices, value, n) == 0)
			return i;
		if (!choices[n])
			return -1;
		choices += n + 1;
	}
}

const char *momus_feedback_name(int feedback)
{
	static const char *const names[] = { "none", "execution", "critic",
					     "critic+hint", "self" };

	return names[feedback];
}

const char *momus_stop_name(int stop)
{
	static const char *const names[] = { "never", "when-judged-correct",
					     "after-critiques" };

	return names[stop];
}

static const char *kind_of(const cJSON *v)
{
	return cJSON_IsString(v)   ? "a string"
	       : cJSON_IsNumber(v) ? "a number"
	       : cJSON_IsObject(v) ? "an object"
	       : cJSON_IsArray(v)  ? "a list"
	       : cJSON_IsBool(v)   ? "true or false"
				   : "null";
}

static int wrong_type(const struct momus_recipe *r, const char *path,
		      const char *expected, const cJSON *v,
		      struct momus_error *err)
{
	return momus_recipe_fail(r, path, err, "expected %s, found %s",
				 expected, kind_of(v));
}

static int take_number(struct momus_recipe *r, const struct slot *s,
		       const cJSON *v, struct momus_error *err)
{
	double x = v->valuedouble;
	void *field = (char *)r + s->offset;

	if (!cJSON_IsNumber(v))
		return wrong_type(r, s->path, "a number", v, err);
	if (s->type == SLOT_INT && x != floor(x))
		return momus_recipe_fail(r, s->path, err,
					 "expected a whole number, found %g",
					 x);
	if (!(x >= s->min && x <= s->max))
		return momus_recipe_fail(r, s->path, err,
					 "expected %.16g to %.16g, found %.16g",
					 s->min, s->max, x);
	if (s->type == SLOT_INT)
		*(int64_t *)field = (int64_t)x;
	else
		*(double *)field = x;
	return MOMUS_OK;
}

static int take_choice(struct momus_recipe *r, const struct slot *s,
		       const cJSON *v, struct momus_error *err)
{
	int i;

	if (!cJSON_IsString(v))
		return wrong_type(r, s->path, s->choices, v, err);
	i = choice(s->choices, v->valuestring);
	if (i < 0)
		return momus_recipe_fail(r, s->path, err,
					 "expected one of %s, found \"%s\"",
					 s->choices, v->valuestring);
	if (s->type == SLOT_FLAG)
		*(bool *)((char *)r + s->offset) = i == 1;
	else
		*(int *)((char *)r + s->offset) = i;
	return MOMUS_OK;
}

static int take_widths(struct momus_recipe *r, const cJSON *v,
		       struct momus_error *err)
{
	int n = cJSON_GetArraySize(v);
	double nodes = 1;

	if (!cJSON_IsArray(v))
		return wrong_type(r, "widths", "a list of numbers", v, err);
	if (n < 2 || n > MOMUS_RECIPE_TURNS + 2)
		return momus_recipe_fail(
			r, "widths", err,
			"expected 2 to %d entries (1, first solutions, then "
			"one a turn), found %d",
			MOMUS_RECIPE_TURNS + 2, n);
	for (int i = 0; i < n; i++) {
		const cJSON *w = cJSON_GetArrayItem(v, i);
		double x = w->valuedouble;

		if (!cJSON_IsNumber(w))
			return wrong_type(r, "widths", "a list of numbers", w,
					  err);
		nodes *= x;
		if (x != floor(x) || x < 1 || nodes > 1e8)
			return momus_recipe_fail(
				r, "widths", err,
				"entry %d: expected a whole number from 1 on, "
				"their product at most 1e8; found %g",
				i + 1, x);
		if (i)
			r->widths[i - 1] = (uint32_t)x;
		else if (x != 1)
			return momus_recipe_fail(
				r, "widths", err,
				"the first entry stands for the problem itself "
				"and must be 1, found %g; write 1,%g,… for %g "
				"first solutions",
				x, x, x);
	}
	r->turns = (uint32_t)n - 2;
	return MOMUS_OK;
}

static int take_stops(struct momus_recipe *r, const struct slot *s,
		      const cJSON *v, struct momus_error *err)
{
	struct momus_sampling *sampling = (void *)((char *)r + s->offset);
	struct momus_text *stops = r->stops[sampling - r->sampling];
	int n = cJSON_GetArraySize(v);

	if (!cJSON_IsArray(v) || n > MOMUS_RECIPE_STOPS)
		return momus_recipe_fail(
			r, s->path, err,
			"expected a list of at most %d strings",
			MOMUS_RECIPE_STOPS);
	for (int i = 0; i < n; i++) {
		const cJSON *item = cJSON_GetArrayItem(v, i);

		if (!cJSON_IsString(item))
			return wrong_type(r, s->path, "strings", item, err);
		if (!*item->valuestring)
			return momus_recipe_fail(r, s->path, err,
						 "expected strings, each with "
						 "at least one character");
		stops[i] = momus_text_of(item->valuestring);
	}
	sampling->stop = stops;
	sampling->n_stop = (size_t)n;
	return MOMUS_OK;
}

static int take_list(struct momus_recipe *r, const struct slot *s,
		     const cJSON *v, struct momus_error *err)
{
	const cJSON *item;

	if (!cJSON_IsArray(v))
		return wrong_type(r, s->path, "a list of objects", v, err);
	cJSON_ArrayForEach(item, v)
	{
		if (!cJSON_IsObject(item))
			return wrong_type(r, s->path, "a list of objects", item,
					  err);
	}
	*(const cJSON **)((char *)r + s->offset) = v;
	return MOMUS_OK;
}

static int take(struct momus_recipe *r, const struct slot *s, const cJSON *v,
		struct momus_error *err)
{
	switch (s->type) {
	case SLOT_INT:
	case SLOT_REAL:
		return take_number(r, s, v, err);
	case SLOT_CHOICE:
	case SLOT_FLAG:
		return take_choice(r, s, v, err);
	case SLOT_WIDTHS:
		return take_widths(r, v, err);
	case SLOT_STOPS:
		return take_stops(r, s, v, err);
	case SLOT_LIST:
		return take_list(r, s, v, err);
	case SLOT_STR:
		if (!cJSON_IsString(v))
			return wrong_type(r, s->path, "a string", v, err);
		if (s->offset)
			*(const char **)((char *)r + s->offset) =
				v->valuestring;
		return MOMUS_OK;
	case SLOT_PLUGIN:
	case SLOT_GROUP:
		if (!cJSON_IsObject(v))
			return wrong_type(r, s->path, "an object", v, err);
		if (s->type == SLOT_PLUGIN)
			*(const cJSON **)((char *)r + s->offset) = v;
		return MOMUS_OK;
	}
	return MOMUS_OK;
}

/* The name of SLOT if it lies right in the object PREFIX, else NULL. */
static const char *name_in(const struct slot *s, const char *prefix)
{
	size_t n = strlen(prefix);
	const char *name = s->path + n + (n ? 1 : 0);

	if (strncmp(s->path, prefix, n) != 0 || (n && s->path[n] != '.') ||
	    strchr(name, '.'))
		return NULL;
	return name;
}

/* What a file with the top-level KEY is, if another command takes it; else NULL. */
static const char *whose_key(const struct momus_recipe *r, const char *key)
{
	if (strcmp(key, "study") == 0)
		return "a study, which only momus run takes; name a recipe, of "
		       "one run";
	if (cJSON_HasObjectItem(r->root, "trainer"))
		return "a key of a training, which momus train takes";
	if (strcmp(key, "synthesis") == 0)
		return "a key of rows to train on, which momus synthesize "
		       "makes";
	return NULL;
}

static int unknown_key(const struct momus_recipe *r, const char *path,
		       const char *prefix, const char *key,
		       struct momus_error *err)
{
	const char *names[N_SLOTS], *near;
	struct momus_buffer all;
	size_t n = 0;
	int rc;

	if (!*prefix && whose_key(r, key))
		return momus_recipe_fail(r, path, err, "%s", whose_key(r, key));
	momus_buffer_init(&all, 512);
	for (size_t i = 0; i < N_SLOTS; i++) {
		const char *name = name_in(&slots[i], prefix);

		if (name) {
			names[n++] = name;
			momus_buffer_printf(&all, "%s%s", n > 1 ? ", " : "",
					    name);
		}
	}
	near = momus_nearest(key, names, n);
	rc = near ? momus_recipe_fail(r, path, err,
				      "unknown key; did you mean \"%s\"?", near)
		  : momus_recipe_fail(r, path, err, "unknown key; known are %s",
				      all.ptr ? all.ptr : "");
	momus_buffer_release(&all);
	return rc;
}

static int check_object(struct momus_recipe *r, const cJSON *object,
			const char *prefix, bool closed,
			struct momus_error *err)
{
	const cJSON *v;

	cJSON_ArrayForEach(v, object)
	{
		char path[256];
		const struct slot *s;
		int rc;

		if (snprintf(path, sizeof path, "%s%s%s", prefix,
			     *prefix ? "." : "", v->string) >= (int)sizeof path)
			return momus_recipe_fail(r, prefix, err,
						 "a key is too long");
		if (cJSON_GetObjectItemCaseSensitive(object, v->string) != v)
			return momus_recipe_fail(r, path, err,
						 "the key is there twice; "
						 "remove one");
		s = strchr(v->string, '.') ? NULL : slot_find(path);
		if (!s && closed)
			return unknown_key(r, path, prefix, v->string, err);
		if (!s)
			continue;
		rc = take(r, s, v, err);
		if (rc == MOMUS_OK &&
		    (s->type == SLOT_GROUP || s->type == SLOT_PLUGIN))
			rc = check_object(r, v, path, s->type == SLOT_GROUP,
					  err);
		if (rc < 0)
			return rc;
	}
	return MOMUS_OK;
}

/* A recipe may be set and checked again: nothing of the last time stays. */
static void set_defaults(struct momus_recipe *r)
{
	free(r->data);
	free(r->exclude);
	*r = (struct momus_recipe){ .origin = r->origin,
				    .folder = r->folder,
				    .text = r->text,
				    .text_len = r->text_len,
				    .root = r->root,
				    .given = r->given,
				    .n_given = r->n_given };
	r->name = "run";
	r->note = "";
	r->seed = 1;
	r->votes = 1;
	r->requests = 64;
	r->failures = MOMUS_RECIPE_FAILURES;
	r->failure_bytes = MOMUS_RECIPE_FAILURE_BYTES;
	r->feedback = -1;
	r->generator.price_prompt = r->generator.price_completion = NAN;
	r->critic.price_prompt = r->critic.price_completion = NAN;
	for (int i = 0; i < 3; i++)
		r->sampling[i] = (struct momus_sampling){
			.temperature = i == MOMUS_PURPOSE_REVISE ? 0 : 0.7,
			.top_p = NAN,
			.min_p = NAN,
			.repetition_penalty = NAN,
			.top_k = -1,
			.max_tokens = 1024,
			.logprobs = -1,
		};
}

/* What contradicts what; every message names the way out. */
static int check_feedback(struct momus_recipe *r, struct momus_error *err)
{
	bool needs_critic, has_critic = r->critic.object != NULL;

	if (r->feedback < 0)
		r->feedback = has_critic ? MOMUS_FEEDBACK_CRITIC
					 : MOMUS_FEEDBACK_NONE;
	needs_critic = r->feedback == MOMUS_FEEDBACK_CRITIC ||
		       r->feedback == MOMUS_FEEDBACK_CRITIC_HINT;
	if (has_critic && !needs_critic)
		return momus_recipe_fail(
			r, "critic", err,
			"a critic is given, but feedback \"%s\" "
			"asks none; remove one of the two",
			momus_feedback_name(r->feedback));
	if (!has_critic && needs_critic)
		return momus_recipe_fail(r, "feedback", err,
					 "\"%s\" needs a critic, and none is "
					 "given",
					 momus_feedback_name(r->feedback));
	if (!r->widths[0]) {
		r->widths[0] = 1;
		r->turns = r->feedback != MOMUS_FEEDBACK_NONE;
		r->widths[1] = 1;
	}
	if (r->turns && r->feedback == MOMUS_FEEDBACK_NONE)
		return momus_recipe_fail(r, "widths", err,
					 "%u turns are asked for, but feedback "
					 "is \"none\"; choose a feedback, or "
					 "keep two entries",
					 r->turns);
	if (r->turns)
		needs_critic |= r->feedback == MOMUS_FEEDBACK_SELF;
	if (r->votes > 1 && !needs_critic)
		return momus_recipe_fail(r, "votes", err,
					 "votes need critiques, and feedback "
					 "\"%s\" has none",
					 momus_feedback_name(r->feedback));
	if (r->stop == MOMUS_STOP_AFTER_CRITIQUES && r->turns > 1)
		return momus_recipe_fail(r, "widths", err,
					 "%u turns are asked for, but nothing "
					 "follows the first turn's critiques; "
					 "keep three entries",
					 r->turns);
	if (r->stop != MOMUS_STOP_NEVER && !needs_critic)
		return momus_recipe_fail(r, "stop", err,
					 "nothing is judged with feedback "
					 "\"%s\"; use \"never\"",
					 momus_feedback_name(r->feedback));
	return MOMUS_OK;
}

static int require(const struct momus_recipe *r, const char *path,
		   const char *option, const char *value,
		   struct momus_error *err)
{
	if (!value)
		return momus_recipe_fail(
			r, "", err, "\"%s\" is missing; add it, or give %s",
			path, option);
	return *value ? MOMUS_OK
		      : momus_recipe_fail(r, path, err,
					  "is empty; give it a value, or %s",
					  option);
}

int momus_recipe_check(struct momus_recipe *r, bool recorded,
		       struct momus_error *err)
{
	const cJSON *data, *exclude;
	int rc;

	set_defaults(r);
	rc = check_object(r, r->root, "", true, err);
	data = cJSON_GetObjectItemCaseSensitive(r->task, "data");
	exclude = cJSON_GetObjectItemCaseSensitive(r->task, "exclude");
	if (rc == MOMUS_OK)
		rc = require(r, "task.plugin", "--task", r->task_plugin, err);
	if (rc == MOMUS_OK)
		rc = require(r, "task.data", "--data",
			     data ? data->valuestring : NULL, err);
	if (rc == MOMUS_OK && !recorded)
		rc = require(r, "generator.plugin", "--generator",
			     r->generator.plugin, err);
	if (rc == MOMUS_OK && r->critic.object)
		rc = require(r, "critic.plugin", "--critic", r->critic.plugin,
			     err);
	if (rc == MOMUS_OK)
		rc = check_feedback(r, err);
	if (rc < 0)
		return rc;
	r->data = momus_recipe_path(r, data->valuestring);
	if (exclude)
		r->exclude = momus_recipe_path(r, exclude->valuestring);
	return r->data && (r->exclude || !exclude)
		       ? MOMUS_OK
		       : momus_fail(err, MOMUS_ENOMEM, "recipe: out of memory");
}
