/* made-nodes.c - see made-nodes.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "made-nodes.h"

enum {
	POOL = 16 << 20, /* bytes of text */
	STATEMENT = 600,
	RESPONSE = 1000,
	ANSWER_AT = 300, /* of the response */
	ANSWER = 450,
	INSTRUCTIONS = 500,
	PROMPT_ROOM = 4 * RESPONSE,
	ID_ROOM = 32,
};

struct made {
	char *pool;				/* owned */
	struct momus_store_problem *problems;	/* owned */
	struct momus_node_test all[MADE_TESTS]; /* accepted */
	unsigned others;			/* of 100 verdicts */
};

/* Words of programs and of people who talk about them. */
static const char words[] =
	"the of and to a in is that for it as with be on by this are return "
	"def if else for in range( len( self. print( not None True False list "
	"value result = == + - ( ) [ ] : , . 0 1 2 i j n x y s number string "
	"function should returns input output solution code test case error "
	"index sum max min sorted append count while import from class "
	"dictionary element array loop condition correct incorrect because "
	"negative empty first last current total string integer float tuple "
	"given list of elements expected actual fails passes edge length "
	"character key item pair matrix row column tree node graph path "
	"iterate compare initialise accumulate overflow recursion base step ";

static void fill(char *pool)
{
	struct momus_stream stream;
	const char *at[256];
	size_t n = 0, used = 0, len;
	double u;

	at[n++] = words;
	for (const char *p = words; *p && n < 256; p++)
		if (*p == ' ' && p[1])
			at[n++] = p + 1;
	momus_stream_init(&stream, 1, MOMUS_TEXT("pool"), 0, 0, "text");
	while (used < POOL) {
		const char *word;

		u = momus_stream_real(&stream);
		word = at[(size_t)(u * u * u * (double)n)];
		len = strcspn(word, " ") + 1;
		if (len > POOL - used)
			len = POOL - used;
		memcpy(pool + used, word, len);
		used += len;
		if (momus_stream_below(&stream, 12) == 0)
			pool[used - 1] = '\n';
	}
}

/* A number that belongs to (PROBLEM, WHAT). */
static uint64_t mix(uint32_t problem, uint64_t what)
{
	uint64_t x = ((uint64_t)problem << 8 | what) + 1;

	x *= UINT64_C(0x9e3779b97f4a7c15);
	x ^= x >> 32;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	return x ^ x >> 29;
}

/* LEN bytes that belong to (PROBLEM, WHAT). */
static struct momus_text cut(const struct made *made, uint32_t problem,
			     uint64_t what, size_t len)
{
	size_t at = (size_t)(mix(problem, what) % (POOL - len));

	return (struct momus_text){ made->pool + at, len };
}

struct made *made_create(size_t n)
{
	struct made *made = calloc(1, sizeof *made);
	char *ids = NULL;

	if (made) {
		made->pool = malloc(POOL);
		made->problems = calloc(n, sizeof *made->problems);
		ids = calloc(n, ID_ROOM);
	}
	if (!made || !made->pool || !made->problems || !ids)
		exit(1);
	fill(made->pool);
	for (size_t i = 0; i < n; i++) {
		snprintf(ids + ID_ROOM * i, ID_ROOM, "Made/%zu", i);
		made->problems[i] = (struct momus_store_problem){
			.id = momus_text_of(ids + ID_ROOM * i),
			.statement = cut(made, (uint32_t)i, 255, STATEMENT),
			.position = (uint32_t)i,
		};
	}
	for (int i = 0; i < MADE_TESTS; i++)
		made->all[i].cpu_s = NAN;
	return made;
}

void made_set_others(struct made *made, unsigned percent)
{
	made->others = percent;
}

void made_free(struct made *made)
{
	free((char *)made->problems[0].id.ptr);
	free(made->problems);
	free(made->pool);
	free(made);
}

const struct momus_store_problem *made_problems(const struct made *made)
{
	return made->problems;
}

struct momus_store_head made_head(void)
{
	return (struct momus_store_head){
		.run_id = "made",
		.recipe = "{\"name\":\"made\",\"seed\":1}",
		.recipe_key = "00",
		.seed = 1,
		.task = "made",
		.grader = "made",
		.generator = "made",
		.critic = "made",
		.feedback = "critic",
		.plugins = "{}",
		.dataset_sha256 = "00",
		.host = "made",
		.revision = "made",
		.shards = 1,
		.turns = MADE_TURNS,
		.votes = 1,
		.widths = { MADE_WIDTH, 1, 1 },
		.samples_note = "invented nodes for measuring",
	};
}

static struct momus_text prompt(const struct made *made, uint32_t problem,
				unsigned number, const struct momus_node *of,
				struct momus_arena *arena)
{
	struct momus_text parts[4] = {
		cut(made, 0, 1 + (of != NULL), INSTRUCTIONS),
		made->problems[problem].statement,
	};
	char *text = momus_arena_alloc(arena, PROMPT_ROOM);
	size_t used;

