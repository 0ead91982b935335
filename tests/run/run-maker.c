/* run-maker.c - writes a run that standard input describes, for tests of what
 * reads runs: run-maker RUN.h5 <description
 *
 * Lines of fields separated by tabs; "%1b" in a text is that byte:
 *
 *   head     KEY VALUE        turns, votes, widths (3,1,2), grader, task, seed,
 *                             generator, critic, feedback, note, data, recipe
 *   problem  ID [CATEGORY [GROUP [STATEMENT]]]
 *   node     PROBLEM TURN KIND BRANCH VOTE STATE FINISH JUDGMENT PARITY STRICT
 *            ATTEMPTS PROMPT-TOKENS COMPLETION-TOKENS TEXT REASON
 *            [NOTE [TESTS [ANSWER [REQUEST]]]] (TESTS: a letter each, "AWT")
 *   end      complete | partial | crash (what was put stays in the journal)
 *
 * KIND, STATE, FINISH and JUDGMENT are numbers of the enumerations; PARITY and
 * STRICT 1, 0 or -1. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

enum { FIELDS = 20, TESTS = 1000 };

struct maker {
	struct momus_store_head head;
	struct momus_arena *arena; /* owned: texts of the above and below */
	struct momus_store_problem *problems; /* owned */
	size_t n_problems;
	struct momus_store *store;
	const char *path;
	struct momus_error err;
};

static int hex(char c)
{
	return c >= 'a' ? c - 'a' + 10 : c - '0';
}

/* Decodes S in place. */
static struct momus_text decode(char *s)
{
	struct momus_text t = { s, 0 };
	char *to = s;

	for (; *s; s++)
		if (*s == '%' && s[1] && s[2]) {
			*to++ = (char)(hex(s[1]) << 4 | hex(s[2]));
			s += 2;
		} else {
			*to++ = *s;
		}
	t.len = (size_t)(to - t.ptr);
	*to = '\0';
	return t;
}

static void set_head(struct maker *m, const char *key, char *value)
{
	struct momus_store_head *h = &m->head;
	const struct {
		const char *name;
		const char **at;
	} texts[] = {
		{ "grader", &h->grader },	{ "task", &h->task },
		{ "generator", &h->generator }, { "critic", &h->critic },
		{ "feedback", &h->feedback },	{ "note", &h->samples_note },
		{ "data", &h->dataset_sha256 }, { "recipe", &h->recipe },
	};
	char *part = value;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strcmp(key, texts[i].name) == 0)
			*texts[i].at =
				momus_arena_copy(m->arena, decode(value)).ptr;
	if (strcmp(key, "turns") == 0)
		h->turns = (uint32_t)strtoul(value, NULL, 10);
	else if (strcmp(key, "votes") == 0)
		h->votes = (uint32_t)strtoul(value, NULL, 10);
	else if (strcmp(key, "seed") == 0)
		h->seed = strtoul(value, NULL, 10);
	else if (strcmp(key, "widths") == 0)
		for (int i = 0; i < 16 && *part; i++) {
			h->widths[i] = (uint32_t)strtoul(part, &part, 10);
			part += *part == ',';
		}
}

static int create(struct maker *m)
{
	return m->store ? MOMUS_OK
			: momus_store_create(&m->store, m->path, &m->head,
					     m->problems, m->n_problems, NULL,
					     &m->err);
}

static struct momus_node_verdict verdict(const char *passed)
{
	int p = (int)strtol(passed, NULL, 10);

	return (struct momus_node_verdict){ p > 0    ? MOMUS_RUN_ACCEPTED
					    : p == 0 ? MOMUS_RUN_WRONG_ANSWER
						     : MOMUS_RUN_NOT_RUN,
					    (int8_t)p, p < 0 ? NAN : p };
}

/* The tests that LETTERS stand for: into OUT, and how many. */
static size_t tests(const char *letters, struct momus_node_test out[TESTS])
{
	static const char names[] = "AWRTMOCSI-";
	size_t n = 0;

	for (; letters[n] && n < TESTS; n++) {
		const char *at = strchr(names, letters[n]);

		out[n] = (struct momus_node_test){ .cpu_s = 0.001f };
		out[n].parity = out[n].strict =
			(uint8_t)(at ? at - names : MOMUS_RUN_NOT_RUN);
	}
	return n;
}

