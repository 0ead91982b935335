/* kernels.c - each kernel's share of what its device can do, in one run
 *
 * usage: kernels [TOKENS]
 *
 * In bf16, at the 0.5B shape of Qwen2.5.  One JSON object a line: "of_copy" is the
 * bytes that a kernel must read and write in a second, as a share of a copy's on the
 * same device; "of_product" the same of multiplications and a large product's.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apart.h"
#include "device/device.h"
#include "drawn.h"
#include "ops/adamw.h"
#include "ops/attention.h"
#include "ops/bias.h"
#include "ops/embedding.h"
#include "ops/logprob.h"
#include "ops/rmsnorm.h"
#include "ops/rope.h"
#include "ops/swiglu.h"

enum {
	HIDDEN = 896,
	FEED = 4864,
	HEADS = 14,
	KV = 2,
	D = 64,
	VOCAB = 151936,
	ROWS = 512,
	IDS = 100003, /* a prime */
	WEIGHTS = 1 << 26,
	TURNS = 20,
	ARRAY = 512 << 20,
	ROOM = 64 << 20 /* bytes of workspace; attention may need more */
};

struct ground {
	struct device *device;
	struct launch launch;
	void *a, *b, *c, *d;	    /* arrays of ARRAY bytes */
	void *start, *token, *kept; /* (2), (ROWS): zeros, (ROWS) */
	int32_t *id, *count; /* (n): different ones, (n + 1): 0, 1, … */
	int64_t n;	     /* tokens */
	struct momus_error err;
};

static void ok(const struct ground *g, int rc)
{
	if (rc < 0) {
		fprintf(stderr, "kernels: %s\n", g->err.text);
		exit(1);
	}
}

static void copy(struct ground *g)
{
	ok(g, device_copy(g->device, g->a, g->b, ARRAY, &g->err));
}

static void product(struct ground *g)
{
	const struct device_product p = {
		.c = g->c,
		.a = g->a,
		.b = g->b,
		.m = 8192,
		.n = 8192,
		.k = 8192,
		.lda = 8192,
		.ldb = 8192,
		.ldc = 8192,
		.turn_b = true,
		.type = LAUNCH_BF16,
		.result = LAUNCH_BF16,
		.alpha = 1,
	};

	ok(g, device_multiply(g->device, &p, &g->err));
}

static void norm(struct ground *g)
{
	ok(g, rmsnorm_forward_cuda(&g->launch, g->a, g->c, g->b, g->d, g->n,
				   HIDDEN, 1e-6, &g->err));
}

static void norm_back(struct ground *g)
{
	float *dw = g->c, *r = dw + HIDDEN;

	ok(g, rmsnorm_backward_cuda(&g->launch, g->a, dw, g->a, g->b, g->d, r,
				    g->n, HIDDEN, &g->err));
}

static void gate(struct ground *g)
{
	ok(g, swiglu_forward_cuda(&g->launch, g->a, g->b, g->c, g->n * FEED,
				  &g->err));
}

static void gate_back(struct ground *g)
{
	ok(g, swiglu_backward_cuda(&g->launch, g->a, g->d, g->a, g->b, g->c,
				   g->n * FEED, &g->err));
}

static void step(struct ground *g)
{
	static const struct adamw how = { 1e-6, 0.9, 0.999, 1e-8, 0 };
	float *m = g->b, *v = m + WEIGHTS;

	ok(g, adamw_step_cuda(&g->launch, &how, 1, 1, g->a, m, v, g->c, g->d,
			      WEIGHTS, &g->err));
}

static void bias_back(struct ground *g)
{
	ok(g, bias_backward_cuda(&g->launch, g->a, g->b, g->n, HEADS * D,
				 &g->err));
}

static void turn(struct ground *g)
{
	ok(g, rope_turn_cuda(&g->launch, g->a, g->count, g->b, g->c, g->n,
			     HEADS, D / 2, false, &g->err));
}

static void embed(struct ground *g)
{
	ok(g, embedding_forward_cuda(&g->launch, g->a, g->b, g->id, g->n,
				     HIDDEN, &g->err));
}

static void embed_back(struct ground *g)
{
	ok(g, embedding_backward_cuda(&g->launch, g->a, g->b, g->id, g->count,
				      g->count, g->n, HIDDEN, &g->err));
}

static void logits(struct ground *g)
{
	float *p = g->c, *h = p + ROWS;

	ok(g, logprob_forward_cuda(&g->launch, p, h, g->kept, g->a, g->token,
				   ROWS, VOCAB, &g->err));
}

static void logits_back(struct ground *g)
{
	ok(g, logprob_backward_cuda(&g->launch, g->b, g->a, g->token, g->kept,
				    g->c, NULL, ROWS, VOCAB, 1, &g->err));
}

static struct attention_rows rows(const struct ground *g)
{
	return (struct attention_rows){
		g->start, 1, g->n, g->n, HEADS, KV, D, 0
	};
}

static void attend(struct ground *g)
{
	const struct attention_rows r = rows(g);

	ok(g, attention_forward_cuda(&g->launch, &r, g->a, g->d, g->b, g->c,
				     g->c, &g->err));
}

