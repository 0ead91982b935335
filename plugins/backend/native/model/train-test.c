/* train-test.c - derivatives and steps, against PyTorch's */
#include <math.h>
#include <momus/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/forward.h"
#include "model/golden.h"
#include "model/head.h"
#include "ops/adamw.h"
#include "tap.h"

enum { MOST = 1024 };

struct set { /* rows to learn, without padding */
	int32_t ids[MOST], token[MOST];
	size_t start[16], at[MOST], n;
	struct batch batch;
};

/* Labels are those of the same place; a place before predicts it. */
static void read_set(struct set *s, const struct golden *g)
{
	size_t n, t, b;
	const int64_t *ids = golden_ids(g, "sft.input_ids", &n);
	const int64_t *mask = golden_ids(g, "sft.attention_mask", &n);
	const int64_t *labels = golden_ids(g, "sft.labels", &n);
	size_t rows = 4, cols = n / rows;

	CHECK(n <= MOST);
	s->n = s->start[0] = 0;
	for (b = 0; b < rows; b++) {
		s->start[b + 1] = s->start[b];
		for (t = 0; t < cols && mask[b * cols + t]; t++) {
			size_t at = s->start[b + 1]++;

			s->ids[at] = (int32_t)ids[b * cols + t];
			if (labels[b * cols + t] < 0)
				continue;
			s->at[s->n] = at - 1;
			s->token[s->n++] = (int32_t)labels[b * cols + t];
		}
	}
	s->batch = (struct batch){ s->ids, s->start, rows };
}

/* The loss, and its derivatives in G. */
static double learn(struct model *m, const struct set *s, float *g)
{
	size_t tokens = s->start[s->batch.n];
	size_t h = (size_t)m->parameters.config.hidden;
	struct momus_error err = { "" };
	float logprob[MOST], d[MOST], *dx = calloc(tokens * h, sizeof *dx);
	struct head_rows rows;
	struct head_kept head;
	struct kept kept;
	double loss = 0;

	CHECK(dx);
	memset(g, 0, m->parameters.total * sizeof *g);
	CHECK_INT(kept_init(&kept, m, (int64_t)tokens, true, NULL), MOMUS_OK);
	CHECK_INT(forward(m, &s->batch, &kept, &err), MOMUS_OK);
	rows = (struct head_rows){ kept.hidden, s->at, s->token,
				   s->n,	1.0,   kept.row };
	CHECK_INT(head_forward(m, &rows, logprob, NULL, &head, &err), MOMUS_OK);
	for (size_t i = 0; i < s->n; i++) {
		loss -= (double)logprob[i] / (double)s->n;
		d[i] = -1.0f / (float)s->n;
	}
	CHECK_INT(head_backward(m, &rows, &head, d, NULL, dx, g, &err),
		  MOMUS_OK);
	CHECK_INT(backward(m, &kept, dx, g, &err), MOMUS_OK);
	head_kept_release(&head);
	kept_release(&kept);
	free(dx);
	return loss;
}

/* A checksum's three numbers of X (n): L2 norm, sum, and the sum weighted with
 * cosines. */
static void checksum(const float *x, size_t n, double out[3])
{
	double square = 0;

	out[1] = out[2] = 0;
	for (size_t i = 0; i < n; i++) {
		square += (double)x[i] * (double)x[i];
		out[1] += (double)x[i];
		out[2] += (double)x[i] * cos(0.7390851332151607 * (double)i);
	}
	out[0] = sqrt(square);
}

/* Every parameter's derivative against the stored arrays and the checksums. */
static void check_gradients(const struct golden *g, const float *grad)
{
	struct momus_text all = momus_json_member(g->part, "gradients");
	const struct parameters *p = &g->model->parameters;
	struct momus_text key, value;
	char name[128];

	for (size_t i = 0; i < p->n; i++) {
		const struct parameter *one = &p->list[i];
		size_t n = (size_t)(one->rows * one->cols), at = 0, e = 0;
		struct momus_text sums = momus_json_member(all, one->name);
		struct momus_text want =
			momus_json_member(sums, "norm_sum_dot");
		struct momus_text off = momus_json_member(sums, "err"), err;
		double got[3];

		snprintf(name, sizeof name, "sft.grad.%s", one->name);
		if (golden_has(g, name))
			golden_check(g, name, grad + one->offset, n);
		checksum(grad + one->offset, n, got);
		for (int k = 0; momus_json_next(want, &at, &key, &value); k++) {
			CHECK(momus_json_next(off, &e, &key, &err));
			CHECK_NEAR(got[k], strtod(value.ptr, NULL),
				   8 * strtod(err.ptr, NULL) +
					   1e-5 * (1 + got[0]));
		}
	}
}

static void check_sft(const char *name)
{
	struct golden g = golden_open(name, "sft");
	struct model *m = g.model;
	size_t total = m->parameters.total, at = 0;
	struct momus_text key, step;
	struct momus_text steps = momus_json_member(g.part, "steps");
	float *memory = calloc(3 * total, sizeof *memory);
	float *grad = memory, *mean = grad + total, *square = mean + total;
	struct set *s = calloc(1, sizeof *s);
	double scale, first = 1;

	CHECK(memory && s);
	read_set(s, &g);
	for (int t = 1; t <= 5; t++) {
		double loss = learn(m, s, grad);
		double norm = adamw_norm(grad, (int64_t)total);

		if (t == 1)
			check_gradients(&g, grad);
		CHECK(momus_json_next(steps, &at, &key, &step));
		CHECK_NEAR(loss,
			   strtod(momus_json_member(step, "loss64").ptr, NULL),
			   1e-5);
		CHECK_NEAR(norm,
			   strtod(momus_json_member(step, "grad_norm64").ptr,
				  NULL),
			   1e-4 * norm);
		scale = fmin(1.0, 1.0 / (norm + 1e-6));
		first = t == 1 ? scale : first;
		adamw_step(&golden_adamw, t, scale, m->w, mean, square, grad,
			   (int64_t)total);
		if (t == 1 || t == 2 || t == 5)
			golden_check_step(&g, t, m->w, first);
	}
	free(memory);
	free(s);
	golden_close(&g);
}

TEST(qwen2_learns_as_in_pytorch)
{
	check_sft("tiny-qwen2");
}

TEST(llama_learns_as_in_pytorch)
{
	check_sft("tiny-llama");
}

TEST(llama3_learns_as_in_pytorch)
{
	check_sft("tiny-llama3");
}

TEST(qwen3_learns_as_in_pytorch)
{
	check_sft("tiny-qwen3");
}

TAP_MAIN
