/* layout.c - the tables of layout.h and their print */
#include "config.h"

#include <assert.h>
#include <string.h>

#include "store/layout.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Rows go to the file as they lie in memory. */
static_assert(sizeof(struct momus_node_row) == 232, "no hidden padding");
static_assert(sizeof(struct momus_usage_row) == 48, "no hidden padding");
static_assert(sizeof(struct momus_problem_row) == 64, "no hidden padding");
static_assert(sizeof(struct momus_reward_row) == 64, "no hidden padding");
static_assert(sizeof(struct momus_markov_row) == 48, "no hidden padding");
static_assert(sizeof(struct momus_node_test) == 8, "no hidden padding");

#define F(row, member, type, unit, meaning)                                \
	{                                                                  \
#member, MOMUS_FIELD_##type, offsetof(struct row, member), \
			unit, meaning, 0                                   \
	}
#define TEXT_OF(name, index, meaning)                               \
	{ name "_at",                                               \
	  MOMUS_FIELD_U64,                                          \
	  offsetof(struct momus_node_row, text_at) + 8 * (index),   \
	  "byte",                                                   \
	  meaning,                                                  \
	  0 },                                                      \
	{                                                           \
		name "_len", MOMUS_FIELD_U32,                       \
			offsetof(struct momus_node_row, text_len) + \
				4 * (index),                        \
			"bytes", "its length; 0: none", 0           \
	}

#define P(member, type, unit, meaning) \
	F(momus_problem_row, member, type, unit, meaning)
static const struct momus_field problem_fields[] = {
	P(id_at, U64, "byte", "the problem's id: where it starts in /text"),
	P(id_len, U32, "bytes", "its length"),
	P(statement_at, U64, "byte", "the problem's statement, in /text"),
	P(statement_len, U32, "bytes", "its length"),
	P(position, U32, "", "place in the whole data set, from 0"),
	P(category_at, U64, "byte",
	  "what reports tell apart, as a difficulty: in /text"),
	P(category_len, U32, "bytes", "its length; 0: none"),
	P(group_at, U64, "byte",
	  "what it is scored together with, as its pair: in /text"),
	P(group_len, U32, "bytes", "its length; 0: none"),
	P(grouping, GROUPING, "",
	  "orders: of one pair; rivals: answers, one of which is right"),
};

#define N(member, type, unit, meaning) \
	F(momus_node_row, member, type, unit, meaning)
static const struct momus_field node_fields[] = {
	N(problem, U32, "row", "row of /problems"),
	N(turn, U16, "",
	  "0: first solutions; t: the t-th critique and revision"),
	N(kind, KIND, "", "what the model was asked for"),
	N(branch, U32, "",
	  "place among its turn's; its parent is branch / widths[turn] of the "
	  "turn before"),
	N(vote, U32, "",
	  "of a critique: which of the votes; of a revision: the vote it was "
	  "given; of an attempt: which of them"),
	N(state, STATE, "",
	  "failed: the request failed, see reason; skipped: not asked for"),
	N(judgment, JUDGMENT, "", "a critique's last line"),
	N(finish, FINISH, "", "why the model stopped"),
	TEXT_OF("prompt", MOMUS_NODE_PROMPT,
		"the request for this sample alone, in canonical JSON: where "
		"it starts in /text"),
	TEXT_OF("response", MOMUS_NODE_RESPONSE, "what the model said"),
	TEXT_OF("answer", MOMUS_NODE_ANSWER,
		"what was graded; may lie inside the response"),
	TEXT_OF("reason", MOMUS_NODE_REASON,
		"why it failed or was skipped, one sentence"),
	TEXT_OF("parts", MOMUS_NODE_PARTS,
		"verdicts of the grader's parts, JSON"),
	TEXT_OF("note", MOMUS_NODE_NOTE, "the grader's sentence"),
	TEXT_OF("language", MOMUS_NODE_LANGUAGE,
		"a recorded answer's own language; none: its problem's"),
	TEXT_OF("failures", MOMUS_NODE_FAILURES_JSON,
		"the first tests that failed, a JSON list: test, input, "
		"expected, actual, error"),
	TEXT_OF("leaks", MOMUS_NODE_LEAKS,
		"of a critique: what it was searched for, and the longest runs "
		"of words that it gives away, JSON"),
	N(leak, LEAK, "",
	  "of a critique: what it shares with hidden outputs or the "
	  "reference"),
	N(leak_words, U32, "words", "in a row, of the longest; 0: none"),
	N(key, DIGEST, "", "SHA-256 of the request: the key of a replay"),
	N(parity_status, STATUS, "", "verdict of the official grader's rules"),
	N(parity_passed, I8, "", "1, 0, or -1: not judged"),
	N(parity_score, F64, "", "in 0..1; NaN: none"),
	N(strict_status, STATUS, "", "verdict of the careful judge"),
	N(strict_passed, I8, "", "1, 0, or -1: not judged"),
	N(strict_score, F64, "", "in 0..1; NaN: none"),
	N(shown_passed, I8, "",
	  "the verdict that feedback and rewards were shown; with noise it may "
	  "not be the true one"),
	N(tests_hidden, U32, "tests", "not shown to feedback and rewards"),
	N(tests_first, U64, "row", "its tests: first row of /tests"),
	N(tests_n, U32, "rows", "their number"),
	N(grade_cpu_s, F64, "s",
	  "CPU time of the graded program; NaN: not graded"),
	N(grade_wall_s, F64, "s", "wall time of grading; NaN: not graded"),
	N(peak_bytes, U64, "bytes", "peak memory of the graded program"),
	N(logprob, F64, "nats", "sum over the completion; NaN: unknown"),
};