static int put(struct maker *m, char **f)
{
	struct momus_node_test rows[TESTS];
	struct momus_node n;
	long v[14];

	for (int i = 1; i < 14; i++)
		v[i] = strtol(f[i], NULL, 10);
	n = (struct momus_node){ .problem = (uint32_t)v[1],
				 .turn = (uint16_t)v[2],
				 .kind = (uint8_t)v[3],
				 .branch = (uint32_t)v[4],
				 .vote = (uint32_t)v[5],
				 .state = (uint8_t)v[6],
				 .finish = (uint8_t)v[7],
				 .judgment = (uint8_t)v[8],
				 .parity = verdict(f[9]),
				 .strict = verdict(f[10]),
				 .attempts = (uint16_t)v[11],
				 .prompt_tokens = v[12],
				 .completion_tokens = v[13],
				 .latency_s = 0.5,
				 .logprob = NAN,
				 .cost = NAN,
				 .grade_cpu_s = v[9] < 0 ? NAN : 0.25,
				 .grade_wall_s = v[9] < 0 ? NAN : 0.5 };
	n.response = decode(f[14]);
	n.answer = n.kind == MOMUS_NODE_CRITIQUE ? MOMUS_TEXT("") : n.response;
	n.reason = decode(f[15]);
	n.note = decode(f[16]);
	n.n_tests = tests(f[17], rows);
	n.tests = rows;
	if (strchr(f[17], 'W')) /* with what a page must not take for markup */
		n.failures = MOMUS_TEXT(
			"[{\"test\":1,\"input\":\"1 2<script>\","
			"\"expected\":\"3\",\"actual\":\"-1\"},"
			"{\"test\":2,\"input\":\"4 5\",\"error\":\"no\"}]");
	if (*f[18])
		n.answer = decode(f[18]);
	n.prompt = decode(f[19]);
	return momus_store_put(m->store, &n, &m->err);
}

static struct momus_text kept(struct maker *m, char *field)
{
	return momus_arena_copy(m->arena,
				decode(field ? field : (char[]){ "" }));
}

static int add_problem(struct maker *m, char **f)
{
	m->problems =
		realloc(m->problems, (m->n_problems + 1) * sizeof *m->problems);
	if (!m->problems)
		return MOMUS_ENOMEM;
	m->problems[m->n_problems] = (struct momus_store_problem){
		.id = kept(m, f[1]),
		.statement =
			f[4] && *f[4] ? kept(m, f[4]) : MOMUS_TEXT("Do it."),
		.position = (uint32_t)m->n_problems,
		.category = kept(m, f[2]),
		.group = kept(m, f[3]),
	};
	m->n_problems++;
	return MOMUS_OK;
}

static int crash(struct maker *m)
{
	int rc = momus_store_sync(m->store, &m->err);

	momus_store_abandon(m->store);
	return rc;
}

static int obey(struct maker *m, char *line)
{
	static char empty[] = "";
	char *f[FIELDS];
	int rc = MOMUS_OK;

	for (int i = 0; i < FIELDS; i++)
		f[i] = line ? strsep(&line, "\t") : empty;
	if (strcmp(f[0], "head") == 0)
		set_head(m, f[1], f[2]);
	else if (strcmp(f[0], "problem") == 0)
		rc = add_problem(m, f);
	else if ((rc = create(m)) < 0)
		return rc;
	else if (strcmp(f[0], "node") == 0)
		rc = put(m, f);
	else if (strcmp(f[0], "end") == 0 && strcmp(f[1], "crash") == 0)
		rc = crash(m);
	else if (strcmp(f[0], "end") == 0)
		rc = momus_store_close(m->store, strcmp(f[1], "complete") == 0,
				       &m->err);
	return rc;
}

int main(int argc, char **argv)
{
	struct maker m = { .head = { .run_id = "made",
				     .recipe = "{}",
				     .recipe_key = "7e57",
				     .seed = 1,
				     .task = "made",
				     .grader = "exact",
				     .generator = "generator-1",
				     .critic = "critic-1",
				     .feedback = "critic",
				     .plugins = "{}",
				     .dataset_sha256 = "da7a",
				     .host = "nowhere",
				     .revision = "none",
				     .shards = 1,
				     .votes = 1,
				     .widths = { 1 },
				     .samples_note = "" } };
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	int rc = MOMUS_OK;

	if (argc != 2)
		return 2;
	m.arena = momus_arena_create(1 << 30);
	m.path = argv[1];
	while (rc == MOMUS_OK && (n = getline(&line, &room, stdin)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		rc = obey(&m, line);
	}
	free(line);
	free(m.problems);
	momus_arena_free(m.arena);
	if (rc < 0)
		fprintf(stderr, "%s\n", m.err.text);
	return rc < 0;
}
