/* parameters.c - see parameters.h */
#include "parameters.h"

#include <math.h>
#include <momus/random.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ops/halves.h"

/* Appends a parameter, a vector if it has no ROWS; its offset. */
__attribute__((format(printf, 5, 6))) static int64_t add(struct parameters *p,
							 int64_t rows,
							 int64_t cols,
							 bool there,
							 const char *fmt, ...)
{
	struct parameter *one;
	va_list ap;

	if (!there)
		return PARAMETER_NONE;
	one = &p->list[p->n++];
	va_start(ap, fmt);
	vsnprintf(one->name, sizeof one->name, fmt, ap);
	va_end(ap);
	one->vector = rows == 0;
	one->rows = rows ? rows : 1;
	one->cols = cols;
	one->offset = p->total;
	p->total += (size_t)one->rows * (size_t)cols;
	return (int64_t)one->offset;
}

#define LAYER "model.layers.%lld."

static void add_layer(struct parameters *p, struct layer_offsets *o,
		      long long l)
{
	const struct config *c = &p->config;
	int64_t q = c->heads * c->head_dim, k = c->kv_heads * c->head_dim;
	int64_t h = c->hidden, f = c->intermediate;

	o->norm1 = add(p, 0, h, true, LAYER "input_layernorm.weight", l);
	o->q = add(p, q, h, true, LAYER "self_attn.q_proj.weight", l);
	o->q_bias = add(p, 0, q, c->qkv_bias, LAYER "self_attn.q_proj.bias", l);
	o->k = add(p, k, h, true, LAYER "self_attn.k_proj.weight", l);
	o->k_bias = add(p, 0, k, c->qkv_bias, LAYER "self_attn.k_proj.bias", l);
	o->v = add(p, k, h, true, LAYER "self_attn.v_proj.weight", l);
	o->v_bias = add(p, 0, k, c->qkv_bias, LAYER "self_attn.v_proj.bias", l);
	o->o = add(p, h, q, true, LAYER "self_attn.o_proj.weight", l);
	o->o_bias = add(p, 0, h, c->o_bias, LAYER "self_attn.o_proj.bias", l);
	o->q_norm = add(p, 0, c->head_dim, c->qk_norm,
			LAYER "self_attn.q_norm.weight", l);
	o->k_norm = add(p, 0, c->head_dim, c->qk_norm,
			LAYER "self_attn.k_norm.weight", l);
	o->norm2 =
		add(p, 0, h, true, LAYER "post_attention_layernorm.weight", l);
	o->gate = add(p, f, h, true, LAYER "mlp.gate_proj.weight", l);
	o->up = add(p, f, h, true, LAYER "mlp.up_proj.weight", l);
	o->down = add(p, h, f, true, LAYER "mlp.down_proj.weight", l);
}

enum { PER_LAYER = 15, OUTSIDE = 3 };

int parameters_init(struct parameters *out, const struct config *config,
		    struct momus_error *err)
{
	memset(out, 0, sizeof *out);
	out->config = *config;
	out->room = (size_t)(config->layers * PER_LAYER + OUTSIDE);
	out->list = calloc(out->room, sizeof *out->list);
	out->layers = calloc((size_t)config->layers, sizeof *out->layers);
	if (!out->list || !out->layers) {
		parameters_release(out);
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	}
	out->embedding = add(out, config->vocab, config->hidden, true,
			     "model.embed_tokens.weight");
	for (int64_t l = 0; l < config->layers; l++)
		add_layer(out, &out->layers[l], l);
	out->norm = add(out, 0, config->hidden, true, "model.norm.weight");
	out->head = config->tied ? out->embedding
				 : add(out, config->vocab, config->hidden, true,
				       "lm_head.weight");
	return MOMUS_OK;
}

void parameters_release(struct parameters *p)
{
	free(p->list);
	free(p->layers);
	memset(p, 0, sizeof *p);
}

const struct parameter *parameters_find(const struct parameters *p,
					const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->list[i].name, name) == 0)
			return &p->list[i];
	return NULL;
}

/* Whether T has the shape of WANT. */
static bool fits(const struct tensor *t, const struct parameter *want)
{
	if (t->type == TENSOR_I64 || t->type == TENSOR_F64)
		return false;
	if (want->vector)
		return t->dims == 1 && t->shape[0] == want->cols;
	return t->dims == 2 && t->shape[0] == want->rows &&
	       t->shape[1] == want->cols;
}

