/* traincost.c - see traincost.h */
#include "config.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/traincost.h"

enum {
	CONFIG_BYTES = 1 << 20,
	/* On the processor: logits that are kept, and rows of others at a time. */
	LOGIT_BYTES = 512 << 20,
	LOGIT_ROWS = 512,
};

const struct momus_shape momus_shapes[MOMUS_SHAPES] = {
	{ "0.5B", 896, 24, 14, 2, 64, 4864, 151936, true, true, false },
	{ "7B", 3584, 28, 28, 4, 128, 18944, 152064, false, true, false },
	{ "32B", 5120, 64, 40, 8, 128, 27648, 152064, false, true, false },
};

static double columns(const struct momus_shape *s, bool keys)
{
	return (keys ? s->kv_heads : s->heads) * s->head_dim;
}

/* Of one layer's matrices. */
static double layer(const struct momus_shape *s)
{
	return 2 * s->hidden * (columns(s, false) + columns(s, true)) +
	       3 * s->hidden * s->intermediate;
}

double momus_shape_matrices(const struct momus_shape *s)
{
	return s->layers * layer(s) + s->vocab * s->hidden;
}

double momus_shape_parameters(const struct momus_shape *s)
{
	double small = 2 * s->hidden;

	if (s->bias)
		small += columns(s, false) + 2 * columns(s, true);
	if (s->qk_norm)
		small += 2 * s->head_dim;
	return momus_shape_matrices(s) + (s->tied ? 0 : s->vocab * s->hidden) +
	       s->layers * small + s->hidden;
}

double momus_shape_adapters(const struct momus_shape *s, double rank)
{
	return s->layers * rank *
	       (2 * (s->hidden + columns(s, false)) +
		2 * (s->hidden + columns(s, true)) +
		3 * (s->hidden + s->intermediate));
}

/* Numbers that a forward pass keeps of a token: of a layer, and of the ends. */
static double kept_of_layer(const struct momus_shape *s)
{
	double q = columns(s, false), k = columns(s, true);

	return 2 + 4 * s->hidden + 2 * q + 2 * k + s->heads +
	       3 * s->intermediate +
	       (s->qk_norm ? q + k + s->heads + s->kv_heads : 0);
}

static double kept(const struct momus_shape *s, bool recompute)
{
	return 2 * s->hidden + 1 +
	       (recompute ? s->layers * s->hidden + kept_of_layer(s)
			  : s->layers * kept_of_layer(s));
}

double momus_cost_forward(const struct momus_shape *s, double tokens,
			  double length)
{
	/* a query sees half of the sequence in the mean */
	return tokens * (2 * momus_shape_matrices(s) +
			 4 * s->layers * columns(s, false) * length / 2);
}

static double length_of(const struct momus_workload *w)
{
	return w->prompt + w->answer;
}

static void count_bytes(const struct momus_shape *s,
			const struct momus_workload *w,
			const struct momus_machine *m, double devices,
			struct momus_cost *out)
{
	double p = momus_shape_parameters(s), width = m->half ? 2 : 4;
	double learns = w->rank > 0 ? momus_shape_adapters(s, w->rank) : p;
	double tokens = fmin(fmax(w->chunk, length_of(w)),
			     fmax(w->tokens / devices, length_of(w)));
	double *b = out->bytes;

	b[MOMUS_COST_WEIGHTS] = m->half ? 6 * p : 4 * p;
	b[MOMUS_COST_REFERENCE] = w->reference ? width * p : 0;
	b[MOMUS_COST_GRADIENT] = 4 * p;
	b[MOMUS_COST_MOMENTS] = 8 * learns / devices;
	b[MOMUS_COST_ACTIVATIONS] = width * tokens * kept(s, w->recompute);
	out->kept = width * tokens * kept(s, !w->recompute);
	b[MOMUS_COST_KEYS] =
		w->answers > 0
			? fmin(w->cache, fmin(w->side, w->answers) *
						 length_of(w) * 2 * width *
						 s->layers * columns(s, true))
			: 0;
	b[MOMUS_COST_WORK] =
		width * tokens *
			(s->hidden + 2 * columns(s, false) +
			 2 * columns(s, true) + 2 * s->intermediate) +
		(m->half ? 4.0 * (64 << 20)
			 : fmin(4 * tokens * s->vocab, LOGIT_BYTES) +
				   4 * LOGIT_ROWS * (s->vocab + s->hidden));
	/* A token, its four log-probabilities and two derivatives; of the next
	 * step the token and two of the former. */
	b[MOMUS_COST_TEXTS] = 28 * fmax(w->tokens, w->answers * length_of(w)) +
			      (w->ahead ? 12 * w->answers * length_of(w) : 0);
	for (int i = 0; i < MOMUS_COST_PARTS; i++)
		out->all += b[i];
}

/* Seconds of W's answers on one of DEVICES. */
static double drawing(const struct momus_shape *s,
		      const struct momus_workload *w,
		      const struct momus_machine *m, double devices)
{
	double n = w->answers / devices, side = fmin(w->side, n);
	double bytes = (m->half ? 2 : 4) * momus_shape_matrices(s);
	double products =
		momus_cost_forward(s, n * length_of(w), length_of(w)) /
		m->operations;

	if (n <= 0)
		return 0;
	if (m->drawing > 0)
		return n * w->answer / m->drawing;
	return products + n / fmax(side, 1) * w->answer * bytes / m->bandwidth;
}

