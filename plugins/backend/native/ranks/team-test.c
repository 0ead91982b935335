/* team-test.c - several ranks train one model, here as threads of one process */
#include <math.h>
#include <momus/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "native.h"
#include "tap.h"
#include "threadranks.h"
#include "weights/save.h"

enum { VOCAB = 50, SEQUENCES = 7, LONGEST = 12, STEPS = 3, ANSWERS = 23 };

static const char shape[] =
	"{\"model_type\": \"qwen2\", \"hidden_size\": 16, "
	"\"num_hidden_layers\": 2, \"num_attention_heads\": 4, "
	"\"num_key_value_heads\": 2, \"intermediate_size\": 24, "
	"\"vocab_size\": 50, \"max_position_embeddings\": 64, "
	"\"rms_norm_eps\": 1e-6, \"rope_theta\": 10000.0, "
	"\"tie_word_embeddings\": true, \"architectures\": "
	"[\"Qwen2ForCausalLM\"], \"hidden_act\": \"silu\"}";

static char folder[] = "/tmp/momus-team-XXXXXX";

static void remove_all(void)
{
	char command[100];

	snprintf(command, sizeof command, "rm -rf %s", folder);
	if (system(command) != 0)
		perror(folder);
}

/* FOLDER/NAME, in P. */
static const char *path(const char *name, char p[200])
{
	snprintf(p, 200, "%s/%s", folder, name);
	return p;
}

static void need_folder(void)
{
	static bool there;
	char p[200];

	if (there)
		return;
	CHECK(mkdtemp(folder));
	atexit(remove_all);
	CHECK_INT(
		save_bytes(path("config.json", p), momus_text_of(shape), NULL),
		MOMUS_OK);
	there = true;
}

struct scene {
	int64_t lora_rank;
	const char *load, *save; /* folders below; NULL: none */
	int steps;
	float derivative; /* NAN: of no use */
	int other;	  /* a rank with other weights; -1: none */
	bool stranger;	  /* a token that no model has, on rank 1 */
	bool forget;	  /* forget() in place of the steps */
	bool draw;	  /* answers, before the steps */
	bool early;	  /* learns while answers are drawn */
	/* What became of it, rank 0's but for .rc and .err: */
	float logprobs[SEQUENCES * LONGEST], entropies[SEQUENCES * LONGEST];
	double norm[STEPS];
	float *w; /* the caller frees */
	size_t total, moments;
	int rc[THREADRANKS_MOST];
	struct momus_error err[THREADRANKS_MOST];
	struct momus_arena *arena; /* of .said; the caller frees */
	struct momus_sampled said[ANSWERS];
	struct momus_stream streams[ANSWERS];
	int told[ANSWERS];
	uint64_t read[THREADRANKS_MOST]; /* tokens of prompts, by each rank */
};

struct batch_of { /* what one step learns from */
	int32_t tokens[SEQUENCES * LONGEST];
	size_t start[SEQUENCES + 1], first[SEQUENCES];
	struct momus_sequences s;
	size_t scored;
};

/* Sequences of different lengths, of which the last one is the longest. */
static void fill(struct batch_of *b, int step)
{
	unsigned dice = 7u + (unsigned)step;
	size_t at = 0;

	*b = (struct batch_of){ .scored = 0 };
	for (size_t i = 0; i < SEQUENCES; i++) {
		size_t n = 3 + (i * 5 + (size_t)step) % 7;

		n = i == SEQUENCES - 1 ? LONGEST : n;
		b->first[i] = 1 + i % 2;
		b->scored += n - b->first[i];
		for (size_t t = 0; t < n; t++) {
			dice = dice * 1103515245u + 12345u;
			b->tokens[at++] = (int32_t)((dice >> 16) % VOCAB);
		}
		b->start[i + 1] = at;
	}
	b->s = (struct momus_sequences){ b->tokens, b->start, b->first,
					 SEQUENCES };
}

