/* lora-test.c - adapters: derivatives, and PEFT's form */
#include <math.h>
#include <momus/random.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lora/peft.h"
#include "model/forward.h"
#include "model/head.h"
#include "tap.h"
#include "weights/save.h"

enum { RANK = 3, ROWS = 2 };

static const char shape[] =
	"{\"model_type\": \"qwen2\", \"hidden_size\": 16, "
	"\"num_hidden_layers\": 2, \"num_attention_heads\": 4, "
	"\"num_key_value_heads\": 2, \"intermediate_size\": 24, "
	"\"vocab_size\": 50, \"max_position_embeddings\": 64, "
	"\"rms_norm_eps\": 1e-6, \"rope_theta\": 10000.0, "
	"\"tie_word_embeddings\": true, \"architectures\": "
	"[\"Qwen2ForCausalLM\"], \"hidden_act\": \"silu\"}";

static char folder[] = "/tmp/momus-lora-XXXXXX";

/* FOLDER/NAME, until the next call. */
static const char *path(const char *name)
{
	static char p[200];

	snprintf(p, sizeof p, "%s/%s", folder, name);
	return p;
}

static void remove_folder(void)
{
	unlink(path("config.json"));
	unlink(path("a.safetensors"));
	rmdir(folder);
}

/* A model of drawn weights, large enough for the layers to matter. */
static struct model *make_model(void)
{
	struct momus_error err = { "" };
	static bool there;
	struct model *m;

	if (!there) {
		CHECK(mkdtemp(folder));
		atexit(remove_folder);
		CHECK_INT(save_bytes(path("config.json"), momus_text_of(shape),
				     &err),
			  MOMUS_OK);
		there = true;
	}
	CHECK_INT(model_open(&m, folder, 7, 1, &err), MOMUS_OK);
	for (size_t i = 0; i < m->parameters.n; i++) {
		const struct parameter *p = &m->parameters.list[i];

		for (int64_t k = 0; !p->vector && k < p->rows * p->cols; k++)
			m->w[p->offset + (size_t)k] *= 12;
	}
	return m;
}

static struct lora *make_lora(const struct model *m, const char *module)
{
	const struct parameters *p = &m->parameters;
	bool *chosen = calloc(p->n, sizeof *chosen);
	struct lora *l;

	CHECK(chosen);
	for (size_t i = 0; i < p->n; i++)
		chosen[i] = module ? momus_text_equal(peft_module(&p->list[i]),
						      momus_text_of(module))
				   : strstr(p->list[i].name, "_proj.weight") !=
					     NULL;
	CHECK_INT(lora_create(&l, p, chosen, RANK, 2.0 / RANK, m->w, NULL),
		  MOMUS_OK);
	lora_draw(l, 3);
	free(chosen);
	return l;
}

static const int32_t ids[] = { 3, 17, 42, 8, 8, 1, 30, 49, 0, 5, 11 };
static const size_t start[] = { 0, 6, 11 }, at[] = { 2, 3, 4, 6, 8, 9 };
static const int32_t token[] = { 8, 8, 1, 49, 5, 11 };
static const float weight[] = { 1, -0.5f, 0.25f, 2, -1, 0.75f };

enum { SCORED = sizeof at / sizeof *at };

/* sum of weighted log-probabilities; with G (parameters' layout) its derivatives. */
static double loss(struct model *m, float *g)
{
	const struct batch batch = { ids, start, ROWS };
	size_t h = (size_t)m->parameters.config.hidden;
	float logprob[SCORED], *dx = calloc(11 * h, sizeof *dx);
	struct head_rows rows;
	struct kept kept;
	double sum = 0;

	CHECK(dx);
	CHECK_INT(kept_init(&kept, m, 11, true, NULL), MOMUS_OK);
	CHECK_INT(forward(m, &batch, &kept, NULL), MOMUS_OK);
	rows =
		(struct head_rows){ kept.hidden, at,  token,
				    SCORED,	 1.0, kept.row };
	CHECK_INT(head_forward(m, &rows, logprob, NULL, NULL, NULL), MOMUS_OK);
	for (size_t i = 0; i < SCORED; i++)
		sum += (double)weight[i] * (double)logprob[i];
	if (g) {
		memset(g, 0, m->parameters.total * sizeof *g);
		CHECK_INT(head_backward(m, &rows, NULL, weight, NULL, dx, g,
					NULL),
			  MOMUS_OK);
		CHECK_INT(backward(m, &kept, dx, g, NULL), MOMUS_OK);
	}
	kept_release(&kept);
	free(dx);
	return sum;
}

TEST(new_adapters_change_nothing)
{
	struct model *m = make_model();
	size_t bytes = m->parameters.total * sizeof *m->w;
	float *before = malloc(bytes);
	struct lora *l = make_lora(m, NULL);

	CHECK(before);
	memcpy(before, m->w, bytes);
	lora_fold(l, &m->product, m->w);
	CHECK_INT(l->n, 14);
	CHECK(memcmp(before, m->w, bytes) == 0);
	free(before);
	lora_free(l);
	model_close(m);
}

