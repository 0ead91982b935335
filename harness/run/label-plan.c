/* label-plan.c - see label-plan.h */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "host/options.h"
#include "host/paths.h"
#include "run/label-plan.h"
#include "stats/remarks.h"

static const size_t options_limit = (size_t)256 << 20;

#define FIELD(name_) offsetof(struct momus_label_options, name_)

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_FILE,
	  .name = "prompt",
	  .offset = FIELD(prompt),
	  .help = "a template of your own" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "temperature",
	  .value = "0",
	  .offset = FIELD(temperature),
	  .max = 100,
	  .help = "of the judge" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "top_p",
	  .value = "1",
	  .offset = FIELD(top_p),
	  .min = 1e-9,
	  .max = 1,
	  .help = "of the judge" },
	{ .type = MOMUS_OPT_INT,
	  .name = "max_tokens",
	  .value = "1024",
	  .offset = FIELD(max_tokens),
	  .min = 1,
	  .max = 1e9,
	  .help = "of an answer" },
	{ .type = MOMUS_OPT_INT,
	  .name = "seed",
	  .value = "1",
	  .offset = FIELD(seed),
	  .max = 9007199254740992.0,
	  .help = "of the judge's samples and of the choice of critiques" },
	{ .type = MOMUS_OPT_INT,
	  .name = "sample",
	  .value = "0",
	  .offset = FIELD(sample),
	  .max = 1e12,
	  .help = "so many critiques at most; 0: all" },
	{ .type = MOMUS_OPT_INT,
	  .name = "requests",
	  .value = "64",
	  .offset = FIELD(requests),
	  .min = 1,
	  .max = 1e6,
	  .help = "in flight" },
	MOMUS_OPTION_END,
};

/* Only its table is used: it is no plugin that could be loaded. */
static const struct momus_plugin table = {
	.name = "momus",
	.version = "label",
	.options = options,
	.options_size = sizeof(struct momus_label_options),
};

enum { CRITIQUE, SOLUTION, STATEMENT, FIELDS };

static const char *const fields[] = { [CRITIQUE] = "critique",
				      [SOLUTION] = "solution",
				      [STATEMENT] = "statement",
				      [FIELDS] = NULL };
static const char *const needs[] = { "critique", NULL };
static const struct momus_template_rule rule = { fields, needs };

static int read_options(struct momus_label_plan *p, struct momus_error *err)
{
	static const char *const ours[] = { "judge", NULL };
	struct momus_error why = { "" };
	void *opt = NULL;
	int rc = momus_options_fill(&table, p->recipe->root, "label",
				    p->recipe->folder, ours, p->arena, &opt,
				    &why);

	p->options = opt;
	return rc < 0 ? momus_fail(err, rc, "%s: %.900s", p->recipe->origin,
				   why.text)
		      : rc;
}

static int take_price(const struct momus_recipe *r, const cJSON *judge,
		      const char *key, double *out, struct momus_error *err)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(judge, key);
	char path[64];

	*out = v ? v->valuedouble : NAN;
	if (!v || (cJSON_IsNumber(v) && *out >= 0))
		return MOMUS_OK;
	snprintf(path, sizeof path, "judge.%s", key);
	return momus_recipe_fail(r, path, err,
				 "expected dollars a million tokens, a number "
				 "from 0 on");
}

static int open_judge(struct momus_label_plan *p,
		      struct momus_registry *registry, struct momus_error *err)
{
	const struct momus_recipe *r = p->recipe;
	const cJSON *judge = cJSON_GetObjectItemCaseSensitive(r->root, "judge");
	const cJSON *plugin = cJSON_GetObjectItemCaseSensitive(judge, "plugin");
	struct momus_recipe_model given = { .object = judge };
	int rc;

	if (!judge)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: \"judge\" is missing; add it, or give "
				  "--judge PLUGIN",
				  r->origin);
	if (!cJSON_IsString(plugin) || !*plugin->valuestring)
		return momus_recipe_fail(r, "judge", err,
					 "expected an object with \"plugin\", "
					 "such as {\"plugin\": \"openai\"}");
	given.plugin = plugin->valuestring;
	rc = take_price(r, judge, "price_prompt", &given.price_prompt, err);
	if (rc == MOMUS_OK)
		rc = take_price(r, judge, "price_completion",
				&given.price_completion, err);
	return rc < 0 ? rc
		      : momus_model_open(&p->judge, r, &given, "judge",
					 registry, p->arena, err);
}

