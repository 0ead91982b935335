/* train-plan.c - see train-plan.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/train-plan.h"
#include "core/loop.h"
#include "host/recipe.h"
#include "run/traincost.h"

enum { GPUS = 3, DEVICES = 4, TRIAL = 512, LENGTH = 64, SECONDS = 1 };

/* Of a device's peak, what products and reads of training reach: an assumption,
 * printed as one. */
#define REACHED 0.4
#define READ	0.6

static const struct momus_machine gpus[GPUS] = {
	/* their makers' data sheets */
	{ "A100 80 GB", 312e12 * REACHED, 2.039e12 * READ, 80e9, true, 0,
	  false },
	{ "H100 SXM", 989.4e12 * REACHED, 3.35e12 * READ, 80e9, true, 0,
	  false },
	{ "H200 SXM", 989.4e12 * REACHED, 4.8e12 * READ, 141e9, true, 0,
	  false },
};
static const double devices[DEVICES] = { 1, 2, 4, 8 };

static double option(const cJSON *model, const char *name, double other)
{
	const cJSON *x = cJSON_GetObjectItemCaseSensitive(model, name);

	return cJSON_IsNumber(x) ? x->valuedouble : other;
}

static struct momus_workload workload(const struct momus_train_plan *p,
				      const struct momus_train_size *size,
				      const cJSON *model)
{
	const struct momus_training *t = &p->training;
	struct momus_workload w = {
		.prompt = t->max_prompt,
		.answer = t->max_answer,
		.passes = t->rewards ? t->passes : 1,
		.chunk = (double)p->options->chunk,
		.side = option(model, "batch", 32),
		.cache = option(model, "cache", 1024) * (1 << 20),
		.rank = option(model, "lora_rank", 0),
		.reference = p->rollouts && p->rollouts->reference,
		.ahead = t->staleness > 0,
		.recompute = cJSON_IsTrue(
			cJSON_GetObjectItemCaseSensitive(model, "recompute")),
	};
	double rows = (double)(size->rows + size->held_out);

	if (t->rewards) {
		w.answers = (double)t->batch * t->group;
		w.tokens = w.answers * (w.prompt + w.answer);
	} else if (rows > 0) { /* these are read: their own mean */
		w.prompt = (double)size->tokens / rows;
		w.answer = 0;
		w.tokens = fmin(t->mini_batch, (double)size->rows) * w.prompt;
	}
	return w;
}

/* Where MODEL computes: the processor keeps all activations. */
static void place(const cJSON *model, struct momus_machine *out)
{
	const cJSON *device = cJSON_GetObjectItemCaseSensitive(model, "device");
	const cJSON *precision =
		cJSON_GetObjectItemCaseSensitive(model, "precision");
	bool processor = !cJSON_IsString(device) ||
			 strcmp(device->valuestring, "cpu") == 0;

	*out = (struct momus_machine){
		.name = processor ? "this processor" : "this device",
		.half = !processor &&
			(!cJSON_IsString(precision) ||
			 strcmp(precision->valuestring, "float32") != 0),
		.keeps = processor,
	};
}

/* How many operations a second the model reaches in forward passes. */
static int measure(const struct momus_train_plan *p,
		   const struct momus_shape *shape, struct momus_machine *out,
		   struct momus_error *err)
{
	enum { N = TRIAL / LENGTH };
	static int32_t tokens[TRIAL];
	static float logprobs[TRIAL];
	size_t start[N + 1], first[N];
	double begin, spent = 0, done = 0;
	int rc = MOMUS_OK;

	for (int i = 0; i <= N; i++)
		start[i] = (size_t)i * LENGTH;
	for (int i = 0; i < N; i++)
		first[i] = 1;
	for (int i = 0; i < TRIAL; i++)
		tokens[i] = (int32_t)(i * 7 % (int)fmin(shape->vocab, 200));
	for (int i = 0; rc == MOMUS_OK && (i < 2 || spent < SECONDS); i++) {
		const struct momus_sequences s = { tokens, start, first, N };

		begin = momus_loop_now();
		rc = p->engine->forward(p->model, &s, 1, false, logprobs, NULL,
					err);
		if (!i) /* the first one also warms up */
			continue;
		spent += momus_loop_now() - begin;
		done += momus_cost_forward(shape, TRIAL, LENGTH);
	}
	out->operations = done / spent;
	/* Drawing and the optimiser are bound by memory; a processor reads
	 * about a byte for ten operations. */
	out->bandwidth = out->operations / 10;
	return rc;
}

static void put_bytes(double bytes)
{
	if (bytes >= 1e9)
		printf(" %9.2f GB", bytes / 1e9);
	else
		printf(" %9.2f MB", bytes / 1e6);
}

static void tell_memory(const struct momus_shape *s,
			const struct momus_workload *w,
			const struct momus_machine *m)
{
	struct momus_cost c[DEVICES];

	printf("\n%s shape, %.4g parameters, on each of N of %s\n%-22s",
	       s->name, momus_shape_parameters(s), m->name, "memory");
	for (int i = 0; i < DEVICES; i++) {
		c[i] = momus_cost_of(s, w, m, devices[i]);
		printf(" %9s %.0f", "N =", devices[i]);
	}
	putchar('\n');
	for (int part = 0; part < MOMUS_COST_PARTS; part++) {
		if (c[0].bytes[part] <= 0)
			continue;
		printf("  %-20s", momus_cost_part_name(part));
		for (int i = 0; i < DEVICES; i++)
			put_bytes(c[i].bytes[part]);
		putchar('\n');
	}
	printf("  %-20s", "all");
	for (int i = 0; i < DEVICES; i++)
		put_bytes(c[i].all);
	printf("\n  %-20s", w->recompute && !m->keeps ? "(activations, kept)"
						      : "(recomputed)");
	for (int i = 0; i < DEVICES; i++)
		put_bytes(c[i].kept);
	putchar('\n');
}