static const struct momus_backend_ops *backend(void)
{
	return momus_plugin_entry()->ops.backend;
}

static const char *targets[] = { "q_proj", "v_proj", "down_proj", NULL };

static struct native_options options(const struct scene *s, uint32_t rank)
{
	return (struct native_options){
		.model = folder,
		.template = "none",
		.dtype = "float32",
		.kernels = "auto",
		.device = "cpu",
		.precision = "auto",
		.threads = 1,
		.max_tokens = 4,
		.init = (int)rank == s->other ? 8 : 7,
		.batch = 1,
		.cache = 1,
		.lora_rank = s->lora_rank,
		.lora_alpha = 8,
		.lora_targets = targets,
		.lora_seed = 1,
		.weights = true,
	};
}

static const struct momus_optimizer adam = { 1e-2, 0.9, 0.999, 1e-8, 0.01, 1 };

/* One step, its sequences in two parts as a trainer's chunks are. */
static int learn(struct scene *s, void *model, int step,
		 struct momus_error *err)
{
	const struct momus_trainable_ops *ops = backend()->trainable;
	float d[SEQUENCES * LONGEST], h[SEQUENCES * LONGEST];
	struct batch_of b;
	int rc;

	fill(&b, step);
	if (s->stranger)
		b.tokens[b.start[4]] = VOCAB + 1;
	for (size_t i = 0; i < b.scored; i++) {
		d[i] = -(1 + (float)(i % 3)) / (float)b.scored * s->derivative;
		h[i] = 0.01f * (float)(i % 2);
	}
	rc = ops->forward(model, &b.s, 0.8, true, s->logprobs, s->entropies,
			  err);
	if (rc == MOMUS_OK)
		rc = ops->backward(model, d, h, err);
	b.s.n = 3; /* more ranks than this have none */
	if (rc == MOMUS_OK)
		rc = ops->forward(model, &b.s, 0.8, true, s->entropies, NULL,
				  err);
	if (rc == MOMUS_OK)
		rc = ops->backward(model, d, NULL, err);
	if (rc != MOMUS_OK)
		return rc;
	return s->forget ? ops->forget(model, &s->norm[step], err)
			 : ops->step(model, &adam, &s->norm[step], err);
}

static void on_told(void *arg, int rc, const struct momus_error *err)
{
	int *told = arg;

	(void)err;
	*told += rc == MOMUS_OK ? 1 : 100;
}

static int begin_answer(struct scene *s, void *model, size_t i,
			uint64_t *ticket, struct momus_error *err)
{
	static int32_t prompts[ANSWERS][9];
	static struct momus_sampling how[ANSWERS];
	const struct momus_sample_order order = {
		.prompt = { prompts[i], 1 + i % 9 },
		.sampling = &how[i],
		.stream = &s->streams[i],
		.arena = s->arena,
		.out = &s->said[i],
		.done = on_told,
		.arg = &s->told[i],
	};

	for (size_t k = 0; k < 9; k++)
		prompts[i][k] = (int32_t)((7 * (i / 3) + k) % VOCAB);
	how[i] = (struct momus_sampling){ .temperature = 0.7 + 0.1 * (double)i,
					  .top_p = NAN,
					  .min_p = NAN,
					  .repetition_penalty = NAN,
					  .top_k = -1,
					  .max_tokens = 1 + (int64_t)i % 14,
					  .logprobs = -1 };
	momus_stream_init(&s->streams[i], i, MOMUS_TEXT("answer"), 0, 0,
			  "test");
	return backend()->trainable->begin(model, &order, ticket, err);
}

