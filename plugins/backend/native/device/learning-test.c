/* learning-test.c - what is learnt on a device is what is learnt on the processor */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../../trainer/grpo/loss.h"
#include "device/backend-test.h"

enum { N = 4, TOKENS = 90, SCORED = 60 };

struct taught { /* sequences, of which some tokens are scored */
	int32_t tokens[TOKENS];
	size_t start[N + 1], first[N];
	struct momus_sequences s;
	size_t scored;
};

static void make_rows(struct taught *r)
{
	static const size_t start[] = { 0, 40, 43, 70, 90 };
	static const size_t first[] = { 10, 1, 20, 5 };

	memcpy(r->start, start, sizeof start);
	memcpy(r->first, first, sizeof first);
	r->scored = 0;
	for (size_t t = 0; t < TOKENS; t++)
		r->tokens[t] = (int32_t)(t * t * 31 % 96);
	for (size_t i = 0; i < N; i++)
		r->scored += start[i + 1] - start[i] - first[i];
	r->s = (struct momus_sequences){ r->tokens, r->start, r->first, N };
	CHECK(r->scored <= SCORED);
}

static void ok(int rc, const struct momus_error *err)
{
	if (rc < 0)
		tap_fail(__FILE__, __LINE__, "%s", err->text);
}

static const struct momus_trainable_ops *engine(void)
{
	return momus_plugin_entry()->ops.backend->trainable;
}

static const struct momus_optimizer sgd = { .rate = 1e-2,
					    .beta1 = 0.9,
					    .beta2 = 0.999,
					    .eps = 1e-8,
					    .decay = 0.01,
					    .clip = 1 };

struct told { /* of a step */
	double loss, norm;
	float p[SCORED], h[SCORED];
};

/* A step of supervised learning, or with CLIPPED of GRPO: the loss of its tokens with
 * made-up advantages, old and reference log-probabilities, and of entropies. */
static struct told learn(struct native *n, const struct taught *r, bool clipped)
{
	static const struct loss grpo = { .clip_low = 0.2,
					  .clip_high = 0.2,
					  .kl = LOSS_KL_K3,
					  .kl_coef = 0.05,
					  .kl_clamp = 20,
					  .kl_value_clamp = 10,
					  .entropy_coef = 0.01 };
	float d[SCORED], dh[SCORED];
	struct momus_error err = { "" };
	struct told out = { .loss = 0 };
	const double each = 1.0 / (double)r->scored;

	ok(engine()->forward(n, &r->s, 0.9, true, out.p, out.h, &err), &err);
	for (size_t i = 0; i < r->scored; i++) {
		const double p = (double)out.p[i];
		const double far = 0.3 * ((double)(i % 7) - 3) / 3;
		struct loss_token one = loss_token(&grpo, i % 3 ? 1.0 : -1.0, p,
						   p + far, p - far / 2);

		out.loss += each *
			    (clipped ? one.policy + grpo.kl_coef * one.kl : -p);
		d[i] = (float)(each *
			       (clipped ? one.d_policy + grpo.kl_coef * one.d_kl
					: -1));
		dh[i] = (float)(-each * grpo.entropy_coef);
	}
	ok(engine()->backward(n, d, clipped ? dh : NULL, &err), &err);
	ok(engine()->step(n, &sgd, &out.norm, &err), &err);
	return out;
}

/* What learns, in the processor's memory. */
static const float *weights(struct native *n, size_t *total)
{
	struct momus_error err = { "" };

	ok(n->computing->fetch(n, false, &err), &err);
	*total = n->lora ? n->lora->total : n->model->parameters.total;
	return n->lora ? n->lora->w : n->model->w;
}

/* Of near-zero gradients the sign decides a whole step: of these there are a few. */
static void check_weights(struct native *a, struct native *b, double near,
			  double share)
{
	size_t n, many = 0;
	const float *x = weights(a, &n), *y = weights(b, &n);

	for (size_t i = 0; i < n; i++)
		many += fabs((double)x[i] - (double)y[i]) <= near;
	if ((double)many < share * (double)n)
		tap_fail(__FILE__, __LINE__, "%zu of %zu weights are near",
			 many, n);
}

static void check_equal(struct native *a, struct native *b)
{
	size_t n;
	const float *x = weights(a, &n), *y = weights(b, &n);

	CHECK(memcmp(x, y, n * sizeof *x) == 0);
}

static void check_steps(struct native_options here, struct native_options there,
			bool clipped)
{
	struct native *a = bench_backend(&here), *b = bench_backend(&there);
	static struct taught r;

	make_rows(&r);
	for (int t = 0; t < 3; t++) {
		struct told x = learn(a, &r, clipped);
		struct told y = learn(b, &r, clipped);

		for (size_t i = 0; i < r.scored; i++) {
			CHECK_NEAR(y.p[i], x.p[i], 1e-4);
			CHECK_NEAR(y.h[i], x.h[i], 1e-4);
		}
		CHECK_NEAR(y.loss, x.loss, 1e-5);
		CHECK_NEAR(y.norm, x.norm, 1e-4 * x.norm);
	}
	check_weights(a, b, 1e-5, 0.995);
	bench_backend_close(a);
	bench_backend_close(b);
}