#define U(member, type, unit, meaning) \
	F(momus_usage_row, member, type, unit, meaning)
static const struct momus_field usage_fields[] = {
	U(prompt_tokens, I64, "tokens",
	  "as the server counted; of a request for several samples, this "
	  "one's share; -1: not told"),
	U(completion_tokens, I64, "tokens",
	  "likewise, in proportion to the length of the texts"),
	U(latency_s, F64, "s",
	  "of the attempt that succeeded; NaN: unknown, or with another "
	  "sample of the request"),
	U(cost, F64, "dollars", "NaN: unknown"),
	U(started_s, F64, "s", "since the start of the run"),
	U(attempts, U32, "",
	  "requests made for it, the first included; 0: none, or with another "
	  "sample of the request"),
};

#define T(member, type, unit, meaning) \
	F(momus_node_test, member, type, unit, meaning)
static const struct momus_field test_fields[] = {
	T(parity, STATUS, "", "by the official grader's rules"),
	T(strict, STATUS, "", "by the careful judge"),
	T(part, U16, "", "which of the grader's parts it belongs to"),
	T(cpu_s, F32, "s", "CPU time; NaN: not measured apart"),
};

#define R(member, type, unit, meaning) \
	F(momus_reward_row, member, type, unit, meaning)
static const struct momus_field reward_fields[] = {
	R(node, U32, "row",
	  "the revision: row of /nodes; the next four name it too"),
	R(problem, U32, "row", "row of /problems"),
	R(turn, U16, "", "the revision's"),
	R(branch, U32, "", "the revision's"),
	R(reward, U8, "", "which: place in the root attribute \"rewards\""),
	R(value, F64, "", "NaN: could not be judged"),
	R(state, STATE, "",
	  "failed: a server did not answer, and --resume asks again"),
	R(reason_at, U64, "byte",
	  "what the value is, or why there is none: in /text"),
	R(reason_len, U32, "bytes", "its length"),
	R(attempts, U32, "", "requests made for it; 0: no server was asked"),
	R(latency_s, F64, "s", "of the attempt that succeeded; NaN: none"),
	R(prompt_tokens, I64, "tokens", "as the server counted; -1: not told"),
	R(completion_tokens, I64, "tokens",
	  "as the server counted; -1: not told"),
};

#define M(member, type, unit, meaning) \
	F(momus_markov_row, member, type, unit, meaning)
static const struct momus_field markov_fields[] = {
	M(verdict, VERDICT, "", "which verdict"),
	M(turn, U16, "", "from turn - 1 to turn"),
	M(from, STATUS, "", "state before; not_run: no verdict"),
	M(to, STATUS, "", "state after"),
	M(count, U64, "", "trajectories that made this step"),
	M(total, U64, "", "trajectories in state `from` before it"),
	M(estimate, F64, "", "count / total: P(to | from)"),
	M(low, F64, "", "95 % Wilson interval; NaN: not computed"),
	M(high, F64, "", "95 % Wilson interval; NaN: not computed"),
};

