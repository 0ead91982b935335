/* device.c - what a device makes of the native backend: steps of training, and answers
 *
 * usage: device train SHAPE [TOKENS] | device decode SHAPE [ANSWERS]
 *
 * SHAPE: 0.5B or 7B (Qwen2.5's; of the latter 4 layers of 28, so that weights,
 * gradient and moments fit one device), or tiny, for tests.  In bf16.  One JSON object.
 *
 * train: supervised steps of TOKENS in sequences of 2,048.  "of_product": the model's
 * multiplications (three times the forward pass's, nothing counted twice that is
 * computed twice) in a second, as a share of a large product's on the same device;
 * "of_peak": of what the device's data sheet says, where it is known.
 *
 * decode: steps of 1, 4, 16 and 64 answers (tiny: 1 and 4), or of ANSWERS.  "of_copy": the bytes of the weights, which
 * a step must read, in a second, as a share of a copy's; "of_peak" likewise.  That is
 * with the likeliest tokens; "drawn_ms" and "top_p_ms": a step's milliseconds where they
 * are drawn, from all and from a top p of 0.95.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apart.h"
#include "device/engine-decode.h"
#include "drawn.h"
#include "model/decoder.h"

enum { SEQUENCE = 2048, WARM = 2, TURNS = 5, PROMPT = 32 };

struct shape {
	const char *name, *config;
	int64_t tokens;	 /* of a step of training */
	int64_t product; /* side of the large product */
	size_t copy;	 /* bytes of the large copy */
	size_t answers;	 /* most at once */
	int steps;	 /* of decoding, that count */
};

#define QWEN2(layers, hidden, heads, kv, feed, vocab, tied)             \
	"{\"model_type\":\"qwen2\",\"num_hidden_layers\":" #layers      \
	",\"hidden_size\":" #hidden ",\"num_attention_heads\":" #heads  \
	",\"num_key_value_heads\":" #kv ",\"intermediate_size\":" #feed \
	",\"vocab_size\":" #vocab ",\"tie_word_embeddings\":" #tied     \
	",\"max_position_embeddings\":32768,\"rms_norm_eps\":1e-6,"     \
	"\"rope_theta\":1000000.0,\"hidden_act\":\"silu\",\"eos_token_id\":0}"

static const struct shape shapes[] = {
	{ "0.5B", QWEN2(24, 896, 14, 2, 4864, 151936, true), 8192, 8192,
	  (size_t)512 << 20, 64, 20 },
	{ "7B", QWEN2(4, 3584, 28, 4, 18944, 152064, false), 8192, 8192,
	  (size_t)512 << 20, 64, 20 },
	{ "tiny", QWEN2(2, 32, 4, 2, 48, 96, true), 48, 32, 4096, 4, 2 },
};

/* Of data sheets: bf16 with sums in fp32, dense, in TFLOP/s; memory in TB/s. */
static const struct {
	const char *name;
	double product, copy;
} sheets[] = {
	{ "A100-SXM4-80GB", 312, 2.039 },
	{ "A100-SXM4-40GB", 312, 1.555 },
	{ "A100 80GB PCIe", 312, 1.935 },
	{ "H100 80GB HBM3", 989, 3.35 },
	{ "H100 PCIe", 756, 2.0 },
	{ "H200", 989, 4.8 },
	{ "B200", 2250, 8.0 },
};

struct ground {
	const struct shape *shape;
	struct model model;
	struct engine *engine;
	struct momus_error err;
	double product, copy;		  /* measured, a second */
	double sheet_product, sheet_copy; /* 0: not known */
	int64_t tokens;
	size_t answers; /* 0: each of the batches */
};

static void ok(const struct ground *g, int rc)
{
	if (rc < 0) {
		fprintf(stderr, "device: %s\n", g->err.text);
		exit(1);
	}
}