struct momus_cost momus_cost_of(const struct momus_shape *s,
				const struct momus_workload *asked,
				const struct momus_machine *m, double devices)
{
	struct momus_workload own = *asked;
	const struct momus_workload *w = &own;
	struct momus_cost out = { .all = 0 };
	double once = momus_cost_forward(s, w->tokens / devices, length_of(w)) /
		      m->operations;
	double learns = w->rank > 0 ? momus_shape_adapters(s, w->rank)
				    : momus_shape_parameters(s);

	own.recompute = asked->recompute && !m->keeps;
	count_bytes(s, w, m, devices, &out);
	out.seconds[MOMUS_COST_DRAW] = drawing(s, w, m, devices);
	out.seconds[MOMUS_COST_SCORE] =
		w->answers > 0 ? once * (w->reference ? 2 : 1) : 0;
	out.seconds[MOMUS_COST_FORWARD] = once * w->passes;
	out.seconds[MOMUS_COST_BACKWARD] =
		once * w->passes * (w->recompute ? 3 : 2);
	/* Weight, gradient, two moments are read, and three written. */
	out.seconds[MOMUS_COST_UPDATE] =
		w->passes * 28 * learns / devices / m->bandwidth;
	for (int i = 0; i < MOMUS_COST_PHASES; i++)
		out.step += out.seconds[i];
	if (w->ahead)
		out.hides = out.step - out.seconds[MOMUS_COST_DRAW];
	return out;
}

const char *momus_cost_part_name(enum momus_cost_part part)
{
	static const char *const names[MOMUS_COST_PARTS] = {
		"weights",     "reference",	  "gradient",	    "moments",
		"activations", "keys and values", "working memory", "rollouts"
	};

	return names[part];
}

const char *momus_cost_phase_name(enum momus_cost_phase phase)
{
	static const char *const names[MOMUS_COST_PHASES] = {
		"draw", "score", "forward", "backward", "optimiser"
	};

	return names[phase];
}

/* The file's shape. */

static int read_count(const cJSON *root, const char *name, const char *path,
		      double other, double *out, struct momus_error *err)
{
	const cJSON *x = cJSON_GetObjectItemCaseSensitive(root, name);

	*out = cJSON_IsNumber(x) ? x->valuedouble : other;
	if (*out >= 1 && *out <= 1e9)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EPARSE,
			  "%s: %s is no number from 1 to 1e9", path, name);
}

static int read_shape(struct momus_shape *s, const cJSON *root,
		      const char *path, struct momus_error *err)
{
	const cJSON *type =
		cJSON_GetObjectItemCaseSensitive(root, "model_type");
	const struct {
		const char *name;
		double *out;
	} counts[] = { { "hidden_size", &s->hidden },
		       { "num_hidden_layers", &s->layers },
		       { "num_attention_heads", &s->heads },
		       { "intermediate_size", &s->intermediate },
		       { "vocab_size", &s->vocab } };
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < 5; i++)
		rc = read_count(root, counts[i].name, path, 0, counts[i].out,
				err);
	if (rc == MOMUS_OK)
		rc = read_count(root, "num_key_value_heads", path, s->heads,
				&s->kv_heads, err);
	if (rc == MOMUS_OK)
		rc = read_count(root, "head_dim", path, s->hidden / s->heads,
				&s->head_dim, err);
	s->tied = cJSON_IsTrue(
		cJSON_GetObjectItemCaseSensitive(root, "tie_word_embeddings"));
	s->bias = cJSON_IsString(type) && !strcmp(type->valuestring, "qwen2");
	s->qk_norm =
		cJSON_IsString(type) && !strcmp(type->valuestring, "qwen3");
	return rc;
}

int momus_shape_parse(struct momus_shape *out, const char *bytes, size_t n,
		      const char *path, struct momus_error *err)
{
	cJSON *root = cJSON_ParseWithLength(bytes, n);
	int rc;

	*out = (struct momus_shape){ .name = "this" };
	rc = root ? read_shape(out, root, path, err)
		  : momus_fail(err, MOMUS_EPARSE,
			       "%s: is no JSON, or longer than a megabyte",
			       path);
	cJSON_Delete(root);
	return rc;
}

int momus_shape_read(struct momus_shape *out, const char *folder,
		     struct momus_error *err)
{
	char *path, *bytes = NULL;
	FILE *file = NULL;
	size_t n;
	int rc = MOMUS_OK;

	if (asprintf(&path, "%s/config.json", folder) < 0)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	bytes = malloc(CONFIG_BYTES);
	file = bytes ? fopen(path, "r") : NULL;
	if (!file) {
		rc = momus_fail(err, MOMUS_EINVAL, "%s: %s", path,
				strerror(errno));
		goto out;
	}
	n = fread(bytes, 1, CONFIG_BYTES, file);
	rc = momus_shape_parse(out, bytes, n, path, err);
out:
	if (file)
		fclose(file);
	free(bytes);
	free(path);
	return rc;
}