#define HEAD(member, type, meaning)                                            \
	{                                                                      \
#member, MOMUS_FIELD_##type,                                   \
			offsetof(struct momus_root, head.member), "", meaning, \
			0                                                      \
	}
#define ROOT(member, type, meaning) F(momus_root, member, type, "", meaning)
#define LIST(member, meaning)                                             \
	{                                                                 \
#member, MOMUS_FIELD_U32S,                                \
			offsetof(struct momus_root, member), "", meaning, \
			offsetof(struct momus_root, n_##member)           \
	}
/* "format" and "version" first: a reader looks at them before all else. */
const struct momus_field momus_layout_root[] = {
	ROOT(format, TEXT, "always \"" MOMUS_LAYOUT_FORMAT "\""),
	ROOT(version, U32, "of this layout"),
	ROOT(software, TEXT, "name and version of the program"),
	ROOT(generation, U64,
	     "checkpoints made; a journal names the one it follows"),
	ROOT(complete, U32, "1: nothing is left to do"),
	HEAD(run_id, TEXT, "name of this run"),
	HEAD(recipe, TEXT, "the recipe, canonical JSON, without secrets"),
	HEAD(recipe_key, TEXT, "hex SHA-256 of what defines the run"),
	HEAD(seed, U64, "of every random stream"),
	HEAD(task, TEXT, "task plugin"),
	HEAD(grader, TEXT, "grader of the parity verdict"),
	HEAD(generator, TEXT, "model that writes and revises"),
	HEAD(critic, TEXT, "model that writes critiques"),
	HEAD(feedback, TEXT, "what feeds a revision"),
	HEAD(plugins, TEXT, "plugins and their versions, JSON"),
	HEAD(dataset_sha256, TEXT,
	     "hex SHA-256 of the data file; if none was imported, of the ids "
	     "and statements of the problems"),
	HEAD(host, TEXT, "machine that made it"),
	HEAD(revision, TEXT, "git revision of the program"),
	HEAD(shard, U32, "this shard, from 0"),
	HEAD(shards, U32, "number of shards"),
	LIST(held, "shards whose nodes are here"),
	HEAD(turns, U32, "critique-and-revision turns"),
	HEAD(votes, U32, "critiques a solution"),
	LIST(widths,
	     "first solutions a problem, then branches a solution, by turn"),
	HEAD(samples_note, TEXT,
	     "what every report must say of this run; or empty"),
	HEAD(rewards, TEXT, "names of the rewards, JSON list"),
	HEAD(noise, TEXT, "noise of feedback and rewards; empty: none"),
	ROOT(started, TEXT, "UTC, ISO 8601"),
	ROOT(ended, TEXT, "UTC, ISO 8601; empty while it runs"),
	HEAD(prompts, TEXT,
	     "templates: name, version and SHA-256, JSON; empty: none"),
};
const size_t momus_layout_n_root = COUNT(momus_layout_root);
const size_t momus_layout_n_root_required = COUNT(momus_layout_root) - 1;

#define TABLE(name, title, row_type, list, rows, pack)    \
	const struct momus_table momus_table_##name = {   \
		"/" #name, title,	sizeof(row_type), \
		list,	   COUNT(list), rows,             \
		pack,	   0,		0                 \
	}
const struct momus_table momus_table_problems = {
	"/problems",
	"one row a problem, in the order of the data set",
	sizeof(struct momus_problem_row),
	problem_fields,
	COUNT(problem_fields),
	512,
	false,
	5,
	offsetof(struct momus_problem_row, category_at)
};
TABLE(nodes, "one row a model output, in the order they came",
      struct momus_node_row, node_fields, 512, false);
TABLE(usage, "row i: what node i cost", struct momus_usage_row, usage_fields,
      2048, false);
TABLE(tests, "results of single tests; equal lists of tests are stored once",
      struct momus_node_test, test_fields, 16384, true);
TABLE(rewards, "what each graded revision earned, one row a reward",
      struct momus_reward_row, reward_fields, 2048, false);
TABLE(markov, "steps of trajectories between verdicts, turn by turn",
      struct momus_markov_row, markov_fields, 64, false);
