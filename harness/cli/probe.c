/* probe.c - momus probe RECIPE.json [--set KEY=VALUE]… [--json] */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/recipe-words.h"
#include "core/loop.h"
#include "run/probe.h"

struct order {
	struct momus_recipe_words words;
	bool json;
};

static int parse(int argc, char **argv, struct order *o,
		 struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (int i = 1; rc == MOMUS_OK && i < argc; i++)
		if (strcmp(argv[i], "--json") == 0)
			o->json = true;
		else
			rc = momus_recipe_words_take(&o->words, argc, argv, &i,
						     err);
	return rc;
}

static const char *answer_name(enum momus_probe_answer answer)
{
	static const char *const names[] = { "no", "yes", "unknown" };

	return names[answer];
}

static void print_text(const struct momus_model *m, const struct momus_probe *p)
{
	printf("%s %s: %llu requests, %llu failed", m->where, m->name,
	       (unsigned long long)p->requests, (unsigned long long)p->failed);
	if (!isnan(p->latency_s))
		printf(", %.3f s the middle one", p->latency_s);
	putchar('\n');
	for (size_t i = 0; i < p->n; i++)
		printf("  %-8s %s\n           %s\n",
		       answer_name(p->rows[i].answer), p->rows[i].question,
		       p->rows[i].found);
}

static void print_json(const struct momus_model *m, const struct momus_probe *p,
		       struct momus_buffer *b)
{
	momus_buffer_puts(b, b->len ? ",\n " : "[");
	momus_buffer_puts(b, "{\"role\":");
	momus_buffer_json(b, momus_text_of(m->where));
	momus_buffer_puts(b, ",\"model\":");
	momus_buffer_json(b, momus_text_of(m->name));
	momus_buffer_printf(b,
			    ",\"requests\":%llu,\"failed\":%llu,"
			    "\"latency_s\":",
			    (unsigned long long)p->requests,
			    (unsigned long long)p->failed);
	momus_buffer_real(b, p->latency_s);
	for (size_t i = 0; i < p->n; i++) {
		momus_buffer_printf(b, ",\"%s\":{\"answer\":\"%s\",\"found\":",
				    p->rows[i].name,
				    answer_name(p->rows[i].answer));
		momus_buffer_json(b, momus_text_of(p->rows[i].found));
		momus_buffer_puts(b, "}");
	}
	momus_buffer_puts(b, "}");
}

/* Probes the model that GIVEN names, if the recipe has it; *SILENT becomes true
 * if none of its requests was answered. */
static int probe_model(const struct momus_recipe *recipe,
		       const struct momus_recipe_model *given,
		       const char *where, struct momus_registry *registry,
		       const struct momus_world *world, bool json,
		       struct momus_buffer *out, bool *silent,
		       struct momus_error *err)
{
	struct momus_arena *arena;
	struct momus_model m;
	struct momus_probe p;
	int rc;

	if (!given->object)
		return MOMUS_OK;
	arena = momus_arena_create((size_t)256 << 20);
	if (!arena)
		return momus_fail(err, MOMUS_ENOMEM, "probe: out of memory");
	rc = momus_model_open(&m, recipe, given, where, registry, arena, err);
	if (rc == MOMUS_OK)
		rc = momus_probe_ask(&m, world, &p, err);
	*silent |= rc == MOMUS_OK && p.failed == p.requests;
	if (rc == MOMUS_OK && json)
		print_json(&m, &p, out);
	else if (rc == MOMUS_OK)
		print_text(&m, &p);
	momus_model_close(&m);
	momus_arena_free(arena);
	return rc;
}

static int probe_all(const struct order *o, const struct momus_recipe *recipe,
		     struct momus_registry *registry, struct momus_error *err)
{
	struct momus_loop *loop = NULL;
	struct momus_http *http = NULL;
	struct momus_world world;
	struct momus_buffer out;
	bool silent = false; /* a model that answered nothing */
	int rc = momus_loop_create(&loop, err);

	momus_buffer_init(&out, 1 << 20);
	if (rc == MOMUS_OK)
		rc = momus_http_create(&http, loop, 64, err);
	if (rc == MOMUS_OK) {
		momus_world_live(&world, loop, http, NULL);
		rc = probe_model(recipe, &recipe->generator, "generator",
				 registry, &world, o->json, &out, &silent, err);
	}
	if (rc == MOMUS_OK)
		rc = probe_model(recipe, &recipe->critic, "critic", registry,
				 &world, o->json, &out, &silent, err);
	if (rc == MOMUS_OK && o->json)
		printf("%s]\n", out.len ? out.ptr : "[");
	momus_buffer_release(&out);
	momus_http_free(http);
	momus_loop_free(loop);
	return rc < 0 ? rc : silent;
}

static int probe(int argc, char **argv, struct momus_error *err)
{
	struct order o = { .words = { .n = 0 } };
	struct momus_recipe *recipe = NULL;
	struct momus_registry *registry = NULL;
	int rc = parse(argc, argv, &o, err);

	if (rc == MOMUS_OK)
		rc = momus_recipe_words_read(&o.words, argv[0], &recipe, err);
	if (rc == MOMUS_OK)
		rc = momus_recipe_check(recipe, false, err);
	if (rc == MOMUS_OK)
		rc = momus_registry_open(&registry, err);
	if (rc == MOMUS_OK)
		rc = probe_all(&o, recipe, registry, err);
	momus_registry_free(registry);
	momus_recipe_free(recipe);
	return rc;
}

const struct momus_command momus_command_probe = {
	.name = "probe",
	.usage = "probe RECIPE.json [--set KEY=VALUE] [--json]",
	.summary = "measure what a recipe's servers do of what runs count on",
	.help = "Sends about twenty short requests to the generator and the "
		"critic of RECIPE.json: the\n"
		"same prompt again and beside others, a seed, several samples, "
		"log-probabilities,\n"
		"a stop text, a token limit; and says what was seen.\n\n"
		"  --set KEY=VALUE  set a key of the recipe; repeatable\n"
		"  --json           one JSON list instead of text\n\n"
		"The exit status is 1 when a model answered nothing.",
	.flags = "--json",
	.run = probe,
};
