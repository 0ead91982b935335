/* samplerows-test.c - tokens that kernels draw, against sampler.c's */
#include "model/samplerows.h"

#include <math.h>
#include <momus/random.h>
#include <stdlib.h>

#include "model/sampler.h"
#include "ops/kernel-test.h"

enum { ROWS = 5 };

static const struct momus_sampling ways[] = {
	{ .temperature = 0, .top_p = 1, .repetition_penalty = 1 },
	{ .temperature = 1, .top_p = 1, .repetition_penalty = 1 },
	{ .temperature = 0.7,
	  .top_p = 1,
	  .repetition_penalty = 1,
	  .top_k = 20 },
	{ .temperature = 1.3, .top_p = 0.8, .repetition_penalty = 1 },
	{ .temperature = 0.6,
	  .top_p = 0.95,
	  .repetition_penalty = 1.2,
	  .top_k = 40 },
	{ .temperature = 1,
	  .top_p = 0.9,
	  .min_p = 0.2,
	  .repetition_penalty = 1 },
	{ .temperature = 1, .top_p = 0.05, .repetition_penalty = 1 },
	{ .temperature = 0, .top_p = 1, .repetition_penalty = 1.5 },
};

struct draws {
	float *z;
	unsigned char *seen;
	struct sampler_row rows[ROWS];
	struct momus_stream streams[ROWS];
};

static struct draws make(struct bench *b, size_t vocab,
			 const struct momus_sampling *how, bool equals)
{
	struct draws d = { .z = bench_random(b, ROWS * vocab, -6, 6),
			   .seen = calloc(ROWS, vocab) };

	CHECK(d.seen);
	for (size_t i = 0; i < ROWS * vocab; i++) {
		if (equals) /* many of each */
			d.z[i] = roundf(d.z[i] / 3);
		d.seen[i] = i % 3 == 0;
	}
	for (int i = 0; i < ROWS; i++) {
		struct momus_stream copy;

		momus_stream_init(&d.streams[i], 7, MOMUS_TEXT("x"),
				  (uint64_t)i, 0, "draw");
		copy = d.streams[i];
		d.rows[i] = (struct sampler_row){ how->temperature,
						  how->top_p,
						  how->min_p,
						  how->repetition_penalty,
						  momus_stream_real(&copy),
						  how->top_k };
	}
	return d;
}

/* The reference's draw of one row: ID is what it drew, or as likely to be drawn. */
static void check_row(struct sampler *s, struct draws *d, int row,
		      const struct momus_sampling *how, int32_t id, float p)
{
	float *z = d->z + (int64_t)row * s->vocab, want;
	double all = 0, before = 0, at;
	int32_t drawn =
		sampler_draw(s, z, how, d->seen + (int64_t)row * s->vocab,
			     &d->streams[row], &want);

	CHECK(id >= 0 && id < s->vocab);
	if (id == drawn)
		CHECK_NEAR(p, want, 1e-5);
	if (how->temperature <= 0) {
		CHECK_INT(id, drawn);
		return;
	}
	for (int64_t v = 0; v < s->vocab; v++) {
		all += s->p[v];
		before += v < id ? s->p[v] : 0;
	}
	at = d->rows[row].u * all;
	CHECK(s->p[id] > 0);
	CHECK(before - 1e-6 * all <= at &&
	      at <= before + s->p[id] + 1e-6 * all);
}

static void check_draws(size_t vocab, bool equals, int way)
{
	struct bench b = bench_open(LAUNCH_F32,
				    sampler_draw_bytes(ROWS, (int64_t)vocab));
	const struct momus_sampling *how = &ways[way];
	struct draws d = make(&b, vocab, how, equals);
	void *z = bench_put_f32(&b, d.z, ROWS * vocab);
	void *seen = bench_put_bytes(&b, d.seen, ROWS * vocab);
	void *rows = bench_put_bytes(&b, d.rows, sizeof d.rows);
	void *id = bench_put_bytes(&b, d.rows, ROWS * 4);
	void *p = bench_put_bytes(&b, d.rows, ROWS * 4);
	int32_t ids[ROWS];
	struct sampler s;
	float *got;

	bench_way(&b, way % b.ways);
	bench_ok(&b, sampler_init(&s, (int64_t)vocab, &b.err));
	bench_ok(&b, sampler_draw_cuda(&b.launch, id, p, z, rows, seen, ROWS,
				       (int64_t)vocab, &b.err));
	bench_ok(&b, device_read(b.device, ids, id, sizeof ids, &b.err));
	got = bench_get_f32(&b, p, ROWS);
	for (int i = 0; i < ROWS; i++)
		check_row(&s, &d, i, how, ids[i], got[i]);
	free(got);
	free(d.z);
	free(d.seen);
	sampler_release(&s);
	bench_close(&b);
}

TEST(kernels_draw_what_the_reference_does)
{
	for (int way = 0; way < (int)(sizeof ways / sizeof *ways); way++) {
		check_draws(7, false, way);
		check_draws(1000, false, way);
	}
}

/* Logits of a model gone astray: some, or all, are no numbers. */
static void check_astray(float z, size_t every, int way)
{
	enum { VOCAB = 300 };
	struct bench b =
		bench_open(LAUNCH_F32, sampler_draw_bytes(ROWS, VOCAB));
	struct draws d = make(&b, VOCAB, &ways[way], false);
	void *rows = bench_put_bytes(&b, d.rows, sizeof d.rows);
	void *id = bench_put_bytes(&b, d.rows, ROWS * 4);
	void *p = bench_put_bytes(&b, d.rows, ROWS * 4);
	void *seen = bench_put_bytes(&b, d.seen, ROWS * VOCAB);
	int32_t ids[ROWS];
	void *logits;

	for (size_t i = 0; i < ROWS * VOCAB; i += every)
		d.z[i] = z;
	logits = bench_put_f32(&b, d.z, ROWS * VOCAB);
	bench_ok(&b, sampler_draw_cuda(&b.launch, id, p, logits, rows, seen,
				       ROWS, VOCAB, &b.err));
	bench_ok(&b, device_read(b.device, ids, id, sizeof ids, &b.err));
	for (int i = 0; i < ROWS; i++) {
		CHECK(ids[i] >= 0 && ids[i] < VOCAB);
		if (every > 1 && !(z > 0))
			CHECK((i * VOCAB + ids[i]) % (int)every);
	}
	free(d.z);
	free(d.seen);
	bench_close(&b);
}

TEST(a_token_is_drawn_where_logits_are_no_numbers)
{
	for (int way = 0; way < (int)(sizeof ways / sizeof *ways); way++) {
		check_astray(NAN, 1, way);
		check_astray(NAN, 7, way);
		check_astray(-INFINITY, 1, way);
		check_astray(-INFINITY, 3, way);
		check_astray(INFINITY, 50, way);
	}
}

TEST(kernels_draw_among_equal_logits_as_the_reference_does)
{
	for (int way = 0; way < (int)(sizeof ways / sizeof *ways); way++)
		check_draws(600, true, way);
}