const struct momus_table momus_table_text = {
	"/text",
	"every text, bytes; rows point into it by (offset, length); equal "
	"texts "
	"are stored once",
	1,
	NULL,
	0,
	256 << 10,
	true,
	0,
	0
};

const struct momus_table *const momus_layout_tables[] = {
	&momus_table_problems, &momus_table_nodes,
	&momus_table_usage,    &momus_table_tests,
	&momus_table_rewards,  &momus_table_markov,
	&momus_table_text,     NULL,
};

const char *const *momus_layout_names(enum momus_field_type type)
{
	static const char *const kinds[] = { "solution", "critique", "revision",
					     "attempt", NULL };
	static const char *const states[] = { "done", "failed", "skipped",
					      NULL };
	static const char *const judgments[] = { "none", "correct", "incorrect",
						 "unparsed", NULL };
	static const char *const finishes[] = { "stop",	 "length", "filter",
						"other", "failed", NULL };
	static const char *const statuses[] = { "accepted",
						"wrong_answer",
						"runtime_error",
						"time_limit",
						"memory_limit",
						"output_limit",
						"compile_error",
						"sandbox_violation",
						"internal_error",
						"not_run",
						NULL };
	static const char *const verdicts[] = { "parity", "strict", NULL };
	static const char *const groupings[] = { "none", "orders", "rivals",
						 NULL };
	static const char *const leaks[] = { "unknown",	 "none", "expected",
					     "solution", "both", NULL };

	switch (type) {
	case MOMUS_FIELD_KIND:
		return kinds;
	case MOMUS_FIELD_STATE:
		return states;
	case MOMUS_FIELD_JUDGMENT:
		return judgments;
	case MOMUS_FIELD_FINISH:
		return finishes;
	case MOMUS_FIELD_STATUS:
		return statuses;
	case MOMUS_FIELD_VERDICT:
		return verdicts;
	case MOMUS_FIELD_GROUPING:
		return groupings;
	case MOMUS_FIELD_LEAK:
		return leaks;
	default:
		return NULL;
	}
}

const char *momus_layout_name(enum momus_field_type type, unsigned value)
{
	const char *const *names = momus_layout_names(type);

	for (unsigned i = 0; names && names[i]; i++)
		if (i == value)
			return names[i];
	return "?";
}

static const char *type_name(enum momus_field_type type)
{
	static const char *const names[] = {
		"int8",	    "uint8",   "uint16",   "uint32",   "uint64",
		"int64",    "float32", "float64",  "byte[32]", "text",
		"uint32[]", "kind",    "state",	   "judgment", "finish",
		"status",   "verdict", "grouping", "leak",
	};

	return names[type];
}

void momus_layout_print_fields(struct momus_buffer *out,
			       const struct momus_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		momus_buffer_printf(out, "  %-18s %-9s %-8s %s\n",
				    fields[i].name, type_name(fields[i].type),
				    fields[i].unit, fields[i].meaning);
}

void momus_layout_print(struct momus_buffer *out)
{
	const struct momus_table *const *t;
	const char *const *names;

	momus_buffer_printf(out,
			    "%s, layout version %u: one HDF5 file a run\n\n"
			    "/  attributes of the root group\n",
			    MOMUS_LAYOUT_FORMAT, MOMUS_LAYOUT_VERSION);
	momus_layout_print_fields(out, momus_layout_root, momus_layout_n_root);
	for (t = momus_layout_tables; *t; t++) {
		momus_buffer_printf(out, "\n%s  %s\n", (*t)->path,
				    (*t)->meaning);
		momus_layout_print_fields(out, (*t)->fields, (*t)->n_fields);
	}
	momus_buffer_puts(out,
			  "\n/training  group for the steps and metrics of "
			  "a trainer; empty in a run\n\n"
			  "enumerations, one byte each\n");
	for (int type = MOMUS_FIELD_KIND; type <= MOMUS_FIELD_LEAK; type++) {
		momus_buffer_printf(out, "  %-9s", type_name(type));
		names = momus_layout_names(type);
		for (int i = 0; names[i]; i++)
			momus_buffer_printf(out, "%s %d %s", i ? "," : "", i,
					    names[i]);
		momus_buffer_putc(out, '\n');
	}
}