static int take_halves(const struct tensor *t, uint16_t *half,
		       struct momus_error *err)
{
	memcpy(half, t->data, t->n * sizeof *half);
	for (size_t i = 0; i < t->n; i++)
		if ((half[i] & 0x7f80) == 0x7f80)
			return tensor_odd(t, halves_wide(half[i]), i, "weights",
					  err);
	return MOMUS_OK;
}

static int misfit(const struct parameter *want, const struct tensor *t,
		  struct momus_error *err)
{
	char found[TENSOR_KIND], rows[32] = "";

	tensor_kind(t, found);
	if (!want->vector)
		snprintf(rows, sizeof rows, "%lld by ", (long long)want->rows);
	return momus_fail(err, MOMUS_EPARSE,
			  "%s: tensor %s is %s; config.json asks for %s%lld in "
			  "F32, F16 or BF16: they are not one model's",
			  t->file, want->name, found, rows,
			  (long long)want->cols);
}

static int load_one(const struct parameter *want, const struct tensors *tensors,
		    const char *folder, float *w, uint16_t *half,
		    struct momus_error *err)
{
	const struct tensor *t = tensors_find(tensors, want->name);

	if (!t)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: tensor %s is missing; config.json asks "
				  "for it: they are not one model's, or a file "
				  "was not fetched",
				  folder, want->name);
	if (!fits(t, want))
		return misfit(want, t, err);
	return half && !want->vector
		       ? take_halves(t, half + want->offset, err)
		       : tensor_take(t, w + want->offset, "weights", err);
}

bool parameters_are_halves(const struct parameters *p,
			   const struct tensors *tensors)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct tensor *t = tensors_find(tensors, p->list[i].name);

		if (t && !p->list[i].vector && t->type != TENSOR_BF16)
			return false;
	}
	return true;
}

/* Tensors that older files have beside the weights, and nobody needs. */
static bool known_extra(const struct parameters *p, const struct tensor *t)
{
	static const char inverse[] = "rotary_emb.inv_freq";
	size_t n = sizeof inverse - 1;

	if (t->name.len >= n &&
	    memcmp(t->name.ptr + t->name.len - n, inverse, n) == 0)
		return true;
	return p->config.tied &&
	       momus_text_equal(t->name, MOMUS_TEXT("lm_head.weight"));
}

int parameters_load(const struct parameters *p, const struct tensors *tensors,
		    const char *folder, float *w, uint16_t *half,
		    struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < p->n; i++)
		rc = load_one(&p->list[i], tensors, folder, w, half, err);
	for (size_t i = 0; rc == MOMUS_OK && i < tensors_count(tensors); i++) {
		const struct tensor *t = tensors_at(tensors, i);

		if (!known_extra(p, t) && !parameters_find(p, t->name.ptr))
			rc = momus_fail(err, MOMUS_EPARSE,
					"%s: tensor %.*s is none that "
					"config.json asks for: they are not "
					"one model's",
					t->file,
					t->name.len > 100 ? 100
							  : (int)t->name.len,
					t->name.ptr);
	}
	return rc;
}

/* Fills W (N) from a normal distribution, two at a time (Box and Muller 1958). */
static void draw_normal(struct momus_stream *stream, double deviation, float *w,
			size_t n)
{
	for (size_t i = 0; i < n; i += 2) {
		double u = 1 - momus_stream_real(stream); /* (0, 1] */
		double angle = 2 * M_PI * momus_stream_real(stream);
		double radius = deviation * sqrt(-2 * log(u));

		w[i] = (float)(radius * cos(angle));
		if (i + 1 < n)
			w[i + 1] = (float)(radius * sin(angle));
	}
}

void parameters_draw(const struct parameters *p, uint64_t seed, float *w)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct parameter *one = &p->list[i];
		size_t n = (size_t)one->rows * (size_t)one->cols;
		bool bias = strstr(one->name, ".bias") != NULL;
		struct momus_stream stream;

		momus_stream_init(&stream, seed, momus_text_of(one->name), 0, 0,
				  "weights");
		if (!one->vector)
			draw_normal(&stream, p->config.spread, w + one->offset,
				    n);
		for (size_t j = 0; one->vector && j < n; j++)
			w[one->offset + j] = bias ? 0.0f : 1.0f;
	}
}
