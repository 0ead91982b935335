/* decoder-test.c - many sequences side by side, and each as if it were alone */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/generate.h"
#include "model/made.h"
#include "tap.h"

static const char qwen2[] =
	"{\"model_type\":\"qwen2\",\"hidden_size\":72,\"num_hidden_layers\":3,"
	"\"num_attention_heads\":6,\"num_key_value_heads\":2,"
	"\"intermediate_size\":100,\"vocab_size\":301,"
	"\"max_position_embeddings\":400,\"rms_norm_eps\":1e-6,"
	"\"rope_theta\":10000.0,\"tie_word_embeddings\":true,"
	"\"hidden_act\":\"silu\",\"eos_token_id\":0,\"initializer_range\":0."
	"15}";
static const char windowed[] =
	"{\"model_type\":\"mistral\",\"hidden_size\":64,\"num_hidden_layers\":"
	"2,"
	"\"num_attention_heads\":4,\"num_key_value_heads\":1,\"head_dim\":20,"
	"\"intermediate_size\":96,\"vocab_size\":301,\"sliding_window\":37,"
	"\"max_position_embeddings\":400,\"rms_norm_eps\":1e-6,"
	"\"rope_theta\":10000.0,\"tie_word_embeddings\":false,"
	"\"hidden_act\":\"silu\",\"eos_token_id\":0,\"initializer_range\":0."
	"15}";
static const char qwen3[] =
	"{\"model_type\":\"qwen3\",\"hidden_size\":48,\"num_hidden_layers\":2,"
	"\"num_attention_heads\":4,\"num_key_value_heads\":2,\"head_dim\":16,"
	"\"intermediate_size\":80,\"vocab_size\":301,"
	"\"max_position_embeddings\":400,\"rms_norm_eps\":1e-6,"
	"\"rope_theta\":10000.0,\"tie_word_embeddings\":true,"
	"\"hidden_act\":\"silu\",\"eos_token_id\":0,\"initializer_range\":0."
	"15}";

enum { N = 12, MOST = 40, LONGEST = 300 };

struct asked { /* one sequence of a test */
	int32_t prompt[LONGEST];
	size_t n;
	struct momus_sampling how;
	struct momus_stream stream;
	struct decoding *s;
	struct answer answer;
};

static struct model *make(const char *config)
{
	struct momus_error err = { "" };
	struct model *m;