static int read_template(struct momus_label_plan *p, struct momus_error *err)
{
	char *found = NULL;
	int rc = MOMUS_OK;

	if (!p->options->prompt)
		rc = momus_paths_resource("run/prompts/label.txt", &found, err);
	if (rc == MOMUS_OK)
		rc = momus_template_read(&p->template,
					 found ? found : p->options->prompt,
					 &rule, err);
	free(found);
	if (rc == MOMUS_OK)
		momus_template_describe(&p->template, &p->described);
	return rc;
}

static int identify(struct momus_label_plan *p, struct momus_error *err)
{
	const struct momus_label_options *o = p->options;
	struct momus_buffer b;
	uint8_t digest[32];
	int rc;

	momus_buffer_init(&b, (size_t)64 << 20);
	momus_buffer_puts(&b, "{\"judge\":");
	rc = momus_model_identify(&p->judge, &b, err);
	momus_buffer_puts(&b, ",\"template\":");
	momus_buffer_add(&b, momus_buffer_text(&p->described));
	momus_buffer_printf(&b,
			    ",\"max_tokens\":%" PRId64 ",\"seed\":%" PRId64
			    ",\"sample\":%" PRId64 ",\"temperature\":",
			    o->max_tokens, o->seed, o->sample);
	momus_buffer_real(&b, o->temperature);
	momus_buffer_puts(&b, ",\"top_p\":");
	momus_buffer_real(&b, o->top_p);
	for (int i = 0; i < MOMUS_STRATEGIES; i++)
		momus_buffer_printf(&b, ",\"%s\":%d", momus_strategy_name(i),
				    i);
	momus_buffer_putc(&b, '}');
	if (rc == MOMUS_OK)
		rc = momus_buffer_check(&b, "what names the labels", err);
	if (rc == MOMUS_OK) {
		momus_sha256(momus_buffer_text(&b), digest);
		momus_hex(digest, p->key);
	}
	momus_buffer_release(&b);
	return rc;
}

int momus_label_plan_open(struct momus_label_plan *out,
			  struct momus_recipe *recipe,
			  struct momus_registry *registry,
			  struct momus_error *err)
{
	int rc;

	*out = (struct momus_label_plan){ .recipe = recipe };
	momus_buffer_init(&out->described, 1 << 16);
	out->arena = momus_arena_create(options_limit);
	if (!out->arena)
		return momus_fail(err, MOMUS_ENOMEM, "label: out of memory");
	rc = read_options(out, err);
	if (rc == MOMUS_OK)
		rc = read_template(out, err);
	if (rc == MOMUS_OK)
		rc = open_judge(out, registry, err);
	return rc < 0 ? rc : identify(out, err);
}

void momus_label_plan_close(struct momus_label_plan *p)
{
	momus_model_close(&p->judge);
	momus_template_release(&p->template);
	momus_buffer_release(&p->described);
	momus_arena_free(p->arena);
	*p = (struct momus_label_plan){ .recipe = NULL };
}

struct momus_sampling momus_label_plan_sampling(
	const struct momus_label_plan *p)
{
	return (struct momus_sampling){
		.temperature = p->options->temperature,
		.top_p = p->options->top_p < 1 ? p->options->top_p : NAN,
		.min_p = NAN,
		.repetition_penalty = NAN,
		.top_k = -1,
		.max_tokens = p->options->max_tokens,
		.logprobs = -1,
	};
}

void momus_label_plan_expand(const struct momus_label_plan *p,
			     const struct momus_label_fields *f,
			     struct momus_buffer *out)
{
	const struct momus_text values[FIELDS] = {
		[CRITIQUE] = f->critique,
		[SOLUTION] = f->solution,
		[STATEMENT] = f->statement,
	};

	momus_template_expand(&p->template, values, out);
}
