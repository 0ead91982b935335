/* peft.c - see peft.h */
#include "peft.h"

#include <math.h>
#include <momus/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_RANK = 1 << 16 };

static bool is(struct momus_text value, const char *json)
{
	return momus_text_equal(value, momus_text_of(json));
}

/* Whether VALUE is absent, null, false or empty. */
static bool is_nothing(struct momus_text value)
{
	return !value.len || is(value, "null") || is(value, "false") ||
	       ((value.ptr[0] == '{' || value.ptr[0] == '[') &&
		momus_json_count(value) == 0);
}

/* What changes the mathematics and is not done. */
static int check_kind(struct momus_text json, const char *origin,
		      struct momus_error *err)
{
	static const char *const plain[] = {
		"use_dora",	     "fan_in_fan_out",
		"rank_pattern",	     "alpha_pattern",
		"modules_to_save",   "layer_replication",
		"megatron_config",   "trainable_token_indices",
		"target_parameters", "lora_bias",
	};
	struct momus_text kind = momus_json_member(json, "peft_type");
	struct momus_text bias = momus_json_member(json, "bias");
	struct momus_text init = momus_json_member(json, "init_lora_weights");

	if (!is(kind, "\"LORA\""))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: peft_type is %.*s, expected \"LORA\"",
				  origin, kind.len > 40 ? 40 : (int)kind.len,
				  kind.len ? kind.ptr : "");
	if (bias.len && !is(bias, "\"none\""))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: bias is %.*s; adapters with biases of "
				  "their own are not read, expected \"none\"",
				  origin, bias.len > 40 ? 40 : (int)bias.len,
				  bias.ptr);
	if (init.len && init.ptr[0] == '"' && !is(init, "\"gaussian\"") &&
	    !is(init, "\"eva\"") && !is(init, "\"orthogonal\""))
		return momus_fail(
			err, MOMUS_EINVAL,
			"%s: init_lora_weights is %.*s, which changes "
			"the model below the adapter; convert it with "
			"PEFT",
			origin, init.len > 40 ? 40 : (int)init.len, init.ptr);
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (!is_nothing(momus_json_member(json, plain[i])))
			return momus_fail(err, MOMUS_EINVAL,
					  "%s: %s is set, and such adapters "
					  "are not read; merge it into its "
					  "model with PEFT",
					  origin, plain[i]);
	return MOMUS_OK;
}

int peft_config_read(struct peft *out, struct momus_text json,
		     const char *origin, struct momus_error *err)
{
	double rank;
	int rc;

	if (json.len > PEFT_CONFIG_BYTES || !momus_json_valid(json, NULL) ||
	    momus_text_strip(json).ptr[0] != '{')
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: is no JSON object of at most %d bytes",
				  origin, PEFT_CONFIG_BYTES);
	rc = check_kind(json, origin, err);
	if (rc < 0)
		return rc;
	rank = momus_json_number(momus_json_member(json, "r"));
	if (!(rank >= 1 && rank <= MOST_RANK) || rank != floor(rank))
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: r, the rank, is missing or not a whole "
				  "number from 1 to %d",
				  origin, MOST_RANK);
	out->rank = (int64_t)rank;
	out->alpha = momus_json_number(momus_json_member(json, "lora_alpha"));
	if (!isfinite(out->alpha))
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: lora_alpha is missing or no number",
				  origin);
	out->rooted = is(momus_json_member(json, "use_rslora"), "true");
	return MOMUS_OK;
}

double peft_scale(const struct peft *p)
{
	return p->alpha / (p->rooted ? sqrt((double)p->rank) : (double)p->rank);
}

struct momus_text peft_module(const struct parameter *weight)
{
	static const char end[] = ".weight";
	struct momus_text name = momus_text_of(weight->name);
	size_t n = sizeof end - 1, begin;

	if (name.len <= n || memcmp(name.ptr + name.len - n, end, n) != 0)
		return (struct momus_text){ "", 0 };
	name.len -= n;
	for (begin = name.len; begin > 0 && name.ptr[begin - 1] != '.';)
		begin--;
	return (struct momus_text){ name.ptr + begin, name.len - begin };
}

