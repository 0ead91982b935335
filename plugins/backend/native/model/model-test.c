/* model-test.c - what models compute, against PyTorch's and transformers' */
#include <math.h>
#include <momus/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/forward.h"
#include "model/generate.h"
#include "model/golden.h"
#include "model/head.h"
#include "tap.h"

enum { B = 4, T = 24 };

struct golden_rows { /* the golden batch without its padding */
	int32_t ids[B * T];
	size_t start[B + 2];
	struct batch batch;
};

static void read_rows(struct golden_rows *r, const struct golden *g)
{
	size_t n;
	const int64_t *ids = golden_ids(g, "input_ids", &n);
	const int64_t *lengths = golden_ids(g, "lengths", &n);

	r->start[0] = 0;
	for (size_t b = 0; b < B; b++) {
		r->start[b + 1] = r->start[b] + (size_t)lengths[b];
		for (int64_t t = 0; t < lengths[b]; t++)
			r->ids[r->start[b] + (size_t)t] =
				(int32_t)ids[(int64_t)b * T + t];
	}
	r->batch = (struct batch){ r->ids, r->start, B };
}

static void check_hidden(const struct golden *g, const struct kept *kept)
{
	const struct config *c = &g->model->parameters.config;
	size_t n = (size_t)(T * c->hidden);
	char name[64];

	golden_check(g, "hidden.embedding", kept->layers[0].x, n);
	for (int64_t l = 0; l < c->layers; l++) {
		snprintf(name, sizeof name, "hidden.after_layer_%lld",
			 (long long)l);
		golden_check(
			g, name,
			l + 1 < c->layers ? kept->layers[l + 1].x : kept->x, n);
	}
	golden_check(g, "hidden.final_norm", kept->hidden, n);
}

static void check_logits(const struct golden *g, const struct golden_rows *r,
			 const struct kept *kept)
{
	const struct config *c = &g->model->parameters.config;
	float *z = calloc((size_t)(B * T * c->vocab), sizeof *z);

	CHECK(z);
	for (size_t b = 0; b < B; b++)
		for (size_t t = r->start[b]; t < r->start[b + 1]; t++)
			head_logits(g->model,
				    kept->hidden + (int64_t)t * c->hidden,
				    z + (int64_t)(b * T + t - r->start[b]) *
						    c->vocab);
	golden_check(g, "logits", z, (size_t)(B * T * c->vocab));
	free(z);
}

static void check_scores(const struct golden *g, const struct golden_rows *r,
			 const struct kept *kept, double temperature,
			 const char *suffix)
{
	float p[B * (T - 1)] = { 0 }, e[B * (T - 1)] = { 0 };
	float got[2][B * T];
	size_t at[B * T], n = 0;
	int32_t token[B * T];
	char name[64];

	for (size_t b = 0; b < B; b++)
		for (size_t t = r->start[b]; t + 1 < r->start[b + 1]; t++) {
			at[n] = t;
			token[n++] = r->ids[t + 1];
		}
	CHECK_INT(head_forward(g->model,
			       &(struct head_rows){ kept->hidden, at, token, n,
						    temperature, kept->row },
			       got[0], got[1], NULL, NULL),
		  MOMUS_OK);
	n = 0;
	for (size_t b = 0; b < B; b++)
		for (size_t t = r->start[b]; t + 1 < r->start[b + 1];
		     t++, n++) {
			p[b * (T - 1) + t - r->start[b]] = got[0][n];
			e[b * (T - 1) + t - r->start[b]] = got[1][n];
		}
	snprintf(name, sizeof name, "logprobs.%s", suffix);
	golden_check(g, name, p, B * (T - 1));
	snprintf(name, sizeof name, "entropy.%s", suffix);
	golden_check(g, name, e, B * (T - 1));
}

/* 400 tokens, beyond what scaled frequencies leave as they are. */
static void check_long(const struct golden *g)
{
	struct model *m = g->model;
	size_t n, start[2] = { 0, 0 }, at[512];
	const int64_t *wide = golden_ids(g, "long.input_ids", &n);
	int32_t ids[512];
	float p[512], *z;
	struct kept kept;

	CHECK(n <= 512);
	for (size_t i = 0; i < n; i++) {
		ids[i] = (int32_t)wide[i];
		at[i] = i;
	}
	start[1] = n;
	CHECK_INT(kept_init(&kept, m, (int64_t)n, false, NULL), MOMUS_OK);
	CHECK_INT(forward(m, &(struct batch){ ids, start, 1 }, &kept, NULL), 0);
	CHECK_INT(head_forward(m,
			       &(struct head_rows){ kept.hidden, at, ids + 1,
						    n - 1, 1.0, kept.row },
			       p, NULL, NULL, NULL),
		  MOMUS_OK);
	golden_check(g, "long.logprobs.T1.0", p, n - 1);
	z = calloc((size_t)m->parameters.config.vocab, sizeof *z);
	CHECK(z);
	head_logits(
		m, kept.hidden + (int64_t)(n - 1) * m->parameters.config.hidden,
		z);
	golden_check(g, "long.last_logits", z,
		     (size_t)m->parameters.config.vocab);
	free(z);
	kept_release(&kept);
}