/* Some come, a step is made, the others come; one is given up. */
static int draw(struct scene *s, void *model, struct momus_error *err)
{
	const struct momus_batch_ops *batch = backend()->batch;
	uint64_t ticket[ANSWERS];
	size_t left = 1;
	int rc = MOMUS_OK;

	s->arena = momus_arena_create((size_t)1 << 20);
	for (size_t i = 0; rc == MOMUS_OK && i < ANSWERS; i++) {
		rc = begin_answer(s, model, i, &ticket[i], err);
		if (rc == MOMUS_OK && i % 5 == 4)
			rc = batch->advance(model, &left, err);
	}
	if (rc != MOMUS_OK)
		return rc;
	if (!s->told[ANSWERS - 1])
		batch->cancel(model, ticket[ANSWERS - 1]);
	if (s->early)
		rc = learn(s, model, 0, err);
	while (rc == MOMUS_OK && left)
		rc = batch->advance(model, &left, err);
	return rc;
}

/* What the trainer's rank does. */
static int lead(struct scene *s, struct native *n, struct momus_error *err)
{
	const struct momus_trainable_ops *ops = backend()->trainable;
	char p[200];
	int rc = MOMUS_OK;

	if (s->load)
		rc = ops->load(n, path(s->load, p), err);
	if (rc == MOMUS_OK && s->draw)
		rc = draw(s, n, err);
	for (int i = 0; rc == MOMUS_OK && i < s->steps; i++)
		rc = learn(s, n, i, err);
	if (rc == MOMUS_OK && s->save)
		rc = ops->save(n, path(s->save, p), true, err);
	s->total = n->model->parameters.total;
	s->moments = team_share(n->team, native_learning(n)).n;
	s->w = malloc(s->total * sizeof *s->w);
	if (s->w)
		memcpy(s->w, n->model->w, s->total * sizeof *s->w);
	return rc;
}

static void live(const struct momus_ranks *r, void *arg)
{
	struct scene *s = arg;
	struct native_options o = options(s, r->rank);
	struct momus_error *err = &s->err[r->rank];
	void *model = NULL;
	int rc = backend()->open(&model, &o, err);

	if (rc == MOMUS_OK)
		rc = backend()->trainable->together(model, r, err);
	if (rc == MOMUS_OK && r->rank == 0)
		rc = lead(s, model, err);
	s->rc[r->rank] = rc;
	s->read[r->rank] = model ? ((struct native *)model)->decoder.read : 0;
	backend()->close(model);
}

static void run(struct scene *s, uint32_t size, unsigned seed)
{
	need_folder();
	s->derivative = s->derivative == 0 ? 1 : s->derivative;
	threadranks_run(&(struct threadranks){ size, size, 0, seed }, live, s);
}

static void check_all(const struct scene *s, uint32_t size, int rc)
{
	for (uint32_t k = 0; k < size; k++)
		if (s->rc[k] != rc)
			tap_fail(__FILE__, __LINE__, "rank %u of %u: %d (%s)",
				 k, size, s->rc[k], s->err[k].text);
}

/* The largest difference of the weights. */
static double distance(const struct scene *a, const struct scene *b)
{
	double most = 0;

	CHECK_INT((long long)a->total, (long long)b->total);
	for (size_t i = 0; i < a->total; i++)
		most = fmax(most, fabs((double)a->w[i] - (double)b->w[i]));
	return most;
}

/* Scenes of 2 to 5 ranks against one rank's. */
static void check_equal(int64_t lora_rank, double tolerance)
{
	const size_t bytes = SEQUENCES * LONGEST * sizeof(float);

	for (uint32_t size = 2; size <= 5; size++) {
		struct scene one = { .lora_rank = lora_rank, .other = -1 };
		struct scene many = one, begin = one;

		one.steps = many.steps = STEPS;
		run(&begin, 1, 0);
		run(&one, 1, 0);
		run(&many, size, 1);
		check_all(&one, 1, MOMUS_OK);
		check_all(&many, size, MOMUS_OK);
		CHECK(distance(&begin, &one) > 1e-3);
		CHECK_NEAR(distance(&many, &one), 0, tolerance);
		for (int i = 0; i < STEPS; i++)
			CHECK_NEAR(many.norm[i] / one.norm[i], 1, 1e-5);
		CHECK(many.moments < one.moments / size + 16);
		free(many.w);
		many.w = NULL;
		one.steps = many.steps = 1;
		free(one.w);
		run(&one, 1, 0);
		run(&many, size, 2);
		CHECK(memcmp(one.logprobs, many.logprobs, bytes) == 0);
		CHECK(memcmp(one.entropies, many.entropies, bytes) == 0);
		free(begin.w);
		free(one.w);
		free(many.w);
	}
}