static void tell_time(const struct momus_shape *s,
		      const struct momus_workload *w,
		      const struct momus_machine *m, double steps)
{
	printf("%-16s", m->name);
	for (int i = 0; i < DEVICES; i++) {
		struct momus_cost c = momus_cost_of(s, w, m, devices[i]);

		printf("  %9.3g s, %8.3g h%s", c.step, c.step * steps / 3600,
		       m->room > 0 && c.all > m->room ? "*" : " ");
	}
	putchar('\n');
}

static void put_cost(const struct momus_shape *s,
		     const struct momus_workload *w,
		     const struct momus_machine *m, double n, double steps,
		     bool *any)
{
	struct momus_cost c = momus_cost_of(s, w, m, n);

	printf("%s\n{\"shape\":\"%s\",\"parameters\":%.0f,\"device\":\"%s\","
	       "\"devices\":%.0f,\"bytes\":{",
	       *any ? "," : "", s->name, momus_shape_parameters(s), m->name, n);
	for (int i = 0; i < MOMUS_COST_PARTS; i++)
		printf("\"%s\":%.0f,", momus_cost_part_name(i), c.bytes[i]);
	printf("\"all\":%.0f},\"seconds\":{", c.all);
	for (int i = 0; i < MOMUS_COST_PHASES; i++)
		printf("\"%s\":%.6g,", momus_cost_phase_name(i), c.seconds[i]);
	printf("\"step\":%.6g,\"training\":%.6g},\"hides\":%.6g,\"fits\":%s}",
	       c.step, c.step * steps, c.hides,
	       m->room <= 0	  ? "null"
	       : c.all <= m->room ? "true"
				  : "false");
	*any = true;
}

static void tell_json(const struct momus_shape *shapes, size_t n,
		      const struct momus_workload *w,
		      const struct momus_machine *here, double steps)
{
	bool any = false;

	printf("{\"operations_per_second\":%.6g,\"reached\":%g,\"read\":%g,"
	       "\"steps\":%.0f,\"staleness\":%d,\"costs\":[",
	       here->operations, REACHED, READ, steps, w->ahead);
	for (size_t s = 0; s < n; s++)
		for (int m = -1; m < GPUS; m++)
			for (int d = 0; d < DEVICES; d++)
				put_cost(&shapes[s], w, m < 0 ? here : &gpus[m],
					 devices[d], steps, &any);
	puts("]}");
}

static void tell_text(const struct momus_shape *shapes, size_t n,
		      const struct momus_workload *w,
		      const struct momus_machine *here, double steps)
{
	printf("A step learns from %.0f tokens, %.0f answers are drawn for it; "
	       "%.0f steps.\nThis model reaches %.3g operations a second here, "
	       "measured; of a GPU's peak\n%.0f %% is assumed for products and "
	       "%.0f %% for reads. Servers' and the sandbox's time is\nnot in "
	       "it; answers are taken to be as long as they may be.\n",
	       w->tokens, w->answers, steps, here->operations, 100 * REACHED,
	       100 * READ);
	if (w->ahead)
		printf("Staleness is 1: of a step, servers and the sandbox may "
		       "take %.3g s here that nobody\nwaits for, while the "
		       "model scores and learns.\n",
		       momus_cost_of(&shapes[0], w, here, 1).hides);
	tell_memory(&shapes[0], w, here);
	for (size_t s = 1; s < n; s++)
		tell_memory(&shapes[s], w, &gpus[1]);
	for (size_t s = 0; s < n; s++) {
		printf("\n%s shape: seconds a step, hours in all; *: does not "
		       "fit\n%-16s",
		       shapes[s].name, "");
		for (int i = 0; i < DEVICES; i++)
			printf("  %20s %.0f ", "N =", devices[i]);
		putchar('\n');
		tell_time(&shapes[s], w, here, steps);
		for (int m = 0; m < GPUS; m++)
			tell_time(&shapes[s], w, &gpus[m], steps);
	}
}

int momus_train_plan_tell(const struct momus_train_plan *p,
			  const struct momus_train *t,
			  const struct momus_recipe *recipe, bool json,
			  struct momus_error *err)
{
	const struct momus_train_size size = momus_train_size(t);
	const cJSON *model =
		cJSON_GetObjectItemCaseSensitive(recipe->root, "model");
	const cJSON *folder = cJSON_GetObjectItemCaseSensitive(model, "model");
	const struct momus_workload w = workload(p, &size, model);
	struct momus_shape shapes[1 + MOMUS_SHAPES];
	struct momus_machine here;
	char *path;
	int rc;

	if (!cJSON_IsString(folder))
		return momus_recipe_fail(recipe, "model", err,
					 "--plan reads the shape from a "
					 "model's folder, and none is named");
	path = momus_recipe_path(recipe, folder->valuestring);
	place(model, &here);
	rc = path ? momus_shape_read(&shapes[0], path, err)
		  : momus_fail(err, MOMUS_ENOMEM, "out of memory");
	free(path);
	memcpy(shapes + 1, momus_shapes, sizeof momus_shapes);
	if (rc == MOMUS_OK)
		rc = measure(p, &shapes[0], &here, err);
	if (rc < 0)
		return rc;
	(json ? tell_json : tell_text)(shapes, 1 + MOMUS_SHAPES, &w, &here,
				       (double)size.steps);
	return MOMUS_OK;
}
