/* engine-test.c - the whole engine on a device, against PyTorch's numbers
 *
 * In `make check` the device is the processor and the kernels run by the shim; in
 * `make check-gpu` it is real.
 */
#include "device/engine.h"

#include <math.h>
#include <momus/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/golden.h"
#include "model/made.h"
#include "tap.h"

enum { MOST = 1024 };

/* An engine with M's weights; skips the test where there is no device. */
static struct engine *start(struct model *m, enum launch_type type,
			    bool recompute)
{
	const struct engine_setup setup = { .model = m,
					    .type = type,
					    .recompute = recompute };
	struct momus_error err = { "" };
	struct engine *e;
	int rc = engine_open(&e, &setup, &err);

	if (rc == MOMUS_ENOTFOUND)
		SKIP("%s", err.text);
	if (rc < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return e;
}

static void ok(int rc, const struct momus_error *err)
{
	if (rc < 0)
		tap_fail(__FILE__, __LINE__, "%s", err->text);
}

struct rows { /* sequences without padding, and what is asked about them */
	int32_t ids[MOST], token[MOST];
	size_t start[16], at[MOST], n;
	struct batch batch;
};

/* The golden batch; every place but a sequence's last predicts the next. */
static void read_forward(struct rows *r, const struct golden *g)
{
	size_t n, many;
	const int64_t *ids = golden_ids(g, "input_ids", &n);
	const int64_t *lengths = golden_ids(g, "lengths", &many);
	size_t cols = n / many;

	r->n = r->start[0] = 0;
	for (size_t b = 0; b < many; b++) {
		r->start[b + 1] = r->start[b] + (size_t)lengths[b];
		for (size_t t = 0; t < (size_t)lengths[b]; t++) {
			r->ids[r->start[b] + t] = (int32_t)ids[b * cols + t];
			if (!t)
				continue;
			r->at[r->n] = r->start[b] + t - 1;
			r->token[r->n++] = (int32_t)ids[b * cols + t];
		}
	}
	r->batch = (struct batch){ r->ids, r->start, many };
}

/* GOT, one number a scored place, as the padded array NAME has them. */
static void check_places(const struct golden *g, const struct rows *r,
			 const char *name, const float *got)
{
	size_t n, i = 0;
	float *all;

	golden_floats(g, name, &n);
	all = calloc(n, sizeof *all);
	CHECK(all);
	for (size_t b = 0; b < r->batch.n; b++)
		for (size_t t = r->start[b]; t + 1 < r->start[b + 1]; t++, i++)
			all[b * (n / r->batch.n) + t - r->start[b]] = got[i];
	golden_check(g, name, all, n);
	free(all);
}

static void check_scores(const struct golden *g, struct engine *e,
			 const struct rows *r, double temperature,
			 const char *suffix)
{
	const struct head_rows head = { NULL, r->at, r->token, r->n,
					temperature };
	struct momus_error err = { "" };
	float p[MOST], h[MOST];
	char name[64];

	ok(engine_score(e, &head, p, h, &err), &err);
	snprintf(name, sizeof name, "logprobs.%s", suffix);
	check_places(g, r, name, p);
	snprintf(name, sizeof name, "entropy.%s", suffix);
	check_places(g, r, name, h);
}

static void check_logits(const struct golden *g, struct engine *e,
			 const struct rows *r)
{
	size_t vocab = (size_t)g->model->parameters.config.vocab, n;
	struct momus_error err = { "" };
	float *all;

	golden_floats(g, "logits", &n);
	all = calloc(n, sizeof *all);
	CHECK(all);
	for (size_t b = 0; b < r->batch.n; b++)
		for (size_t t = r->start[b]; t < r->start[b + 1]; t++)
			ok(engine_logits(e, t,
					 all + (b * (n / vocab / r->batch.n) +
						t - r->start[b]) *
							 vocab,
					 &err),
			   &err);
	golden_check(g, "logits", all, n);
	free(all);
}

/* 400 tokens: several tiles of attention, and positions beyond the scaled ones. */
static void check_long(const struct golden *g, struct engine *e)
{
	struct momus_error err = { "" };
	static struct rows r;
	struct head_rows head;
	float p[MOST];
	size_t n;
	const int64_t *ids = golden_ids(g, "long.input_ids", &n);

	for (size_t i = 0; i < n; i++) {
		r.ids[i] = (int32_t)ids[i];
		r.at[i] = i;
	}
	r.start[0] = 0;
	r.start[1] = n;
	r.batch = (struct batch){ r.ids, r.start, 1 };
	head = (struct head_rows){ NULL, r.at, r.ids + 1, n - 1, 1.0 };
	ok(engine_forward(e, &r.batch, false, &err), &err);
	ok(engine_score(e, &head, p, NULL, &err), &err);
	golden_check(g, "long.logprobs.T1.0", p, n - 1);
}

static void check_forward(const char *name)
{
	struct golden g = golden_open(name, "forward");
	struct engine *e = start(g.model, LAUNCH_F32, false);
	struct momus_error err = { "" };
	static struct rows r;

	read_forward(&r, &g);
	ok(engine_forward(e, &r.batch, false, &err), &err);
	check_logits(&g, e, &r);
	check_scores(&g, e, &r, 1.0, "T1.0");
	check_scores(&g, e, &r, 0.7, "T0.7");
	check_long(&g, e);
	engine_close(e);
	golden_close(&g);
}

TEST(models_compute_on_a_device_what_transformers_does)
{
	check_forward("tiny-qwen2");
	check_forward("tiny-llama");
	check_forward("tiny-llama3");
	check_forward("tiny-qwen3");
}

/* Labels are those of the same place; the place before predicts it. */
static void read_sft(struct rows *r, const struct golden *g)
{
	size_t n, t, many = 4;
	const int64_t *ids = golden_ids(g, "sft.input_ids", &n);
	const int64_t *mask = golden_ids(g, "sft.attention_mask", &n);
	const int64_t *labels = golden_ids(g, "sft.labels", &n);
	size_t cols = n / many;

	CHECK(n <= MOST);
	r->n = r->start[0] = 0;
	for (size_t b = 0; b < many; b++) {
		r->start[b + 1] = r->start[b];
		for (t = 0; t < cols && mask[b * cols + t]; t++) {
			size_t at = r->start[b + 1]++;

			r->ids[at] = (int32_t)ids[b * cols + t];
			if (labels[b * cols + t] < 0)
				continue;
			r->at[r->n] = at - 1;
			r->token[r->n++] = (int32_t)labels[b * cols + t];
		}
	}
	r->batch = (struct batch){ r->ids, r->start, many };
}

/* The loss; its derivatives are added to the gradient. */
static double learn(struct engine *e, const struct rows *r)
{
	const struct head_rows head = { NULL, r->at, r->token, r->n, 1.0 };
	struct momus_error err = { "" };
	float p[MOST], d[MOST];
	double loss = 0;

	ok(engine_forward(e, &r->batch, true, &err), &err);
	ok(engine_score(e, &head, p, NULL, &err), &err);
	for (size_t i = 0; i < r->n; i++) {
		loss -= (double)p[i] / (double)r->n;
		d[i] = -1.0f / (float)r->n;
	}
	ok(engine_backward(e, &head, d, NULL, &err), &err);
	return loss;
}

static float *gradient(struct engine *e)
{
	size_t n = e->model->parameters.total;
	struct momus_error err = { "" };
	float *g = malloc(n * sizeof *g);

	CHECK(g);
	ok(device_read(e->device, g, e->gradient, n * sizeof *g, &err), &err);
	return g;
}

/* The stored gradients, each within its tolerance of X. */
static void check_gradients(const struct golden *g, const float *x)
{
	const struct parameters *p = &g->model->parameters;
	char name[128];
	size_t n, any = 0;

	for (size_t i = 0; i < p->n; i++) {
		snprintf(name, sizeof name, "sft.grad.%s", p->list[i].name);
		if (!golden_has(g, name))
			continue;
		golden_floats(g, name, &n);
		golden_check(g, name, x + p->list[i].offset, n);
		any++;
	}
	CHECK(any > 0);
}

static void check_sft(const char *name, bool recompute)
{
	struct golden g = golden_open(name, "sft");
	struct engine *e = start(g.model, LAUNCH_F32, recompute);
	struct momus_text steps = momus_json_member(g.part, "steps"), key, one;
	struct momus_error err = { "" };
	static struct rows r;
	size_t at = 0;
	double norm, scale, first = 1;

	read_sft(&r, &g);
	for (int t = 1; t <= 5; t++) {
		double loss = learn(e, &r);

		CHECK(momus_json_next(steps, &at, &key, &one));
		CHECK_NEAR(loss,
			   strtod(momus_json_member(one, "loss64").ptr, NULL),
			   1e-5);
		if (t == 1) {
			float *d = gradient(e);

			check_gradients(&g, d);
			free(d);
		}
		ok(engine_norm(e, &norm, &err), &err);
		CHECK_NEAR(
			norm,
			strtod(momus_json_member(one, "grad_norm64").ptr, NULL),
			1e-4 * norm);
		scale = fmin(1.0, 1.0 / (norm + 1e-6));
		first = t == 1 ? scale : first;
		ok(engine_step(e, &golden_adamw, t, scale, &err), &err);
		ok(engine_give_weights(e, &err), &err);
		if (t == 1 || t == 2 || t == 5)
			golden_check_step(&g, t, g.model->w, first);
	}
	engine_close(e);
	golden_close(&g);
}

TEST(models_learn_on_a_device_as_in_pytorch)
{
	check_sft("tiny-qwen2", false);
	check_sft("tiny-llama", false);
	check_sft("tiny-llama3", false);
	check_sft("tiny-qwen3", false);
}

TEST(models_learn_the_same_where_activations_are_computed_again)
{
	check_sft("tiny-qwen3", true);
}

/* A made model of two layers, with biases; no data are needed. */
static const char config[] =
	"{\"architectures\": [\"Qwen2ForCausalLM\"], \"model_type\": \"qwen2\","
	"\"hidden_size\": 32, \"intermediate_size\": 48,"
	"\"num_hidden_layers\": 2, \"num_attention_heads\": 4,"
	"\"num_key_value_heads\": 2, \"vocab_size\": 96,"
	"\"max_position_embeddings\": 512, \"rms_norm_eps\": 1e-6,"
	"\"rope_theta\": 10000.0, \"tie_word_embeddings\": true}";

static struct model *made(void)
{
	struct momus_error err = { "" };
	struct model *m;

	ok(made_model(&m, config, 3, &err), &err);
	return m;
}

/* Sequences of 70, 3 and 40 tokens, each asked about all of its own. */
static void make_rows(struct rows *r)
{
	static const size_t start[] = { 0, 70, 73, 113 };

	r->n = 0;
	memcpy(r->start, start, sizeof start);
	for (size_t t = 0; t < 113; t++)
		r->ids[t] = (int32_t)(t * t * 31 % 96);
	for (size_t b = 0; b < 3; b++)
		for (size_t t = start[b]; t + 1 < start[b + 1]; t++) {
			r->at[r->n] = t;
			r->token[r->n++] = r->ids[t + 1];
		}
	r->batch = (struct batch){ r->ids, r->start, 3 };
}

static void scores(struct engine *e, const struct rows *r, float *p)
{
	const struct head_rows head = { NULL, r->at, r->token, r->n, 1.0 };
	struct momus_error err = { "" };

	ok(engine_forward(e, &r->batch, false, &err), &err);
	ok(engine_score(e, &head, p, NULL, &err), &err);
}

static void check_alone(enum launch_type type)
{
	struct model *m = made();
	struct engine *e = start(m, type, false);
	static struct rows all, one;
	float p[MOST], q[MOST];

	make_rows(&all);
	scores(e, &all, p);
	one.n = 39;
	one.start[1] = 40;
	for (size_t t = 0; t < 40; t++) {
		one.ids[t] = all.ids[73 + t];
		one.at[t] = t;
		one.token[t] = all.ids[73 + t + (t < 39)];
	}
	one.batch = (struct batch){ one.ids, one.start, 1 };
	scores(e, &one, q);
	CHECK(memcmp(p + 71, q, 39 * sizeof *p) == 0);
	engine_close(e);
	model_close(m);
}

TEST(a_sequences_scores_on_a_device_do_not_depend_on_its_batch_bit_for_bit)
{
	check_alone(LAUNCH_F32);
	check_alone(LAUNCH_BF16);
}

TEST(activations_computed_again_give_the_same_gradient_bit_for_bit)
{
	struct model *m = made();
	float *g[2];
	static struct rows r;

	make_rows(&r);
	for (int again = 0; again < 2; again++) {
		struct engine *e = start(m, LAUNCH_BF16, again);

		learn(e, &r);
		g[again] = gradient(e);
		engine_close(e);
	}
	CHECK(memcmp(g[0], g[1], m->parameters.total * sizeof **g) == 0);
	free(g[0]);
	free(g[1]);
	model_close(m);
}

TEST(bf16_is_near_fp32_and_learns)
{
	static const struct adamw adamw = { 1e-2, 0.9, 0.999, 1e-8, 0 };
	struct model *m = made();
	struct engine *wide = start(m, LAUNCH_F32, false);
	struct engine *e = start(m, LAUNCH_BF16, false);
	struct momus_error err = { "" };
	double first = 0, last = 0, norm;
	float p[MOST], q[MOST];
	static struct rows r;

	make_rows(&r);
	scores(wide, &r, p);
	scores(e, &r, q);
	for (size_t i = 0; i < r.n; i++)
		CHECK_NEAR(q[i], p[i], 0.05);
	for (int t = 1; t <= 8; t++) {
		last = learn(e, &r);
		first = t == 1 ? last : first;
		ok(engine_norm(e, &norm, &err), &err);
		CHECK(norm > 0);
		ok(engine_step(e, &adamw, t, 1, &err), &err);
	}
	CHECK(last < 0.9 * first);
	engine_close(wide);
	engine_close(e);
	model_close(m);
}

TEST(too_little_memory_on_the_device_is_one_sentence)
{
	struct model *m = made();
	size_t weights = m->parameters.total * sizeof(float);
	struct momus_error err = { "" };
	struct engine *e = start(m, LAUNCH_F32, false);
	struct engine_setup setup = { .model = m };

	engine_close(e);
	setup.limit = weights / 2;
	CHECK_INT(engine_open(&e, &setup, &err), MOMUS_ENOMEM);
	CHECK(strstr(err.text, "native: out of device memory for "));
	CHECK(strstr(err.text, "bytes asked for, "));
	model_close(m);
}

TEST(what_a_device_does_not_have_is_refused)
{
	struct model *m = made();
	struct engine *e = start(m, LAUNCH_F32, false);
	struct engine_setup setup = { .model = m, .number = 1000 };
	static struct rows r;
	struct momus_error err = { "" };
	struct head_rows head;
	float p[MOST];

	make_rows(&r);
	r.ids[4] = 96;
	CHECK_INT(engine_forward(e, &r.batch, false, &err), MOMUS_EINVAL);
	CHECK_STR(err.text, "native: token 96 is none of the model's 96");
	make_rows(&r);
	r.token[2] = -1;
	head = (struct head_rows){ NULL, r.at, r.token, r.n, 1.0 };
	CHECK_INT(engine_forward(e, &r.batch, false, NULL), MOMUS_OK);
	CHECK_INT(engine_score(e, &head, p, NULL, NULL), MOMUS_EINVAL);
	make_rows(&r);
	CHECK_INT(engine_backward(e, &head, p, NULL, &err), MOMUS_EINVAL);
	engine_close(e);
	CHECK_INT(engine_open(&e, &setup, NULL), MOMUS_ENOTFOUND);
	model_close(m);
}

TAP_MAIN