	if (!text)
		exit(1);
	for (int i = 2; of && i < 4 && of->response.len; i++, of++)
		parts[i] = of->response;
	used = (size_t)snprintf(text, PROMPT_ROOM,
				"{\"max_tokens\":1024,\"messages\":[{\"role\":"
				"\"user\",\"content\":\"");
	for (int i = 0; i < 4 && parts[i].len; i++) {
		memcpy(text + used, parts[i].ptr, parts[i].len);
		used += parts[i].len;
	}
	used += (size_t)snprintf(text + used, PROMPT_ROOM - used,
				 "\"}],\"model\":\"made-7b\",\"seed\":%u,"
				 "\"temperature\":0.7}",
				 problem * 100 + number);
	return (struct momus_text){ text, used };
}

/* Whether node NUMBER is right: easy and hard problems, and every turn helps. */
static bool is_right(const struct made *made, uint32_t problem, unsigned number)
{
	uint64_t chance = 20 + mix(problem, 254) % 60 + number / MADE_WIDTH * 3;

	return (mix(problem, 128 + number) % 100 < chance) !=
	       (mix(problem, 160 + number) % 100 < made->others);
}

/* Those that are wrong fail some tests, each its own. */
static void grade(const struct made *made, struct momus_node *n,
		  unsigned number, struct momus_arena *arena)
{
	struct momus_node_test *tests;
	uint64_t bits = mix(n->problem, number);
	bool passed = is_right(made, n->problem, number);

	n->parity.passed = n->strict.passed = passed;
	n->parity.score = n->strict.score = passed;
	n->parts = passed ? MOMUS_TEXT("{\"base\":true,\"plus\":true}")
			  : MOMUS_TEXT("{\"base\":true,\"plus\":false}");
	n->tests = made->all;
	n->n_tests = MADE_TESTS;
	n->grade_cpu_s = 0.001 + 1e-6 * number;
	n->grade_wall_s = 0.002 + 1e-6 * number;
	n->peak_bytes = 20 << 20;
	if (passed)
		return;
	n->parity.status = n->strict.status = MOMUS_RUN_WRONG_ANSWER;
	n->note = MOMUS_TEXT("a value differs from what is expected");
	tests = momus_arena_alloc(arena, sizeof made->all);
	if (!tests)
		exit(1);
	memcpy(tests, made->all, sizeof made->all);
	for (int i = 0; i < MADE_TESTS; i++)
		tests[i].parity = tests[i].strict =
			bits >> (i + 20) & 1 ? MOMUS_RUN_WRONG_ANSWER
					     : MOMUS_RUN_ACCEPTED;
	n->tests = tests;
}

/* The critic is right in 70 of 100 cases. */
static uint8_t judged(uint32_t problem, unsigned number, bool right)
{
	bool sees = mix(problem, 64 + number) % 100 < 70;

	return sees == right ? MOMUS_JUDGMENT_CORRECT
			     : MOMUS_JUDGMENT_INCORRECT;
}

static void set_measures(const struct made *made, struct momus_node *n,
			 unsigned number)
{
	uint64_t key = (uint64_t)n->problem * MADE_EACH + number;

	n->attempts = 1;
	n->prompt_tokens = 500 + number;
	n->completion_tokens = 250 + number;
	n->latency_s = 1.5 + 0.01 * number;
	n->logprob = -20.5 - number;
	n->cost = NAN;
	n->started_s = (double)key * 1e-5;
	for (int i = 0; i < 4; i++) { /* no more compressible than a digest */
		key = (key + 1) * UINT64_C(0x9e3779b97f4a7c15);
		key ^= key >> 31;
		memcpy(n->key + 8 * i, &key, 8);
	}
	n->response = cut(made, n->problem, number, RESPONSE);
	n->parity.passed = n->strict.passed = -1;
	n->parity.status = n->strict.status = MOMUS_RUN_NOT_RUN;
	n->parity.score = n->strict.score = NAN;
	n->grade_cpu_s = n->grade_wall_s = NAN;
}

void made_nodes(const struct made *made, uint32_t problem,
		struct momus_arena *arena, struct momus_node out[MADE_EACH])
{
	/* Every other row: a solution or revision, then a critique. */
	for (unsigned i = 0; i < MADE_EACH; i++) {
		unsigned step = i / MADE_WIDTH;
		struct momus_node *n = &out[i];
		struct momus_node of[2];

		*n = (struct momus_node){
			.problem = problem,
			.turn = (uint16_t)((step + 1) / 2),
			.branch = i % MADE_WIDTH,
			.kind = step == 0  ? MOMUS_NODE_SOLUTION
				: step % 2 ? MOMUS_NODE_CRITIQUE
					   : MOMUS_NODE_REVISION,
		};
		set_measures(made, n, i);
		if (n->kind == MOMUS_NODE_CRITIQUE) {
			of[0] = out[i - MADE_WIDTH];
			of[1].response.len = 0;
			n->judgment = judged(problem, i, of[0].strict.passed);
		} else {
			if (step) {
				of[0] = out[i - 2 * MADE_WIDTH];
				of[1] = out[i - MADE_WIDTH];
			}
			n->answer = (struct momus_text){
				n->response.ptr + ANSWER_AT, ANSWER
			};
			grade(made, n, i, arena);
		}
		n->prompt = prompt(made, problem, i, step ? of : NULL, arena);
	}
}
