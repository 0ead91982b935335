/* answering-test.c - answers of a device: the processor's, alone and together */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "device/backend-test.h"

enum { N = 6, MOST = 10, LONGEST = 70 };

struct asked { /* one sequence of a test */
	int32_t prompt[LONGEST];
	size_t n;
	struct momus_sampling how;
	struct momus_stream stream;
	struct decoding *s;
	struct answer answer;
};

/* Prompts of less than a page and of several, some of which begin alike, and all ways
 * to sample. */
static void ask(struct asked *a, size_t i)
{
	static const size_t lengths[N] = { 1, 70, 33, 5, 64, 66 };

	*a = (struct asked){ .n = lengths[i] };
	for (size_t k = 0; k < a->n; k++)
		a->prompt[k] =
			1 + (int32_t)((k * k * 7 + (k > 40 ? i : 0)) % 95);
	a->how = (struct momus_sampling){
		.temperature = i % 2 ? 0.6 + 0.1 * (double)i : 0,
		.top_p = i == 3 ? 0.9 : NAN,
		.min_p = i == 1 ? 0.02 : NAN,
		.repetition_penalty = i >= 4 ? 1.3 : NAN,
		.top_k = i == 5 ? 20 : -1,
		.logprobs = -1
	};
	momus_stream_init(&a->stream, i, MOMUS_TEXT("answer"), 0, 0, "test");
}

static void put_in(struct native *n, struct asked *a)
{
	const struct decoder_order order = { .prompt = a->prompt,
					     .n = a->n,
					     .how = &a->how,
					     .most = MOST,
					     .stream = &a->stream };

	CHECK_INT(decoder_begin(&n->decoder, &order, &a->s, NULL), MOMUS_OK);
}

/* All N, sequence I at step I * EVERY. */
static void side_by_side(struct native *n, struct asked *list, size_t every)
{
	size_t begun = 0, ended = 0;
	struct momus_error err = { "" };
	bool any;

	for (size_t i = 0; i < N; i++)
		ask(&list[i], i);
	for (size_t step = 0; ended < N; step++) {
		while (begun < N && step >= begun * every)
			put_in(n, &list[begun++]);
		if (decoder_advance(&n->decoder, &any, &err) < 0)
			tap_fail(__FILE__, __LINE__, "%s", err.text);
		for (size_t i = 0; i < begun; i++) {
			struct asked *a = &list[i];

			if (!a->s || !a->s->ended)
				continue;
			CHECK_INT(answer_take(&a->answer, a->s, NULL), 0);
			decoder_leave(&n->decoder, a->s);
			a->s = NULL;
			ended++;
		}
		CHECK(step < 1000);
	}
}

static void alone(struct native *n, struct asked *list)
{
	struct momus_error err = { "" };

	for (size_t i = 0; i < N; i++) {
		struct asked *a = &list[i];

		ask(a, i);
		decoder_forget(&n->decoder);
		if (generate(&n->decoder, a->prompt, a->n, &a->how, MOST,
			     &a->stream, &a->answer, &err) < 0)
			tap_fail(__FILE__, __LINE__, "%s", err.text);
	}
	decoder_forget(&n->decoder);
}

static void release(struct asked *list)
{
	for (size_t i = 0; i < N; i++)
		answer_release(&list[i].answer);
}

static void check_same(const struct asked *a, const struct asked *b)
{
	for (size_t i = 0; i < N; i++) {
		const struct answer *x = &a[i].answer, *y = &b[i].answer;

		if (x->ids.n != y->ids.n ||
		    memcmp(x->ids.list, y->ids.list, x->ids.n * 4) != 0 ||
		    memcmp(x->logprobs, y->logprobs, x->ids.n * 4) != 0)
			tap_fail(__FILE__, __LINE__, "sequence %zu differs", i);
	}
}

static void check_precision(const char *precision)
{
	struct native_options o = bench_options(WHERE_THERE);
	static struct asked one[N], all[N];
	struct native *n;

	o.precision = precision;
	n = bench_backend(&o);
	alone(n, one);
	bench_backend_close(n);
	for (size_t every = 0; every < 2; every++) {
		n = bench_backend(&o); /* whose pages hold nothing yet */
		side_by_side(n, all, every);
		check_same(one, all);
		CHECK(n->decoder.reused > 50);
		bench_backend_close(n);
		release(all);
	}
	release(one);
}

TEST(an_answer_of_a_device_does_not_depend_on_its_batch_bit_for_bit)
{
	check_precision("float32");
}

TEST(nor_does_it_in_bf16)
{
	check_precision("bfloat16");
}

TEST(a_device_answers_what_the_processor_does_greedily_and_by_the_same_numbers)
{
	struct native_options here = bench_options(WHERE_HERE);
	struct native_options there = bench_options(WHERE_THERE);
	struct native *a = bench_backend(&here), *b = bench_backend(&there);
	static struct asked x[N], y[N];

	side_by_side(a, x, 0);
	side_by_side(b, y, 0);
	for (size_t i = 0; i < N; i++) {
		const struct answer *p = &x[i].answer, *q = &y[i].answer;

		CHECK_INT((long long)q->ids.n, (long long)p->ids.n);
		CHECK(memcmp(p->ids.list, q->ids.list, p->ids.n * 4) == 0);
		CHECK_INT(q->finish, p->finish);
		for (size_t k = 0; k < p->ids.n; k++)
			CHECK_NEAR(q->logprobs[k], p->logprobs[k], 1e-4);
	}
	release(x);
	release(y);
	bench_backend_close(a);
	bench_backend_close(b);
}