	if (made_model(&m, config, 5, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return m;
}

static void open_way(struct decoder *d, struct model *m, const char *kernels,
		     bool halves, int threads, int64_t most)
{
	const struct decoder_setup setup = { .model = m,
					     .threads = threads,
					     .kernels = kernels,
					     .halves = halves,
					     .most = most,
					     .bytes = (size_t)1 << 30 };
	struct momus_error err = { "" };

	if (decoder_init(d, &setup, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
}

static void open_decoder(struct decoder *d, struct model *m,
			 const char *kernels, int threads, int64_t most)
{
	open_way(d, m, kernels, false, threads, most);
}

/* Sequence I of the test: prompts of all lengths, every third one begins like
 * the one before, and all ways to sample. */
static void ask(struct asked *a, size_t i)
{
	static const size_t lengths[N] = { 1,  5,  200, 33,  64, 270,
					   31, 32, 2,	150, 90, 300 };
	struct momus_stream s;

	*a = (struct asked){ .n = lengths[i] };
	momus_stream_init(&s, i / 3, MOMUS_TEXT("prompt"), 0, 0, "test");
	for (size_t k = 0; k < a->n; k++) {
		if (k == 60 && i % 3 != 1)
			momus_stream_init(&s, i, MOMUS_TEXT("rest"), 0, 0,
					  "test");
		a->prompt[k] = 1 + (int32_t)momus_stream_below(&s, 300);
	}
	a->how = (struct momus_sampling){
		.temperature = i % 4 == 0 ? 0 : 0.5 + 0.1 * (double)i,
		.top_p = i % 2 ? 0.9 : NAN,
		.min_p = i % 5 == 2 ? 0.01 : NAN,
		.repetition_penalty = i % 3 == 1 ? 1.3 : NAN,
		.top_k = i % 3 == 2 ? 50 : -1,
		.logprobs = -1
	};
	momus_stream_init(&a->stream, i, MOMUS_TEXT("answer"), 0, 0, "test");
}

static void put_in(struct decoder *d, struct asked *a)
{
	const struct decoder_order order = { .prompt = a->prompt,
					     .n = a->n,
					     .how = &a->how,
					     .most = MOST,
					     .stream = &a->stream };

	CHECK_INT(decoder_begin(d, &order, &a->s, NULL), MOMUS_OK);
}

static void take_out(struct decoder *d, struct asked *a)
{
	CHECK_INT(answer_take(&a->answer, a->s, NULL), MOMUS_OK);
	decoder_leave(d, a->s);
	a->s = NULL;
}

/* All N, each alone in a decoder of its own. */
static void alone(struct asked *list, struct model *m, const char *kernels,
		  bool halves)
{
	for (size_t i = 0; i < N; i++) {
		struct decoder d;

		ask(&list[i], i);
		open_way(&d, m, kernels, halves, 1, 1);
		CHECK_INT(generate(&d, list[i].prompt, list[i].n, &list[i].how,
				   MOST, &list[i].stream, &list[i].answer,
				   NULL),
			  MOMUS_OK);
		decoder_release(&d);
	}
}

/* All N in one decoder; sequence I comes at step I * EVERY. */
static void together(struct asked *list, struct decoder *d, size_t every)
{
	size_t begun = 0, ended = 0;
	bool any;

	for (size_t i = 0; i < N; i++)
		ask(&list[i], i);
	for (size_t step = 0; ended < N; step++) {
		while (begun < N && step >= begun * every)
			put_in(d, &list[begun++]);
		CHECK_INT(decoder_advance(d, &any, NULL), MOMUS_OK);
		for (size_t i = 0; i < begun; i++)
			if (list[i].s && list[i].s->ended) {
				take_out(d, &list[i]);
				ended++;
			}
		CHECK(step < 10000);
	}
}

static void check_same(struct asked *a, const struct asked *b, const char *how)
{
	for (size_t i = 0; i < N; i++) {
		const struct answer *x = &a[i].answer, *y = &b[i].answer;

		if (x->ids.n != y->ids.n ||
		    memcmp(x->ids.list, y->ids.list, x->ids.n * 4) != 0 ||
		    memcmp(x->logprobs, y->logprobs, x->ids.n * 4) != 0)
			tap_fail(__FILE__, __LINE__, "sequence %zu differs: %s",
				 i, how);
		answer_release(&a[i].answer);
	}
}

/* Whether all N together say what each of ONE says, in so many ROUNDS. */
static void check_way(struct model *m, const struct asked *one,
		      const char *kernels, bool halves, int rounds)
{
	static const size_t every[] = { 0, 1, 7 };
	static struct asked all[N];
	struct decoder d;

	for (int k = 3 - rounds; k < 3; k++) {
		open_way(&d, m, kernels, halves, 1 + k, k == 1 ? 3 : N);
		together(all, &d, every[k]);
		check_same(all, one, kernels);
		/* Once more: now all beginnings are known. */
		together(all, &d, every[k]);
		check_same(all, one, "when it was asked before");
		CHECK(d.reused > 1000);
		decoder_release(&d);
	}
}

static void release(struct asked *list)
{
	for (size_t i = 0; i < N; i++)
		answer_release(&list[i].answer);
}

static void check_model(const char *config)
{
	static struct asked one[N];
	struct model *m = make(config);

	alone(one, m, "plain", false);
	for (int v = 0; rows_at(v); v++)
		if (rows_at(v)->variant.have())
			check_way(m, one, rows_at(v)->variant.name, false, 3);
	release(one);
	model_close(m);
}

TEST(tokens_and_logprobs_depend_on_nothing_that_shares_the_batch_bit_for_bit)
{
	check_model(qwen2);
}

TEST(nor_do_they_with_a_window_and_a_head_of_its_own)
{
	check_model(windowed);
}

TEST(nor_with_normed_heads)
{
	check_model(qwen3);
}

/* In bf16, whatever computes it; the tiles have bits of their own. */
TEST(nor_do_they_in_bf16)
{
	static struct asked one[N], own[N];
	struct model *m = make(qwen2);

	alone(one, m, "plain", true);
	for (int v = 0; halves_at(v); v++) {
		const struct halves *h = halves_at(v);

		if (!h->variant.have() || h == &halves_amx)
			continue;
		check_way(m, one, h->variant.name, true, 1);
	}
	if (halves_amx.variant.have()) {
		alone(own, m, "amx", true);
		check_way(m, own, "amx", true, 1);
		release(own);
	}
	release(one);
	model_close(m);
}

/* Rounded to bf16, and held as such alone: what a file of them gives. */
static void make_narrow(struct model *m)
{
	CHECK_INT(model_halve(m, NULL), MOMUS_OK);
	for (size_t i = 0; i < m->parameters.n; i++) {
		const struct parameter *p = &m->parameters.list[i];

		for (int64_t k = 0; !p->vector && k < p->rows * p->cols; k++)
			m->w[p->offset + (size_t)k] = NAN;
	}
	m->wide = false;
}

TEST(weights_held_as_bf16_change_no_bit)
{
	static struct asked one[N];
	struct model *m = make(qwen2);

	make_narrow(m);
	model_widen(m);
	CHECK(!m->half); /* for nobody asked for an answer yet */
	alone(one, m, "plain", false);
	for (int v = 0; rows_at(v); v++)
		if (rows_at(v)->variant.have()) {
			make_narrow(m);
			check_way(m, one, rows_at(v)->variant.name, false, 1);
			model_widen(m);
			CHECK(m->half);
			check_way(m, one, rows_at(v)->variant.name, false, 1);
			model_changed(m);
			CHECK(!m->half);
		}
	release(one);
	model_close(m);
}

TEST(in_bf16_log_probabilities_are_near_those_in_fp32)
{
	static struct asked full[N], half[N];
	struct model *m = make(qwen2);
	double off = 0;

	alone(full, m, "auto", false);
	alone(half, m, "auto", true);
	for (size_t i = 0; i < N; i++) { /* the first is of the same prompt */
		float a = full[i].answer.logprobs[0];
		float b = half[i].answer.logprobs[0];

		if (full[i].answer.ids.list[0] == half[i].answer.ids.list[0])
			off = fmax(off, fabs((double)(a - b)));
	}
	CHECK(off > 0 && off < 0.1);
	release(full);
	release(half);
	model_close(m);
}

TEST(the_prompt_of_a_group_is_read_once)
{
	static struct asked group[N];
	struct model *m = make(qwen2);
	struct decoder d;
	bool any = true;

	open_decoder(&d, m, "auto", 2, N);
	for (size_t i = 0; i < N; i++) {
		ask(&group[i], 11);
		momus_stream_init(&group[i].stream, i, MOMUS_TEXT("one"), 0, 0,
				  "test");
		group[i].how.temperature = 1;
		put_in(&d, &group[i]);
	}
	for (bool open = true; open;) {
		CHECK_INT(decoder_advance(&d, &any, NULL), MOMUS_OK);
		open = false;
		for (size_t i = 0; i < N; i++)
			open |= !group[i].s->ended;
	}
	/* All of it once, and of each other one the last token, which says
	 * what comes next. */
	CHECK_INT((long long)d.read, 300 + (N - 1));
	CHECK_INT((long long)d.reused, 299 * (N - 1));
	for (size_t i = 0; i < N; i++) {
		take_out(&d, &group[i]);
		CHECK(!i || memcmp(group[i].answer.ids.list,
				   group[0].answer.ids.list, 4 * 8) != 0);
	}
	for (size_t i = 0; i < N; i++)
		answer_release(&group[i].answer);
	decoder_release(&d);
	model_close(m);
}

TEST(forgotten_sequences_lend_nothing)
{
	static struct asked a, b;
	struct model *m = make(qwen2);
	struct decoder d;

	open_decoder(&d, m, "auto", 1, 1);
	for (int k = 0; k < 2; k++) {
		ask(k ? &b : &a, 2);
		CHECK_INT(generate(&d, a.prompt, a.n, &a.how, MOST,
				   k ? &b.stream : &a.stream,
				   k ? &b.answer : &a.answer, NULL),
			  MOMUS_OK);
		decoder_forget(&d);
		/* Other weights, whose keys and values are others. */
		for (size_t i = 0; i < m->parameters.total; i++)
			m->w[i] *= 1.5f;
	}
	CHECK_INT((long long)d.reused, 0);
	CHECK(memcmp(a.answer.logprobs, b.answer.logprobs, 4 * 4) != 0);
	answer_release(&a.answer);
	answer_release(&b.answer);
	decoder_release(&d);
	model_close(m);
}

TEST(a_prompt_that_does_not_fit_is_refused_in_one_sentence)
{
	static int32_t prompt[400];
	struct model *m = make(qwen2);
	struct momus_error err = { "" };
	struct momus_stream stream = { .used = 0 };
	struct momus_sampling how = { .temperature = 0 };
	struct decoder d;
	struct answer a;

	open_decoder(&d, m, "auto", 1, 4);
	CHECK_INT(generate(&d, prompt, 400, &how, 8, &stream, &a, &err),
		  MOMUS_EINVAL);
	CHECK_STR(err.text, "native: a prompt of 400 tokens leaves no room for "
			    "an answer in the model's 400 positions");
	err.text[0] = '\0';
	CHECK_INT(generate(&d, prompt, 0, &how, 8, &stream, &a, &err),
		  MOMUS_EINVAL);
	how = (struct momus_sampling){ .temperature = 0,
				       .top_p = NAN,
				       .min_p = NAN,
				       .repetition_penalty = NAN,
				       .top_k = -1,
				       .logprobs = -1 };
	for (int i = 0; i < 398; i++)
		prompt[i] = 1 + i % 300;
	CHECK_INT(generate(&d, prompt, 398, &how, 8, &stream, &a, NULL), 0);
	CHECK(a.ids.n == 2 || a.ids.list[a.ids.n - 1] == 0);
	answer_release(&a);
	decoder_release(&d);
	model_close(m);
}

TEST(one_that_leaves_early_changes_nothing_for_the_others)
{
	static struct asked one[N], all[N];
	struct model *m = make(qwen2);
	struct decoder d;
	bool any = true;

	alone(one, m, "plain", false);
	open_decoder(&d, m, "auto", 2, 6);
	for (size_t i = 0; i < N; i++) {
		ask(&all[i], i);
		put_in(&d, &all[i]);
	}
	for (int step = 0; any; step++) {
		CHECK_INT(decoder_advance(&d, &any, NULL), MOMUS_OK);
		for (size_t i = 0; i < N; i++)
			if (all[i].s &&
			    (i % 2 ? step == (int)i : all[i].s->ended)) {
				if (i % 2) {
					decoder_leave(&d, all[i].s);
					all[i].s = NULL;
				} else {
					take_out(&d, &all[i]);
				}
			}
	}
	for (size_t i = 0; i < N; i += 2) {
		CHECK_INT((long long)all[i].answer.ids.n,
			  (long long)one[i].answer.ids.n);
		CHECK(memcmp(all[i].answer.logprobs, one[i].answer.logprobs,
			     one[i].answer.ids.n * 4) == 0);
		answer_release(&all[i].answer);
	}
	for (size_t i = 0; i < N; i++)
		answer_release(&one[i].answer);
	CHECK_INT((long long)d.promised, 0);
	decoder_release(&d);
	model_close(m);
}

TAP_MAIN