static void check_forward(const char *name)
{
	struct golden g = golden_open(name, "forward");
	struct momus_error err = { "" };
	struct kept kept;
	struct golden_rows r;

	read_rows(&r, &g);
	CHECK_INT(kept_init(&kept, g.model, (int64_t)r.start[B], true, NULL),
		  MOMUS_OK);
	CHECK_INT(forward(g.model, &r.batch, &kept, &err), MOMUS_OK);
	check_hidden(&g, &kept);
	check_logits(&g, &r, &kept);
	check_scores(&g, &r, &kept, 1.0, "T1.0");
	check_scores(&g, &r, &kept, 0.7, "T0.7");
	check_long(&g);
	kept_release(&kept);
	golden_close(&g);
}

TEST(qwen2_computes_what_transformers_does)
{
	check_forward("tiny-qwen2");
}

TEST(llama_in_three_bf16_shards_computes_what_transformers_does)
{
	check_forward("tiny-llama");
}

TEST(llama3_with_scaled_frequencies_computes_what_transformers_does)
{
	check_forward("tiny-llama3");
}

TEST(qwen3_with_normed_heads_computes_what_transformers_does)
{
	check_forward("tiny-qwen3");
}

/* One golden continuation, as far as the reference itself is sure. */
static void check_greedy(struct model *m, struct momus_text row)
{
	struct momus_sampling greedy = { .temperature = 0,
					 .top_p = NAN,
					 .min_p = NAN,
					 .repetition_penalty = NAN,
					 .top_k = -1,
					 .logprobs = -1 };
	const struct decoder_setup setup = {
		.model = m, .threads = 1, .kernels = "auto", .most = 1
	};
	struct momus_text key, value, ids = momus_json_member(row, "ids");
	struct momus_text margins = momus_json_member(row, "margins");
	size_t at = 0, margin_at = 0, n = 0, sure = 0;
	struct momus_stream stream = { .used = 0 };
	struct decoder d;
	struct answer a;
	int32_t prompt[64];

	for (struct momus_text list = momus_json_member(row, "prompt_ids");
	     momus_json_next(list, &at, &key, &value);)
		prompt[n++] = (int32_t)strtol(value.ptr, NULL, 10);
	CHECK_INT(decoder_init(&d, &setup, NULL), MOMUS_OK);
	CHECK_INT(generate(&d, prompt, n, &greedy, 64, &stream, &a, NULL), 0);
	for (at = 0; momus_json_next(ids, &at, &key, &value); sure++) {
		struct momus_text margin;

		CHECK(momus_json_next(margins, &margin_at, &key, &margin));
		if (strtod(margin.ptr, NULL) < 2e-4)
			break;
		CHECK(sure < a.ids.n);
		CHECK_INT(a.ids.list[sure], strtol(value.ptr, NULL, 10));
	}
	CHECK(sure > 8);
	answer_release(&a);
	decoder_release(&d);
}

TEST(greedy_texts_are_those_of_the_reference)
{
	static const char *const names[] = { "tiny-qwen2", "tiny-llama",
					     "tiny-llama3", "tiny-qwen3" };

	for (size_t i = 0; i < 4; i++) {
		struct golden g = golden_open(names[i], "forward");
		struct momus_text key, value;
		size_t at = 0, n = 0;

		for (struct momus_text list =
			     momus_json_member(g.part, "greedy");
		     momus_json_next(list, &at, &key, &value); n++)
			check_greedy(g.model, value);
		CHECK_INT((long long)n, 10);
		golden_close(&g);
	}
}