static void attend_back(struct ground *g)
{
	const struct attention_rows r = rows(g);
	char *dk = g->a, *dv = dk + (64 << 20), *dq = dv + (64 << 20);

	ok(g, attention_backward_cuda(&g->launch, &r, dq, dk, dv, g->b, g->b,
				      g->d, g->b, g->c, g->c, &g->err));
}

/* Seconds of one RUN, of TURNS after one that does not count. */
static double seconds(struct ground *g, void (*run)(struct ground *))
{
	struct apart span = { 0 };

	run(g);
	ok(g, device_wait(g->device, &g->err));
	apart_start(&span);
	for (int i = 0; i < TURNS; i++)
		run(g);
	ok(g, device_wait(g->device, &g->err));
	apart_stop(&span);
	return span.wall_s / TURNS;
}

static void open_ground(struct ground *g)
{
	const int32_t start[2] = { 0, (int32_t)g->n };
	const struct attention_rows r = rows(g);
	void **all[] = { &g->a, &g->b, &g->c, &g->d };

	ok(g, device_open(&g->device, 0, 0, &g->err));
	g->launch = (struct launch){ .stream = device_stream(g->device),
				     .type = LAUNCH_BF16 };
	g->launch.room = ROOM > attention_backward_bytes(&r)
				 ? ROOM
				 : attention_backward_bytes(&r);
	for (int i = 0; i < 4; i++) {
		ok(g,
		   device_alloc(g->device, "an array", ARRAY, all[i], &g->err));
		ok(g, drawn_fill(g->device, *all[i], ARRAY, &g->err));
	}
	ok(g, device_alloc(g->device, "a workspace", g->launch.room,
			   &g->launch.workspace, &g->err));
	ok(g,
	   device_alloc(g->device, "starts", sizeof start, &g->start, &g->err));
	ok(g, device_write(g->device, g->start, start, sizeof start, &g->err));
	ok(g, device_alloc(g->device, "tokens", ROWS * 4, &g->token, &g->err));
	ok(g, device_zero(g->device, g->token, ROWS * 4, &g->err));
	ok(g, device_alloc(g->device, "rows", ROWS * sizeof(struct logprob_row),
			   &g->kept, &g->err));
}

static void write_numbers(struct ground *g, size_t n, int32_t step,
			  int32_t **to)
{
	int32_t *all = malloc(n * sizeof *all);
	void *there;

	if (!all)
		ok(g, momus_fail(&g->err, MOMUS_ENOMEM, "out of memory"));
	for (size_t i = 0; i < n; i++)
		all[i] = (int32_t)(i * (size_t)step % IDS);
	ok(g, device_alloc(g->device, "numbers", n * sizeof *all, &there,
			   &g->err));
	ok(g, device_write(g->device, there, all, n * sizeof *all, &g->err));
	*to = there;
	free(all);
}

int main(int argc, char **argv)
{
	struct ground g = { .n = argc > 1 ? strtol(argv[1], NULL, 10) : 8192 };
	const double n = (double)g.n, pairs = n * n / 2 * HEADS * D;
	const struct {
		const char *name;
		void (*run)(struct ground *);
		double bytes, products; /* at least; multiply and add: 2 */
	} all[] = {
		{ "rmsnorm", norm, 4 * n * HIDDEN, 0 },
		{ "rmsnorm backward", norm_back, 6 * n * HIDDEN, 0 },
		{ "swiglu", gate, 6 * n * FEED, 0 },
		{ "swiglu backward", gate_back, 10 * n * FEED, 0 },
		{ "adamw", step, 30.0 * WEIGHTS, 0 },
		{ "bias backward", bias_back, 2 * n * HEADS * D, 0 },
		{ "rope", turn, 4 * n * HEADS * D, 0 },
		{ "embedding", embed, 4 * n * HIDDEN, 0 },
		{ "embedding backward", embed_back, 10 * n * HIDDEN, 0 },
		{ "logprob", logits, 4.0 * ROWS * VOCAB, 0 },
		{ "logprob backward", logits_back, 6.0 * ROWS * VOCAB, 0 },
		{ "attention", attend, 0, 4 * pairs },
		{ "attention backward", attend_back, 0, 10 * pairs },
	};
	double copied, multiplied;

	if (g.n < 1 || g.n > 16384) {
		fputs("usage: kernels [TOKENS], from 1 to 16384\n", stderr);
		return 2;
	}
	open_ground(&g);
	write_numbers(&g, (size_t)g.n, 7919, &g.id);
	write_numbers(&g, (size_t)g.n + 1, 1, &g.count);
	copied = 2.0 * ARRAY / seconds(&g, copy);
	multiplied = 2 * 8192.0 * 8192 * 8192 / seconds(&g, product);
	printf("{\"device\": \"%s\", \"copy_gb_s\": %.4g, "
	       "\"product_tflop_s\": %.4g}\n",
	       device_name(g.device), copied / 1e9, multiplied / 1e12);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		double s = seconds(&g, all[i].run);

		printf("{\"kernel\": \"%s\", \"us\": %.4g, \"%s\": %.3g}\n",
		       all[i].name, s * 1e6,
		       all[i].bytes > 0 ? "of_copy" : "of_product",
		       all[i].bytes > 0 ? all[i].bytes / s / copied
					: all[i].products / s / multiplied);
	}
	device_close(g.device);
	return 0;
}