/* Weights as small as drawn ones, in a second and not in a minute. */
static void make_model(struct ground *g)
{
	struct model *m = &g->model;
	struct config c;

	ok(g,
	   config_read(&c, momus_text_of(g->shape->config), "shape", &g->err));
	ok(g, parameters_init(&m->parameters, &c, &g->err));
	ok(g, rope_init(&m->rope, &c, &g->err));
	m->w = malloc(m->parameters.total * sizeof *m->w);
	if (!m->w)
		ok(g, momus_fail(&g->err, MOMUS_ENOMEM,
				 "out of memory for %zu weights",
				 m->parameters.total));
	drawn_numbers(m->w, m->parameters.total, 0.035f);
	for (size_t i = 0; i < m->parameters.n; i++) {
		const struct parameter *p = &m->parameters.list[i];

		for (int64_t k = 0; p->vector && k < p->cols; k++)
			m->w[p->offset + (size_t)k] =
				strstr(p->name, ".bias") ? 0.0f : 1.0f;
	}
}

/* Seconds of one RUN, of TURNS after WARM that do not count. */
static double seconds(struct ground *g, void (*run)(struct ground *))
{
	struct apart span = { 0 };

	for (int i = 0; i < WARM; i++)
		run(g);
	ok(g, device_wait(g->engine->device, &g->err));
	apart_start(&span);
	for (int i = 0; i < TURNS; i++)
		run(g);
	ok(g, device_wait(g->engine->device, &g->err));
	apart_stop(&span);
	return span.wall_s / TURNS;
}

static void *arrays[3]; /* of the measures that the others are shares of */

static void multiply(struct ground *g)
{
	const int64_t n = g->shape->product;
	const struct device_product p = {
		.c = arrays[0],
		.a = arrays[1],
		.b = arrays[2],
		.m = n,
		.n = n,
		.k = n,
		.lda = n,
		.ldb = n,
		.ldc = n,
		.turn_b = true,
		.type = LAUNCH_BF16,
		.result = LAUNCH_BF16,
		.alpha = 1,
	};

	ok(g, device_multiply(g->engine->device, &p, &g->err));
}

static void copy(struct ground *g)
{
	ok(g, device_copy(g->engine->device, arrays[0], arrays[1],
			  g->shape->copy, &g->err));
}

static void measure_device(struct ground *g)
{
	struct device *d = g->engine->device;
	const double n = (double)g->shape->product;

	for (int i = 0; i < 3; i++) {
		ok(g, device_alloc(d, "an array", g->shape->copy, &arrays[i],
				   &g->err));
		ok(g, drawn_fill(d, arrays[i], g->shape->copy, &g->err));
	}
	g->product = 2 * n * n * n / seconds(g, multiply);
	g->copy = 2 * (double)g->shape->copy / seconds(g, copy);
	for (int i = 0; i < 3; i++)
		device_free(d, arrays[i]);
	for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++)
		if (strstr(device_name(d), sheets[i].name)) {
			g->sheet_product = 1e12 * sheets[i].product;
			g->sheet_copy = 1e12 * sheets[i].copy;
			break;
		}
}

/* Of the weights that are multiplied with. */
static double matrices(const struct parameters *p)
{
	double sum = 0;

	for (size_t i = 0; i < p->n; i++)
		if (!p->list[i].vector)
			sum += (double)p->list[i].rows *
			       (double)p->list[i].cols;
	if (!p->config.tied) /* a row of the embedding is only read */
		sum -= (double)p->config.vocab * (double)p->config.hidden;
	return sum;
}

static size_t sequences(const struct ground *g)
{
	return (size_t)((g->tokens + SEQUENCE - 1) / SEQUENCE);
}

/* Multiplications and additions of a step: forward, and twice that backward. */
static double work(const struct ground *g)
{
	const struct config *c = &g->model.parameters.config;
	const double n = (double)g->tokens;
	const double length = fmin(n, SEQUENCE);

	return 3 *
	       (2 * n * matrices(&g->model.parameters) +
		2 * n * length * (double)(c->layers * c->heads * c->head_dim));
}

struct lesson {
	int32_t *ids, *token;
	size_t *at, start[65];
	float *d, *p;
	size_t scored;
};

static struct lesson lesson;