void peft_name(const struct parameter *weight, char which, char name[PEFT_NAME])
{
	int stem = (int)strlen(weight->name) - (int)sizeof "weight" + 1;

	snprintf(name, PEFT_NAME, "base_model.model.%.*slora_%c.weight",
		 stem > 0 ? stem : 0, weight->name, which);
}

/* The different modules of L, as a JSON list. */
static void put_modules(const struct lora *l, struct momus_buffer *out)
{
	size_t begin = out->len;

	momus_buffer_putc(out, '[');
	for (size_t i = 0; i < l->n; i++) {
		struct momus_text m = peft_module(l->sites[i].weight);
		bool there = false;

		for (size_t k = 0; k < i && !there; k++)
			there = momus_text_equal(
				m, peft_module(l->sites[k].weight));
		if (there)
			continue;
		if (out->len > begin + 1)
			momus_buffer_puts(out, ", ");
		momus_buffer_json(out, m);
	}
	momus_buffer_putc(out, ']');
}

void peft_config_write(const struct lora *l, double alpha, const char *base,
		       struct momus_buffer *out)
{
	momus_buffer_puts(out, "{\n  \"peft_type\": \"LORA\",\n"
			       "  \"task_type\": \"CAUSAL_LM\",\n"
			       "  \"base_model_name_or_path\": ");
	momus_buffer_json(out, momus_text_of(base));
	momus_buffer_printf(out, ",\n  \"r\": %lld,\n  \"lora_alpha\": ",
			    (long long)l->rank);
	momus_buffer_real(out, alpha);
	momus_buffer_puts(out, ",\n  \"lora_dropout\": 0.0,\n"
			       "  \"bias\": \"none\",\n"
			       "  \"fan_in_fan_out\": false,\n"
			       "  \"inference_mode\": true,\n"
			       "  \"target_modules\": ");
	put_modules(l, out);
	momus_buffer_puts(out, "\n}\n");
}

int peft_sites(const struct parameters *p, const struct tensors *t,
	       const char *origin, bool *chosen, struct momus_error *err)
{
	char a[PEFT_NAME], b[PEFT_NAME];
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		chosen[i] = false;
		if (p->list[i].vector)
			continue;
		peft_name(&p->list[i], 'A', a);
		peft_name(&p->list[i], 'B', b);
		chosen[i] = tensors_find(t, a) != NULL;
		if (chosen[i] != (tensors_find(t, b) != NULL))
			return momus_fail(err, MOMUS_EPARSE,
					  "%s: tensor %s is missing; the "
					  "other half of the adapter is there",
					  origin, chosen[i] ? b : a);
		n += chosen[i];
	}
	if (!n)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: has no adapter for any matrix of the "
				  "model; expected tensors such as %s",
				  origin,
				  "base_model.model.model.layers.0.self_attn."
				  "q_proj.lora_A.weight");
	if (tensors_count(t) == 2 * n)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EPARSE,
			  "%s: has %zu tensors, and only %zu of them are of "
			  "matrices of the model; it is another model's",
			  origin, tensors_count(t), 2 * n);
}

static int read_one(const struct tensors *t, const char *name, int64_t rows,
		    int64_t cols, const char *origin, float *out,
		    struct momus_error *err)
{
	const struct tensor *one = tensors_find(t, name);

	if (!one)
		return momus_fail(err, MOMUS_EPARSE, "%s: tensor %s is missing",
				  origin, name);
	if (one->dims != 2 || one->shape[0] != rows || one->shape[1] != cols ||
	    one->type == TENSOR_I64 || one->type == TENSOR_F64)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: tensor %s is not %lld by %lld floats, "
				  "as the model and the rank ask for",
				  origin, name, (long long)rows,
				  (long long)cols);
	return tensor_take(one, out, "weights", err);
}

int peft_read(const struct lora *l, const struct tensors *t, const char *prefix,
	      const char *origin, float *out, struct momus_error *err)
{
	char own[PEFT_NAME], name[2 * PEFT_NAME];
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < 2 * l->n; i++) {
		const struct lora_site *s = &l->sites[i / 2];
		bool b = i % 2;

		peft_name(s->weight, b ? 'B' : 'A', own);
		snprintf(name, sizeof name, "%s%s", prefix, own);
		rc = read_one(t, name, b ? s->weight->rows : l->rank,
			      b ? l->rank : s->weight->cols, origin,
			      out + (b ? s->b : s->a), err);
	}
	return rc;
}