TEST(many_ranks_learn_what_one_learns)
{
	check_equal(0, 1e-5);
}

TEST(adapters_too)
{
	check_equal(3, 1e-5);
}

TEST(the_order_of_events_changes_nothing)
{
	struct scene first = { .steps = STEPS, .other = -1 };

	run(&first, 3, 0);
	check_all(&first, 3, MOMUS_OK);
	for (unsigned seed = 1; seed < 5; seed++) {
		struct scene again = { .steps = STEPS, .other = -1 };

		run(&again, 3, seed);
		CHECK(memcmp(first.w, again.w, first.total * sizeof(float)) ==
		      0);
		free(again.w);
	}
	free(first.w);
}

static void check_same_file(const char *a, const char *b, const char *name)
{
	char command[600];

	snprintf(command, sizeof command, "cmp %s/%s/%s %s/%s/%s", folder, a,
		 name, folder, b, name);
	CHECK_INT(system(command), 0);
}

/* Saved by SIZE ranks and loaded by others, in both kinds of weights. */
static void check_resumes(int64_t lora_rank, const char *weights)
{
	struct scene whole = { .lora_rank = lora_rank, .other = -1 };
	struct scene s = whole, next = whole;

	s.steps = 2;
	s.save = "saved";
	run(&s, 3, 1);
	check_all(&s, 3, MOMUS_OK);
	for (uint32_t size = 1; size <= 4; size++) {
		struct scene copy = { .lora_rank = lora_rank,
				      .load = "saved",
				      .save = "copy",
				      .other = -1 };

		run(&copy, size, 2);
		check_all(&copy, size, MOMUS_OK);
		check_same_file("saved", "copy", "optimizer.safetensors");
		check_same_file("saved", "copy", weights);
		CHECK(memcmp(copy.w, s.w, s.total * sizeof(float)) == 0);
		free(copy.w);
	}
	whole.steps = next.steps = 1;
	whole.load = next.load = "saved";
	run(&whole, 3, 3);
	run(&next, 2, 4);
	check_all(&next, 2, MOMUS_OK);
	CHECK(distance(&whole, &s) > 1e-4);
	CHECK_NEAR(distance(&whole, &next), 0, 1e-5);
	free(whole.w);
	free(next.w);
	free(s.w);
}

TEST(answers_are_drawn_on_all_ranks_and_are_one_ranks_bit_for_bit)
{
	struct scene one = { .draw = true, .other = -1 };

	run(&one, 1, 0);
	CHECK_INT(one.rc[0], MOMUS_OK);
	for (uint32_t size = 2; size <= THREADRANKS_MOST; size++) {
		struct scene many = { .draw = true, .steps = 1, .other = -1 };

		run(&many, size, size);
		check_all(&many, size, MOMUS_OK);
		for (size_t i = 0; i + 1 < ANSWERS; i++) {
			const struct momus_sampled *a = &one.said[i];
			const struct momus_sampled *b = &many.said[i];

			CHECK_INT(many.told[i], 1);
			CHECK_INT((long long)a->n, (long long)b->n);
			CHECK(a->finish == b->finish);
			CHECK(memcmp(a->tokens, b->tokens, 4 * a->n) == 0);
			CHECK(memcmp(a->logprobs, b->logprobs, 4 * a->n) == 0);
			CHECK(memcmp(&one.streams[i], &many.streams[i],
				     sizeof one.streams[i]) == 0);
		}
		CHECK(many.read[1] > 0 && many.read[0] < one.read[0]);
		momus_arena_free(many.arena);
		free(many.w);
	}
	momus_arena_free(one.arena);
	free(one.w);
}