/* Every token but a sequence's first is learnt. */
static void make_lesson(struct ground *g)
{
	const size_t n = (size_t)g->tokens;
	struct lesson *l = &lesson;

	l->ids = calloc(n, sizeof *l->ids);
	l->token = calloc(n, sizeof *l->token);
	l->at = calloc(n, sizeof *l->at);
	l->d = calloc(n, sizeof *l->d);
	l->p = calloc(n, sizeof *l->p);
	if (!l->ids || !l->token || !l->at || !l->d || !l->p)
		ok(g, momus_fail(&g->err, MOMUS_ENOMEM, "out of memory"));
	for (size_t i = 0; i < n; i++)
		l->ids[i] = (int32_t)((i * 7919 + i / 13) %
				      (size_t)g->model.parameters.config.vocab);
	for (size_t s = 0; s < sequences(g); s++) {
		const size_t end = (s + 1) * SEQUENCE;

		l->start[s + 1] = end < n ? end : n;
		for (size_t t = l->start[s]; t + 1 < l->start[s + 1]; t++) {
			l->at[l->scored] = t;
			l->token[l->scored++] = l->ids[t + 1];
		}
	}
	for (size_t i = 0; i < l->scored; i++)
		l->d[i] = -1.0f / (float)l->scored;
}

static void step(struct ground *g)
{
	static const struct adamw how = { 1e-6, 0.9, 0.999, 1e-8, 0.01 };
	static int64_t t;
	const struct batch b = { lesson.ids, lesson.start, sequences(g) };
	const struct head_rows rows = { NULL, lesson.at, lesson.token,
					lesson.scored, 1.0 };
	double norm;

	ok(g, engine_forward(g->engine, &b, true, &g->err));
	ok(g, engine_score(g->engine, &rows, lesson.p, NULL, &g->err));
	ok(g, engine_backward(g->engine, &rows, lesson.d, NULL, &g->err));
	ok(g, engine_norm(g->engine, &norm, &g->err));
	if (!isfinite(norm))
		ok(g, momus_fail(&g->err, MOMUS_EINVAL,
				 "the gradient is not finite"));
	ok(g, engine_step(g->engine, &how, ++t, 1, &g->err));
}

static void print_share(const char *name, double of, double all)
{
	if (all > 0)
		printf(",\"%s\":%.4g", name, of / all);
}

static void train(struct ground *g)
{
	double s;

	make_lesson(g);
	s = seconds(g, step);
	printf(",\"tokens\":%lld,\"step_ms\":%.4g,\"tokens_s\":%.5g,"
	       "\"tflop_s\":%.4g",
	       (long long)g->tokens, 1e3 * s, (double)g->tokens / s,
	       work(g) / s / 1e12);
	print_share("of_product", work(g) / s, g->product);
	print_share("of_peak", work(g) / s, g->sheet_product);
}

/* Ways to draw: the likeliest token; any, by its likelihood; any of those that come to
 * 95 % of it. */
#define WAY(heat, share)                                                       \
	{                                                                      \
		.temperature = heat, .top_k = -1, .top_p = share, .min_p = -1, \
		.repetition_penalty = 1, .logprobs = -1                        \
	}
static const struct momus_sampling ways[] = { WAY(0, 1), WAY(1, 1),
					      WAY(1, 0.95) };

/* Seconds of a step of N answers drawn by HOW. */
static double decode_step(struct ground *g, struct decoder *d, size_t n,
			  const struct momus_sampling *how)
{
	const int32_t vocab = (int32_t)g->model.parameters.config.vocab;
	struct momus_stream stream;
	struct decoding *list[STEP_ROWS];
	int32_t prompt[PROMPT];
	struct apart span = { 0 };
	bool any;

	momus_stream_init(&stream, 1, MOMUS_TEXT("decode"), 0, 0, "draw");
	for (size_t i = 0; i < n; i++) {
		const struct decoder_order order = { .prompt = prompt,
						     .n = PROMPT,
						     .how = how,
						     .most = 1024,
						     .stream = &stream };

		for (size_t k = 0; k < PROMPT; k++)
			prompt[k] = (int32_t)(7 + 37 * i + k) % vocab;
		ok(g, decoder_begin(d, &order, &list[i], &g->err));
	}
	while (list[n - 1]->n < 2)
		ok(g, decoder_advance(d, &any, &g->err));
	apart_start(&span);
	for (int i = 0; i < g->shape->steps; i++)
		ok(g, decoder_advance(d, &any, &g->err));
	apart_stop(&span);
	for (size_t i = 0; i < n; i++)
		decoder_leave(d, list[i]);
	return span.wall_s / g->shape->steps;
}

