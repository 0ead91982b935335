/* decode.c - tokens a second of the native backend, beside the memory's floor
 *
 * usage: decode [THREADS [WEIGHTS [PRECISION [KERNELS]]]]
 *
 * A model of Qwen2.5-0.5B's shape with drawn weights answers 1, 4 and 16 prompts
 * at once.  WEIGHTS are float32, or bfloat16, as files hold them; PRECISION is what
 * is computed in, float32 or bfloat16; KERNELS the instructions.  Each token needs every weight once, so that no program with weights
 * of this size takes a step in less time than reading them takes: the floor,
 * measured in turn with the steps.  One JSON object.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "model/decoder.h"
#include "model/made.h"

enum { PROMPT = 32, STEPS = 10, MOST = 16 };

static const char shape[] =
	"{\"model_type\":\"qwen2\",\"hidden_size\":896,"
	"\"num_hidden_layers\":24,\"num_attention_heads\":14,"
	"\"num_key_value_heads\":2,\"intermediate_size\":4864,"
	"\"vocab_size\":151936,\"max_position_embeddings\":32768,"
	"\"rms_norm_eps\":1e-6,\"rope_theta\":1000000.0,"
	"\"tie_word_embeddings\":true,\"hidden_act\":\"silu\","
	"\"eos_token_id\":151645}";

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The least of the rounds: what a busy machine adds is not the program's. */
static double least_of(const double *list, size_t n)
{
	double least = list[0];

	for (size_t i = 1; i < n; i++)
		least = fmin(least, list[i]);
	return least;
}

enum {
	PIECE = 1 << 17, /* floats */
	STREAMS = 8,	 /* read at once: one alone does not fill the bus */
};

/* A register that every x86-64 and ARM64 has. */
typedef uint64_t several __attribute__((vector_size(16), aligned(4)));

struct reading {
	const float *w; /* or bf16, in pairs */
	size_t n;
	uint64_t sums[256]; /* of each hand, so that all is read */
};

static void read_some(void *arg, int64_t from, int64_t to, int hand)
{
	struct reading *r = arg;
	several s[STREAMS] = { { 0 } };

	for (int64_t piece = from; piece < to; piece++) {
		size_t at = (size_t)piece * PIECE;
		size_t left = r->n - at < PIECE ? r->n - at : PIECE;
		size_t n = left / 4 / STREAMS; /* registers of a stream */
		const several *w = (const several *)(const void *)(r->w + at);

		for (size_t i = 0; i < n; i++)
#pragma GCC unroll 8
			for (size_t k = 0; k < STREAMS; k++)
				s[k] ^= w[k * n + i];
	}
	for (size_t k = 1; k < STREAMS; k++)
		s[0] ^= s[k];
	for (int k = 0; k < 2; k++)
		r->sums[hand % 256] ^= s[0][k];
}

/* Seconds to read all weights once. */
static double floor_s(const struct decoder *d)
{
	static struct reading r;
	double begun = now();

	r.w = d->setup.model->w;
	r.n = d->setup.model->parameters.total;
	if (d->setup.model->half) {
		r.w = (const float *)(const void *)d->setup.model->half;
		r.n /= 2;
	}
	crew_run(d->step.crew, read_some, &r,
		 (int64_t)((r.n + PIECE - 1) / PIECE), 1);
	return now() - begun;
}

/* Seconds of a step of N answers, and of the floor, in turn. */
static bool measure(struct decoder *d, size_t n, double *step, double *least)
{
	static const struct momus_sampling greedy = { .temperature = 0,
						      .top_k = -1,
						      .top_p = 1,
						      .min_p = -1,
						      .repetition_penalty = 1,
						      .logprobs = -1 };
	double steps[STEPS], floors[STEPS], begun;
	struct momus_stream stream = { .used = 0 };
	struct decoding *list[MOST];
	int32_t prompt[PROMPT];
	bool good = true, any;

	for (size_t i = 0; good && i < n; i++) {
		const struct decoder_order order = { prompt, PROMPT,  &greedy,
						     1024,   &stream, NULL,
						     NULL };

		for (size_t k = 0; k < PROMPT; k++)
			prompt[k] = (int32_t)(100 + 37 * i + k);
		good = decoder_begin(d, &order, &list[i], NULL) == MOMUS_OK;
	}
	while (good && list[n - 1]->n < 2)
		good = decoder_advance(d, &any, NULL) == MOMUS_OK;
	for (size_t i = 0; good && i < STEPS; i++) {
		floors[i] = floor_s(d);
		begun = now();
		good = decoder_advance(d, &any, NULL) == MOMUS_OK;
		steps[i] = now() - begun;
	}
	for (size_t i = 0; good && i < n; i++)
		decoder_leave(d, list[i]);
	*step = good ? least_of(steps, STEPS) : NAN;
	*least = good ? least_of(floors, STEPS) : NAN;
	return good;
}

static bool is_half(int argc, char **argv, int i)
{
	return argc > i && strcmp(argv[i], "bfloat16") == 0;
}

int main(int argc, char **argv)
{
	static const size_t batches[] = { 1, 4, MOST };
	long threads = argc > 1 ? strtol(argv[1], NULL, 10)
				: sysconf(_SC_NPROCESSORS_ONLN);
	struct decoder_setup setup = { .threads =
					       threads > 0 ? (int)threads : 1,
				       .kernels = argc > 4 ? argv[4] : "auto",
				       .halves = is_half(argc, argv, 3),
				       .most = MOST,
				       .bytes = (size_t)1 << 30 };
	const bool half = is_half(argc, argv, 2) || setup.halves;
	struct momus_error err = { "" };
	struct decoder d;
	double step, least;

	if (made_model(&setup.model, shape, 1, &err) < 0 ||
	    (half && model_halve(setup.model, &err) < 0) ||
	    decoder_init(&d, &setup, &err) < 0) {
		fprintf(stderr, "decode: %s\n", err.text);
		return 1;
	}
	printf("{\"measured\":\"decode\",\"shape\":\"0.5B\",\"threads\":%d,"
	       "\"weights\":\"%s\",\"precision\":\"%s\",\"kernels\":\"%s\","
	       "\"weights_gb\":%.3f",
	       setup.threads, half ? "bfloat16" : "float32",
	       setup.halves ? "bfloat16" : "float32",
	       setup.halves ? d.step.way.halves->variant.name
			    : d.step.way.rows->variant.name,
	       (half ? 2e-9 : 4e-9) * (double)setup.model->parameters.total);
	for (size_t i = 0; i < sizeof batches / sizeof *batches; i++) {
		if (!measure(&d, batches[i], &step, &least))
			return 1;
		printf(",\"batch_%zu\":{\"tokens_s\":%.2f,\"step_ms\":%.1f,"
		       "\"floor_ms\":%.1f,\"of_floor\":%.2f}",
		       batches[i], (double)batches[i] / step, 1e3 * step,
		       1e3 * least, least / step);
		fflush(stdout);
	}
	printf("}\n");
	decoder_release(&d);
	model_close(setup.model);
	return 0;
}