TEST(a_sequence_does_not_depend_on_its_batch_bit_for_bit)
{
	struct golden g = golden_open("tiny-qwen2", "forward");
	struct kept all, one;
	struct golden_rows r;

	read_rows(&r, &g);
	CHECK_INT(kept_init(&all, g.model, (int64_t)r.start[B], true, NULL), 0);
	CHECK_INT(forward(g.model, &r.batch, &all, NULL), MOMUS_OK);
	for (size_t b = 0; b < B; b++) {
		size_t n = r.start[b + 1] - r.start[b], start[2] = { 0, n };
		size_t h = (size_t)g.model->parameters.config.hidden;

		CHECK_INT(kept_init(&one, g.model, (int64_t)n, false, NULL), 0);
		CHECK_INT(
			forward(g.model,
				&(struct batch){ r.ids + r.start[b], start, 1 },
				&one, NULL),
			MOMUS_OK);
		CHECK(memcmp(one.hidden, all.hidden + r.start[b] * h,
			     n * h * sizeof(float)) == 0);
		kept_release(&one);
	}
	kept_release(&all);
	golden_close(&g);
}

enum { PROMPT = 9, ANSWERS = 5, LONGER = 4 };

/* Sequences that begin alike: of one prompt, the last but one is of another; they
 * differ in length and in what follows. */
static void make_family(struct golden_rows *r, const struct golden *g)
{
	int32_t vocab = (int32_t)g->model->parameters.config.vocab, *at;

	r->start[0] = 0;
	for (size_t i = 0; i < ANSWERS; i++) {
		at = r->ids + r->start[i];
		for (int t = 0; t < PROMPT; t++)
			*at++ = (i == ANSWERS - 2 ? 11 + 5 * t : 3 + 7 * t) %
				vocab;
		for (size_t t = 0; t < i % LONGER + 1; t++)
			*at++ = (int32_t)(17 * i + 29 * t) % vocab;
		r->start[i + 1] = (size_t)(at - r->ids);
	}
	r->batch = (struct batch){ r->ids, r->start, ANSWERS };
}

/* The log-probabilities of B's tokens but the first ones, in their order, and the
 * gradient of their weighted sum, added to GRAD; how many. */
static size_t score(struct model *m, const struct batch *b, float *logprob,
		    float *grad, int64_t *rows)
{
	float d[B * T], *dx;
	size_t at[B * T], n = 0, h = (size_t)m->parameters.config.hidden;
	int32_t token[B * T];
	struct head_rows r;
	struct kept kept;

	for (size_t i = 0; i < b->n; i++)
		for (size_t t = b->start[i]; t + 1 < b->start[i + 1]; t++) {
			at[n] = t;
			token[n] = b->ids[t + 1];
			d[n] = 0.1f + (float)(token[n] % 5);
			n++;
		}
	CHECK_INT(kept_init(&kept, m, (int64_t)b->start[b->n], true, NULL), 0);
	CHECK_INT(forward(m, b, &kept, NULL), MOMUS_OK);
	r = (struct head_rows){ kept.hidden, at, token, n, 1, kept.row };
	CHECK_INT(head_forward(m, &r, logprob, NULL, NULL, NULL), MOMUS_OK);
	dx = calloc((size_t)kept.rows * h, sizeof *dx);
	CHECK(dx);
	CHECK_INT(head_backward(m, &r, NULL, d, NULL, dx, grad, NULL), 0);
	CHECK_INT(backward(m, &kept, dx, grad, NULL), MOMUS_OK);
	*rows = kept.rows;
	free(dx);
	kept_release(&kept);
	return n;
}

static void check_family(const char *name)
{
	struct golden g = golden_open(name, "forward");
	struct model *m = g.model;
	size_t total = m->parameters.total, done = 0, n;
	float *all = calloc(2 * total, sizeof *all), *one = all + total;
	float together[B * T], alone[B * T];
	double off = 0, size = 0;
	struct golden_rows r;
	int64_t rows;

	CHECK(all);
	make_family(&r, &g);
	score(m, &r.batch, together, all, &rows);
	/* the prompt once for the first three, once for the others each */
	CHECK_INT(rows, (int64_t)r.start[ANSWERS] - 2 * PROMPT);
	for (size_t i = 0; i < ANSWERS; i++) {
		size_t len = r.start[i + 1] - r.start[i], start[2] = { 0, len };

		n = score(m, &(struct batch){ r.ids + r.start[i], start, 1 },
			  alone, one, &rows);
		CHECK_INT(rows, (int64_t)len);
		CHECK(memcmp(alone, together + done, n * sizeof *alone) == 0);
		done += n;
	}
	for (size_t i = 0; i < total; i++) {
		off += pow((double)all[i] - (double)one[i], 2);
		size += pow((double)one[i], 2);
	}
	CHECK(off < 1e-10 * size);
	free(all);
	golden_close(&g);
}

TEST(answers_to_one_prompt_share_it_and_are_what_they_are_alone_bit_for_bit)
{
	check_family("tiny-qwen2");
	check_family("tiny-llama");
	check_family("tiny-qwen3");
}

TAP_MAIN