/* The same by the definition, in double. */
TEST(a_folded_matrix_is_the_sum_of_its_parts)
{
	struct model *m = make_model();
	struct lora *l = make_lora(m, "down_proj");
	const struct lora_site *s = &l->sites[1];
	int64_t in = s->weight->cols;

	CHECK_INT(l->n, 2);
	for (size_t i = 0; i < l->total; i++)
		l->w[i] = (float)sin((double)i);
	lora_fold(l, &m->product, m->w);
	for (int64_t o = 0; o < s->weight->rows; o++)
		for (int64_t i = 0; i < in; i++) {
			double want =
				(double)l->base[s->base + (size_t)(o * in + i)];

			for (int64_t r = 0; r < RANK; r++)
				want += 2.0 / RANK *
					(double)l->w[s->b +
						     (size_t)(o * RANK + r)] *
					(double)l->w[s->a +
						     (size_t)(r * in + i)];
			CHECK_NEAR(
				m->w[s->weight->offset + (size_t)(o * in + i)],
				want, 1e-5);
		}
	lora_free(l);
	model_close(m);
}

/* Of element I of L, by central differences. */
static double difference(struct model *m, struct lora *l, size_t i)
{
	const float step = 0.02f;
	float was = l->w[i];
	double high, low;

	l->w[i] = was + step;
	lora_fold(l, &m->product, m->w);
	high = loss(m, NULL);
	l->w[i] = was - step;
	lora_fold(l, &m->product, m->w);
	low = loss(m, NULL);
	l->w[i] = was;
	return (high - low) / (2 * (double)step);
}

TEST(derivatives_are_those_of_finite_differences)
{
	struct model *m = make_model();
	struct lora *l = make_lora(m, NULL);
	float *g = malloc(m->parameters.total * sizeof *g);
	double most = 0, off = 0;
	struct momus_stream s;

	CHECK(g);
	momus_stream_init(&s, 1, MOMUS_TEXT(""), 0, 0, "test");
	for (size_t i = 0; i < l->total; i++)
		l->w[i] += (float)(0.3 * (momus_stream_real(&s) - 0.5));
	lora_fold(l, &m->product, m->w);
	loss(m, g);
	lora_project(l, &m->product, g);
	for (size_t i = 0; i < l->total; i++)
		most = fmax(most, fabs((double)l->gradient[i]));
	CHECK(most > 0.05);
	for (size_t i = 0; i < l->n; i++)
		for (int k = 0; k < 6; k++) {
			const struct lora_site *site = &l->sites[i];
			size_t n =
				(size_t)(RANK * (k < 3 ? site->weight->cols
						       : site->weight->rows));
			size_t e = (k < 3 ? site->a : site->b) +
				   (size_t)momus_stream_below(&s, n);

			off = fmax(off, fabs(difference(m, l, e) -
					     (double)l->gradient[e]));
		}
	CHECK_NEAR(off / most, 0, 5e-3);
	free(g);
	lora_free(l);
	model_close(m);
}

TEST(a_config_is_read_back)
{
	struct model *m = make_model();
	struct lora *l = make_lora(m, "q_proj");
	struct momus_buffer b;
	struct peft p;

	momus_buffer_init(&b, 4096);
	peft_config_write(l, 12.5, "/a \"base\"", &b);
	CHECK_INT(peft_config_read(&p, momus_buffer_text(&b), "x", NULL),
		  MOMUS_OK);
	CHECK_INT(p.rank, RANK);
	CHECK_NEAR(p.alpha, 12.5, 0);
	CHECK_NEAR(peft_scale(&p), 12.5 / RANK, 1e-15);
	CHECK(strstr(b.ptr, "\"target_modules\": [\"q_proj\"]"));
	p.rooted = true;
	CHECK_NEAR(peft_scale(&p), 12.5 / sqrt(3), 1e-15);
	momus_buffer_release(&b);
	lora_free(l);
	model_close(m);
}