static void decode(struct ground *g)
{
	static const size_t batches[] = { 1, 4, 16, 64 };
	const struct parameters *p = &g->model.parameters;
	const double bytes = 2 * matrices(p);
	struct decoder_setup setup = { .model = &g->model,
				       .most = (int64_t)g->shape->answers,
				       .bytes = (size_t)1 << 30 };
	struct engine_decode *there;
	struct decoder d;

	ok(g, engine_decode_open(&there, g->engine, setup.most, &g->err));
	setup.stepping = engine_decode_stepping(there);
	ok(g, decoder_init(&d, &setup, &g->err));
	for (size_t i = 0; i < sizeof batches / sizeof *batches; i++) {
		double s, t[sizeof ways / sizeof *ways];

		if (batches[i] > g->shape->answers)
			break;
		if (g->answers && batches[i] != g->answers)
			continue;
		for (size_t k = 0; k < sizeof t / sizeof *t; k++) {
			t[k] = decode_step(g, &d, batches[i], &ways[k]);
			decoder_forget(&d);
		}
		s = t[0];

		printf(",\"batch_%zu\":{\"tokens_s\":%.5g,\"step_ms\":%.4g",
		       batches[i], (double)batches[i] / s, 1e3 * s);
		print_share("of_copy", bytes / s, g->copy);
		print_share("of_peak", bytes / s, g->sheet_copy);
		printf(",\"drawn_ms\":%.4g,\"top_p_ms\":%.4g}", 1e3 * t[1],
		       1e3 * t[2]);
	}
	decoder_release(&d);
	engine_decode_close(there);
}

static bool read_arguments(struct ground *g, int argc, char **argv)
{
	bool known = argc >= 3 && (strcmp(argv[1], "decode") == 0 ||
				   strcmp(argv[1], "train") == 0);

	for (size_t i = 0; known && i < sizeof shapes / sizeof *shapes; i++)
		if (strcmp(argv[2], shapes[i].name) == 0)
			g->shape = &shapes[i];
	if (!g->shape || argc > 4)
		return false;
	if (argv[1][0] == 'd') {
		g->answers = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;
		return true;
	}
	g->tokens = argc == 4 ? strtol(argv[3], NULL, 10) : g->shape->tokens;
	return g->tokens > 1 && g->tokens <= 64 * SEQUENCE;
}

int main(int argc, char **argv)
{
	static struct ground g;
	struct engine_setup setup = { .model = &g.model, .type = LAUNCH_BF16 };

	if (!read_arguments(&g, argc, argv)) {
		fputs("usage: device train 0.5B|7B|tiny [TOKENS] | device "
		      "decode 0.5B|7B|tiny [ANSWERS]\n",
		      stderr);
		return 2;
	}
	make_model(&g);
	ok(&g, engine_open(&g.engine, &setup, &g.err));
	measure_device(&g);
	printf("{\"measured\":\"device %s\",\"shape\":\"%s\",\"layers\":%lld,"
	       "\"weights\":%zu,\"device\":\"%s\",\"product_tflop_s\":%.4g,"
	       "\"copy_gb_s\":%.4g",
	       argv[1], g.shape->name,
	       (long long)g.model.parameters.config.layers,
	       g.model.parameters.total, device_name(g.engine->device),
	       g.product / 1e12, g.copy / 1e9);
	if (argv[1][0] == 't')
		train(&g);
	else
		decode(&g);
	puts("}");
	engine_close(g.engine);
	return 0;
}