struct heard {
	struct sampler_likely list[MOST][4];
	size_t n;
};

static void on_drawn(void *arg, const struct sampler_likely *likely, size_t n)
{
	struct heard *h = arg;

	CHECK_INT((long long)n, 4);
	memcpy(h->list[h->n++], likely, sizeof h->list[0]);
}

static struct heard listen(const struct native_options *o)
{
	struct native *n = bench_backend(o);
	struct heard h = { .n = 0 };
	struct asked a;
	bool any;

	ask(&a, 3);
	a.how.logprobs = 4;
	CHECK_INT(decoder_begin(&n->decoder,
				&(struct decoder_order){ .prompt = a.prompt,
							 .n = a.n,
							 .how = &a.how,
							 .most = MOST,
							 .stream = &a.stream,
							 .drawn = on_drawn,
							 .arg = &h },
				&a.s, NULL),
		  MOMUS_OK);
	while (!a.s->ended)
		CHECK_INT(decoder_advance(&n->decoder, &any, NULL), MOMUS_OK);
	decoder_leave(&n->decoder, a.s);
	bench_backend_close(n);
	return h;
}

TEST(alternatives_of_a_device_are_those_of_the_processor)
{
	struct native_options here = bench_options(WHERE_HERE);
	struct native_options there = bench_options(WHERE_THERE);
	struct heard x = listen(&here), y = listen(&there);

	CHECK_INT((long long)y.n, MOST);
	for (size_t i = 0; i < x.n; i++)
		for (size_t k = 0; k < 4; k++) {
			CHECK_INT(y.list[i][k].id, x.list[i][k].id);
			CHECK_NEAR(y.list[i][k].logprob, x.list[i][k].logprob,
				   1e-4);
		}
}

TEST(answers_follow_weights_that_have_learnt)
{
	static const struct momus_optimizer how = {
		.rate = 0.05, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8
	};
	const struct momus_trainable_ops *t =
		momus_plugin_entry()->ops.backend->trainable;
	struct native_options o = bench_options(WHERE_THERE);
	struct native *n = bench_backend(&o);
	static struct asked x[N], y[N];
	const int32_t tokens[] = { 1, 2, 3, 4 };
	const size_t start[] = { 0, 4 }, first = 1;
	const struct momus_sequences s = { tokens, start, &first, 1 };
	const float d[] = { -1, -1, -1 };
	float p[3];
	double norm;

	side_by_side(n, x, 0);
	for (int i = 0; i < 3; i++) {
		CHECK_INT(t->forward(n, &s, 1, true, p, NULL, NULL), MOMUS_OK);
		CHECK_INT(t->backward(n, d, NULL, NULL), MOMUS_OK);
		CHECK_INT(t->step(n, &how, &norm, NULL), MOMUS_OK);
	}
	side_by_side(n, y, 0);
	CHECK(memcmp(x[0].answer.logprobs, y[0].answer.logprobs, 4) != 0);
	release(x);
	release(y);
	bench_backend_close(n);
}

struct sampled {
	struct momus_sampled answer;
	struct momus_stream stream;
	bool done;
};

static void on_done(void *arg, int rc, const struct momus_error *err)
{
	struct sampled *s = arg;

	if (rc < 0)
		tap_fail(__FILE__, __LINE__, "%s", err->text);
	s->done = true;
}

/* One prompt for all; what was read of it is in the decoder's count. */
static void sample_group(int where)
{
	const struct momus_backend_ops *ops = momus_plugin_entry()->ops.backend;
	struct native_options o = bench_options(where);
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct native *n = bench_backend(&o);
	struct sampled one, all[N] = { { .done = false } };
	struct momus_stream stream;
	struct asked a;
	uint64_t ticket, last = 0;
	size_t left = N;

	ask(&a, 1);
	a.how.max_tokens = MOST;
	for (size_t i = 0; i < N; i++) {
		struct momus_sample_order order = { .prompt = { a.prompt, a.n },
						    .sampling = &a.how,
						    .stream = &all[i].stream,
						    .arena = arena,
						    .out = &all[i].answer,
						    .done = on_done,
						    .arg = &all[i] };

		momus_stream_init(&all[i].stream, i, MOMUS_TEXT("g"), 0, 0,
				  "test");
		CHECK_INT(ops->trainable->begin(n, &order, &ticket, NULL), 0);
		last = ticket;
	}
	ops->batch->cancel(n, last);
	while (left)
		CHECK_INT(ops->batch->advance(n, &left, NULL), MOMUS_OK);
	CHECK_INT((long long)n->decoder.read, (long long)a.n + N - 2);
	for (size_t i = 0; i < N - 1; i++) {
		CHECK(all[i].done);
		momus_stream_init(&stream, i, MOMUS_TEXT("g"), 0, 0, "test");
		decoder_forget(&n->decoder);
		CHECK_INT(ops->trainable->sample(
				  n, (struct momus_tokens){ a.prompt, a.n },
				  &a.how, &stream, arena, &one.answer, NULL),
			  MOMUS_OK);
		CHECK_INT((long long)all[i].answer.n, (long long)one.answer.n);
		CHECK(memcmp(all[i].answer.tokens, one.answer.tokens,
			     one.answer.n * 4) == 0);
		CHECK(memcmp(all[i].answer.logprobs, one.answer.logprobs,
			     one.answer.n * 4) == 0);
	}
	CHECK(!all[N - 1].done);
	bench_backend_close(n);
	momus_arena_free(arena);
}

TEST(a_group_is_sampled_side_by_side_and_its_prompt_read_once)
{
	sample_group(WHERE_HERE);
	sample_group(WHERE_THERE);
}
