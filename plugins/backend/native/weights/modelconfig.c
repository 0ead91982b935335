/* modelconfig.c - see modelconfig.h */
#include "modelconfig.h"

#include <math.h>
#include <momus/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the families' layers have that their config.json does not say. */
static const struct family {
	const char *name;
	bool qkv_bias, qk_norm;
} families[] = {
	{ "qwen2", true, false },
	{ "qwen3", false, true },
	{ "llama", false, false },
	{ "mistral", false, false },
};

enum { FAMILIES = sizeof families / sizeof *families };

struct reader {
	struct momus_text json;
	const char *origin;
	struct momus_error *err;
	int rc;
};

static struct momus_text find(const struct reader *r, struct momus_text object,
			      const char *key)
{
	struct momus_text v = momus_json_member(object, key);

	(void)r;
	return momus_text_equal(v, MOMUS_TEXT("null"))
		       ? (struct momus_text){ NULL, 0 }
		       : v;
}

static void fail(struct reader *r, int code, const char *key,
		 struct momus_text found, const char *expected)
{
	if (r->rc == MOMUS_OK)
		r->rc = momus_fail(r->err, code, "%s: %s is %.*s; expected %s",
				   r->origin, key,
				   found.len > 80 ? 80 : (int)found.len,
				   found.len ? found.ptr : "", expected);
}

/* The number under KEY of OBJECT; FALLBACK if it is absent, which is an error
 * if that is NAN. */
static double real(struct reader *r, struct momus_text object, const char *key,
		   double fallback)
{
	struct momus_text v = find(r, object, key);
	char text[64], *end;
	double x;

	if (!v.len && !isnan(fallback))
		return fallback;
	if (!v.len) {
		fail(r, MOMUS_EPARSE, key, MOMUS_TEXT("missing"), "a number");
		return 1;
	}
	snprintf(text, sizeof text, "%.*s", v.len > 60 ? 60 : (int)v.len,
		 v.ptr);
	x = strtod(text, &end);
	if (end == text || *end || !isfinite(x)) {
		fail(r, MOMUS_EPARSE, key, v, "a number");
		return 1;
	}
	return x;
}

/* A whole number in [LOW, HIGH]; FALLBACK < 0: it must be there. */
static int64_t whole(struct reader *r, const char *key, int64_t low,
		     int64_t high, int64_t fallback)
{
	struct momus_text found = find(r, r->json, key);
	double x = real(r, r->json, key, fallback < 0 ? NAN : (double)fallback);
	char expected[64], taken[64];

	if (!found.len) {
		snprintf(taken, sizeof taken, "missing and would be %lld",
			 (long long)fallback);
		found = momus_text_of(taken);
	}
	if (x != floor(x) || x < (double)low || x > (double)high) {
		snprintf(expected, sizeof expected,
			 "a whole number from %lld to %lld", (long long)low,
			 (long long)high);
		fail(r, MOMUS_EPARSE, key, found, expected);
		return low;
	}
	return (int64_t)x;
}

static bool truth(struct reader *r, const char *key, bool fallback)
{
	struct momus_text v = find(r, r->json, key);

	if (!v.len)
		return fallback;
	if (!momus_text_equal(v, MOMUS_TEXT("true")) &&
	    !momus_text_equal(v, MOMUS_TEXT("false")))
		fail(r, MOMUS_EPARSE, key, v, "true or false");
	return v.ptr[0] == 't';
}

static void read_family(struct reader *r, struct config *c)
{
	struct momus_text v = find(r, r->json, "model_type");
	char quoted[32];

	for (int i = 0; i < FAMILIES; i++) {
		snprintf(quoted, sizeof quoted, "\"%s\"", families[i].name);
		if (!momus_text_equal(v, momus_text_of(quoted)))
			continue;
		snprintf(c->family, sizeof c->family, "%s", families[i].name);
		c->qkv_bias = families[i].qkv_bias;
		c->qk_norm = families[i].qk_norm;
		return;
	}
	fail(r, MOMUS_EINVAL, "model_type", v.len ? v : MOMUS_TEXT("missing"),
	     "qwen2, qwen3, llama or mistral");
}

static void read_rope(struct reader *r, struct config *c)
{
	struct momus_text new = find(r, r->json, "rope_parameters");
	struct momus_text old = find(r, r->json, "rope_scaling");
	struct momus_text scaling = new.len ? new : old, type;

	c->theta = real(r, new.len ? new : r->json, "rope_theta", 10000.0);
	if (c->theta <= 1)
		fail(r, MOMUS_EPARSE, "rope_theta",
		     find(r, new.len ? new : r->json, "rope_theta"),
		     "a number above 1");
	c->rope = CONFIG_ROPE_PLAIN;
	c->rope_factor = 1;
	if (!scaling.len)
		return;
	if (scaling.ptr[0] != '{') {
		fail(r, MOMUS_EPARSE,
		     new.len ? "rope_parameters" : "rope_scaling", scaling,
		     "an object, or null");
		return;
	}
	type = find(r, scaling, "rope_type");
	if (!type.len)
		type = find(r, scaling, "type");
	if (!type.len && find(r, scaling, "factor").len)
		type = MOMUS_TEXT("missing");
	if (!type.len || momus_text_equal(type, MOMUS_TEXT("\"default\"")))
		return;
	c->rope_factor = real(r, scaling, "factor", NAN);
	if (momus_text_equal(type, MOMUS_TEXT("\"linear\""))) {
		c->rope = CONFIG_ROPE_LINEAR;
	} else if (momus_text_equal(type, MOMUS_TEXT("\"llama3\""))) {
		c->rope = CONFIG_ROPE_LLAMA3;
		c->rope_low = real(r, scaling, "low_freq_factor", NAN);
		c->rope_high = real(r, scaling, "high_freq_factor", NAN);
		c->rope_original = real(
			r, scaling, "original_max_position_embeddings", NAN);
		if (c->rope_low <= 0 || c->rope_high <= c->rope_low ||
		    c->rope_original <= 0)
			fail(r, MOMUS_EPARSE, "rope scaling", scaling,
			     "0 < low_freq_factor < high_freq_factor and "
			     "original_max_position_embeddings > 0");
	} else {
		fail(r, MOMUS_EINVAL, "rope_type", type,
		     "default, linear or llama3");
	}
	if (c->rope_factor < 1)
		fail(r, MOMUS_EPARSE, "rope factor", scaling,
		     "a factor of at least 1");
}