TEST(what_is_learnt_meanwhile_waits_for_the_answers)
{
	struct scene s = { .draw = true, .early = true, .other = -1 };

	run(&s, 3, 1);
	check_all(&s, 3, MOMUS_OK);
	for (size_t i = 0; i + 1 < ANSWERS; i++)
		CHECK_INT(s.told[i], 1);
	momus_arena_free(s.arena);
	free(s.w);
}

TEST(a_checkpoint_does_not_tell_how_many_ranks_there_were)
{
	check_resumes(0, "model.safetensors");
}

TEST(nor_does_one_of_adapters)
{
	check_resumes(3, "adapter_model.safetensors");
}

TEST(a_checkpoint_that_is_not_there_leaves_the_ranks_together)
{
	struct scene s = { .load = "nowhere", .other = -1 };

	run(&s, 3, 1);
	CHECK(s.rc[0] < 0);
	CHECK(strstr(s.err[0].text, "nowhere"));
	CHECK_INT(s.rc[1], MOMUS_OK); /* dismissed */
	CHECK_INT(s.rc[2], MOMUS_OK);
	free(s.w);
}

TEST(other_weights_are_refused_everywhere)
{
	for (int other = 0; other < 3; other++) {
		struct scene s = { .other = other };

		run(&s, 3, 1);
		check_all(&s, 3, MOMUS_EINVAL);
		CHECK(strstr(s.err[0].text,
			     "the model's weights are not those of "
			     "rank 0"));
		CHECK(strstr(s.err[0].text,
			     other == 2 ? "rank 2: " : "rank 1: "));
		free(s.w);
	}
}

TEST(a_gradient_that_is_not_finite_is_everybodys_failure)
{
	struct scene s = { .steps = 1, .derivative = NAN, .other = -1 };

	run(&s, 3, 1);
	CHECK_INT(s.rc[0], MOMUS_EINVAL);
	CHECK(strstr(s.err[0].text, "the gradient is not finite"));
	CHECK_INT(s.rc[1], MOMUS_OK);
	CHECK_INT(s.rc[2], MOMUS_OK);
	free(s.w);
}

TEST(what_fails_on_one_rank_is_told_with_its_number)
{
	struct scene s = { .steps = 1, .stranger = true, .other = -1 };

	run(&s, 2, 1);
	CHECK(s.rc[0] < 0);
	CHECK(strstr(s.err[0].text, "rank 1: "));
	CHECK_INT(s.rc[1], MOMUS_OK);
	free(s.w);
}

TEST(forgetting_measures_all_and_changes_nothing)
{
	struct scene begin = { .other = -1 }, one = begin;
	struct scene many;

	one.forget = true;
	one.steps = 2;
	many = one;
	run(&begin, 1, 0);
	run(&one, 1, 0);
	run(&many, 3, 1);
	check_all(&many, 3, MOMUS_OK);
	for (int i = 0; i < 2; i++)
		CHECK_NEAR(many.norm[i] / one.norm[i], 1, 1e-5);
	CHECK(memcmp(begin.w, many.w, begin.total * sizeof(float)) == 0);
	free(begin.w);
	free(one.w);
	free(many.w);
}

TEST(nobody_waits_for_a_rank_that_is_gone)
{
	need_folder();
	for (unsigned after = 0; after < 60; after++) {
		struct threadranks how = { 3, 1 + after % 2, after, 1 };
		struct scene s = { .steps = STEPS,
				   .save = "gone",
				   .derivative = 1,
				   .draw = true,
				   .other = -1 };

		threadranks_run(&how, live, &s);
		if (s.rc[0] < 0)
			CHECK(strstr(s.err[0].text, "has ended"));
		momus_arena_free(s.arena);
		free(s.w);
	}
}

TAP_MAIN