TEST(supervised_steps_on_a_device_are_those_of_the_processor)
{
	check_steps(bench_options(WHERE_HERE), bench_options(WHERE_THERE),
		    false);
}

TEST(grpo_steps_on_a_device_are_those_of_the_processor)
{
	check_steps(bench_options(WHERE_HERE), bench_options(WHERE_THERE),
		    true);
}

TEST(adapters_learn_on_a_device_as_on_the_processor)
{
	struct native_options here = bench_options(WHERE_HERE);
	struct native_options there = bench_options(WHERE_THERE);

	here.lora_rank = there.lora_rank = 3;
	check_steps(here, there, true);
}

/* Two steps, a checkpoint, two steps: without it and from it on. */
static void check_resume(struct native_options o, struct native_options other,
			 const char *name)
{
	struct native *whole = bench_backend(&o), *again, *elsewhere;
	struct momus_error err = { "" };
	static struct taught r;

	make_rows(&r);
	learn(whole, &r, false);
	learn(whole, &r, false);
	ok(engine()->save(whole, bench_folder(name), true, &err), &err);
	CHECK(!whole->engine || !whole->mean);
	again = bench_backend(&o);
	elsewhere = bench_backend(&other);
	ok(engine()->load(again, bench_folder(name), &err), &err);
	ok(engine()->load(elsewhere, bench_folder(name), &err), &err);
	CHECK_INT((long long)again->steps, 2);
	check_equal(whole, again);
	check_equal(whole, elsewhere);
	for (int t = 0; t < 2; t++) {
		learn(whole, &r, true);
		learn(again, &r, true);
		learn(elsewhere, &r, true);
	}
	check_equal(whole, again);
	check_weights(whole, elsewhere, 1e-5, 0.99);
	bench_backend_close(whole);
	bench_backend_close(again);
	bench_backend_close(elsewhere);
}

TEST(a_checkpoint_of_a_device_goes_on_there_bit_for_bit_and_on_the_processor)
{
	check_resume(bench_options(WHERE_THERE), bench_options(WHERE_HERE),
		     "a");
}

TEST(a_checkpoint_of_the_processor_goes_on_on_a_device)
{
	check_resume(bench_options(WHERE_HERE), bench_options(WHERE_THERE),
		     "b");
}

TEST(adapters_go_on_from_a_checkpoint_of_the_other_too)
{
	struct native_options here = bench_options(WHERE_HERE);
	struct native_options there = bench_options(WHERE_THERE);

	here.lora_rank = there.lora_rank = 4;
	check_resume(there, here, "c");
}

TEST(in_bf16_weights_that_learn_stay_fp32_and_go_on_bit_for_bit)
{
	struct native_options o = bench_options(WHERE_THERE);
	struct native *wide = bench_backend(&o), *a, *b;
	struct momus_error err = { "" };
	static struct taught r;
	struct told x, y;
	double far = 0;
	size_t n, odd = 0;
	const float *w;

	make_rows(&r);
	o.precision = "auto";
	a = bench_backend(&o);
	b = bench_backend(&o);
	CHECK(a->engine && native_halves(a));
	for (int t = 0; t < 3; t++) {
		x = learn(wide, &r, false);
		y = learn(a, &r, false);
		CHECK_NEAR(y.loss, x.loss, 0.02 * x.loss);
		CHECK_NEAR(y.norm, x.norm, 0.05 * x.norm);
	}
	for (size_t i = 0; i < r.scored; i++)
		far = fmax(far, fabs((double)y.p[i] - (double)x.p[i]));
	CHECK(far > 1e-4);
	w = weights(a, &n);
	for (size_t i = 0; i < n; i++) {
		uint32_t bits;

		memcpy(&bits, &w[i], sizeof bits);
		odd += (bits & 0xffff) != 0;
	}
	CHECK(odd > n / 2);
	ok(engine()->save(a, bench_folder("d"), true, &err), &err);
	ok(engine()->load(b, bench_folder("d"), &err), &err);
	learn(a, &r, true);
	learn(b, &r, true);
	check_equal(a, b);
	bench_backend_close(wide);
	bench_backend_close(a);
	bench_backend_close(b);
}

TEST(a_gradient_that_is_forgotten_changes_nothing)
{
	struct native_options o = bench_options(WHERE_THERE);
	struct native *a = bench_backend(&o), *b = bench_backend(&o);
	struct momus_error err = { "" };
	static struct taught r;
	float p[SCORED], d[SCORED];
	double norm = 0;

	make_rows(&r);
	ok(engine()->forward(a, &r.s, 1, true, p, NULL, &err), &err);
	for (size_t i = 0; i < r.scored; i++)
		d[i] = 1;
	ok(engine()->backward(a, d, NULL, &err), &err);
	ok(engine()->forget(a, &norm, &err), &err);
	CHECK(norm > 0);
	check_equal(a, b);
	learn(a, &r, false);
	learn(b, &r, false);
	check_equal(a, b);
	bench_backend_close(a);
	bench_backend_close(b);
}