/* A sliding window, where the family's switch says that it is used. */
static void read_window(struct reader *r, struct config *c)
{
	bool used = truth(r, "use_sliding_window",
			  strcmp(c->family, "mistral") == 0);

	c->window = used ? whole(r, "sliding_window", 1, 1 << 30, 0) : 0;
	if (c->window >= c->positions)
		c->window = 0;
	if (c->window && strncmp(c->family, "qwen", 4) == 0)
		fail(r, MOMUS_EINVAL, "use_sliding_window", MOMUS_TEXT("true"),
		     "false: the layers of Qwen that have windows are not "
		     "known");
}

/* "eos_token_id": a number, or several. */
static void read_ends(struct reader *r, struct config *c)
{
	struct momus_text v = find(r, r->json, "eos_token_id"), key, value;
	size_t at = 0;
	long id;

	if (!v.len)
		return;
	if (v.ptr[0] != '[') {
		c->ends[c->n_ends++] =
			(int32_t)whole(r, "eos_token_id", 0, c->vocab - 1, -1);
		return;
	}
	while (momus_json_next(v, &at, &key, &value)) {
		id = value.ptr[0] >= '0' && value.ptr[0] <= '9'
			     ? strtol(value.ptr, NULL, 10)
			     : -1;
		if (c->n_ends == 8 || id < 0 || id >= c->vocab) {
			fail(r, MOMUS_EPARSE, "eos_token_id", v,
			     "at most 8 ids below vocab_size");
			return;
		}
		c->ends[c->n_ends++] = (int32_t)id;
	}
}

static void read_shape(struct reader *r, struct config *c)
{
	struct momus_text act = find(r, r->json, "hidden_act");

	c->hidden = whole(r, "hidden_size", 1, 1 << 20, -1);
	c->layers = whole(r, "num_hidden_layers", 1, 1024, -1);
	c->heads = whole(r, "num_attention_heads", 1, 4096, -1);
	c->kv_heads = whole(r, "num_key_value_heads", 1, 4096, c->heads);
	c->intermediate = whole(r, "intermediate_size", 1, 1 << 22, -1);
	c->vocab = whole(r, "vocab_size", 1, 1 << 24, -1);
	c->positions = whole(r, "max_position_embeddings", 1, 1 << 30, -1);
	c->head_dim = whole(r, "head_dim", 2, 4096, c->hidden / c->heads);
	c->eps = real(r, r->json, "rms_norm_eps", 1e-6);
	c->spread = real(r, r->json, "initializer_range", 0.02);
	c->tied = truth(r, "tie_word_embeddings", false);
	c->qkv_bias = truth(r, "attention_bias", c->qkv_bias);
	c->o_bias = strcmp(c->family, "qwen2") != 0 && c->qkv_bias;
	if (c->heads % c->kv_heads)
		fail(r, MOMUS_EPARSE, "num_key_value_heads",
		     find(r, r->json, "num_key_value_heads"),
		     "a divisor of num_attention_heads");
	if (c->head_dim % 2)
		fail(r, MOMUS_EPARSE, "head_dim", find(r, r->json, "head_dim"),
		     "an even number, also where it is hidden_size / "
		     "num_attention_heads");
	if (!(c->eps >= 0) || c->eps > 1)
		fail(r, MOMUS_EPARSE, "rms_norm_eps",
		     find(r, r->json, "rms_norm_eps"), "a number in [0, 1]");
	if (!(c->spread >= 0) || c->spread > 1)
		fail(r, MOMUS_EPARSE, "initializer_range",
		     find(r, r->json, "initializer_range"),
		     "a number in [0, 1]");
	if (act.len && !momus_text_equal(act, MOMUS_TEXT("\"silu\"")))
		fail(r, MOMUS_EINVAL, "hidden_act", act, "silu");
	if (truth(r, "mlp_bias", false))
		fail(r, MOMUS_EINVAL, "mlp_bias", MOMUS_TEXT("true"), "false");
}

int config_read(struct config *out, struct momus_text json, const char *origin,
		struct momus_error *err)
{
	struct reader r = { json, origin, err, MOMUS_OK };
	size_t at = 0;

	memset(out, 0, sizeof *out);
	if (json.len > CONFIG_BYTES || !momus_json_valid(json, &at))
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: is no JSON at byte %zu, or longer than "
				  "%d bytes; expected a model's config.json",
				  origin, at, CONFIG_BYTES);
	read_family(&r, out);
	read_shape(&r, out);
	read_rope(&r, out);
	read_window(&r, out);
	read_ends(&r, out);
	return r.rc;
}