static const struct {
	const char *json, *says;
	int rc;
} bad[] = {
	{ "", "no JSON object", MOMUS_EPARSE },
	{ "[]", "no JSON object", MOMUS_EPARSE },
	{ "{\"peft_type\": \"IA3\"}", "expected \"LORA\"", MOMUS_EINVAL },
	{ "{}", "expected \"LORA\"", MOMUS_EINVAL },
	{ "{\"peft_type\": \"LORA\"}", "r, the rank, is missing",
	  MOMUS_EPARSE },
	{ "{\"peft_type\": \"LORA\", \"r\": 0, \"lora_alpha\": 1}",
	  "r, the rank", MOMUS_EPARSE },
	{ "{\"peft_type\": \"LORA\", \"r\": 1.5, \"lora_alpha\": 1}",
	  "r, the rank", MOMUS_EPARSE },
	{ "{\"peft_type\": \"LORA\", \"r\": 8, \"lora_alpha\": \"x\"}",
	  "lora_alpha", MOMUS_EPARSE },
	{ "{\"peft_type\": \"LORA\", \"r\": 8, \"lora_alpha\": 1, "
	  "\"use_dora\": true}",
	  "use_dora is set", MOMUS_EINVAL },
	{ "{\"peft_type\": \"LORA\", \"r\": 8, \"lora_alpha\": 1, "
	  "\"rank_pattern\": {\"q\": 1}}",
	  "rank_pattern is set", MOMUS_EINVAL },
	{ "{\"peft_type\": \"LORA\", \"r\": 8, \"lora_alpha\": 1, "
	  "\"bias\": \"all\"}",
	  "bias is \"all\"", MOMUS_EINVAL },
	{ "{\"peft_type\": \"LORA\", \"r\": 8, \"lora_alpha\": 1, "
	  "\"init_lora_weights\": \"pissa\"}",
	  "init_lora_weights is \"pissa\"", MOMUS_EINVAL },
};

TEST(configs_that_ask_for_more_are_refused_by_name)
{
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct momus_error err = { "" };
		struct peft p;

		CHECK_INT(peft_config_read(&p, momus_text_of(bad[i].json),
					   "a.json", &err),
			  bad[i].rc);
		CHECK(strncmp(err.text, "a.json: ", 8) == 0);
		CHECK(strstr(err.text, bad[i].says));
	}
}

/* Writes LIST (N) and reads it as an adapter of M; the status, the words in ERR. */
static int read_back(const struct model *m, const struct save_tensor *list,
		     size_t n, struct lora *l, struct momus_error *err)
{
	bool *chosen = calloc(m->parameters.n, sizeof *chosen);
	struct tensors *t = NULL;
	int rc;

	err->text[0] = 0;
	CHECK(chosen);
	CHECK_INT(save_tensors(path("a.safetensors"), list, n, false, err),
		  MOMUS_OK);
	CHECK_INT(tensors_open(&t, path("a.safetensors"), err), MOMUS_OK);
	rc = peft_sites(&m->parameters, t, "a", chosen, err);
	for (size_t i = 0; rc == MOMUS_OK && i < m->parameters.n; i++)
		CHECK_INT(chosen[i],
			  strstr(m->parameters.list[i].name,
				 "0.self_attn.v_proj.weight") != NULL);
	if (rc == MOMUS_OK)
		rc = peft_read(l, t, "", "a", l->w, err);
	tensors_close(t);
	free(chosen);
	return rc;
}

TEST(tensors_that_do_not_fit_are_refused_by_name)
{
	struct model *m = make_model();
	bool *chosen = calloc(m->parameters.n, sizeof *chosen);
	float half[RANK * 16] = { 0.5f };
	struct save_tensor list[] = {
		{ "base_model.model.model.layers.0.self_attn.v_proj.lora_A."
		  "weight",
		  RANK, 16, false, half },
		{ "base_model.model.model.layers.0.self_attn.v_proj.lora_B."
		  "weight",
		  8, RANK, false, half },
		{ "base_model.model.model.layers.9.self_attn.v_proj.lora_B."
		  "weight",
		  8, RANK, false, half },
	};
	struct momus_error err = { "" };
	struct lora *l;

	for (size_t i = 0; chosen && i < m->parameters.n; i++)
		chosen[i] = strstr(m->parameters.list[i].name,
				   "0.self_attn.v_proj.weight") != NULL;
	CHECK_INT(lora_create(&l, &m->parameters, chosen, RANK, 1, m->w, NULL),
		  MOMUS_OK);
	CHECK_INT(l->n, 1);
	CHECK_INT(read_back(m, list, 2, l, &err), MOMUS_OK);
	CHECK_NEAR(l->w[0], 0.5, 0);
	CHECK_INT(read_back(m, list, 1, l, &err), MOMUS_EPARSE);
	CHECK(strstr(err.text, "v_proj.lora_B.weight is missing"));
	CHECK_INT(read_back(m, list + 2, 1, l, &err), MOMUS_EPARSE);
	CHECK(strstr(err.text, "has no adapter for any matrix"));
	CHECK_INT(read_back(m, list, 3, l, &err), MOMUS_EPARSE);
	CHECK(strstr(err.text, "has 3 tensors, and only 2 of them"));
	list[1].rows = 7;
	CHECK_INT(read_back(m, list, 2, l, &err), MOMUS_EPARSE);
	CHECK(strstr(err.text, "is not 8 by 3 floats"));
	list[1].rows = 8;
	half[5] = INFINITY;
	CHECK_INT(read_back(m, list, 2, l, &err), MOMUS_EPARSE);
	CHECK(strstr(err.text, "holds inf at element 5"));
	free(chosen);
	lora_free(l);
	model_close(m);
}

TAP_MAIN
