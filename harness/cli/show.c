/* show.c - momus show RUN.h5 [PROBLEM[/SAMPLE]] */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "core/inert.h"
#include "momus/json.h"
#include "store/layout.h"
#include "store/reader.h"

static const size_t node_limit = (size_t)2 << 30; /* bytes of one */

enum { TURNS = 16 };

struct tally {				      /* of one problem */
	uint32_t right[TURNS], judged[TURNS]; /* solutions, by turn */
	uint32_t failed;
};

static void print(struct momus_text t)
{
	momus_inert_write(stdout, t);
}

static void count(const struct momus_node *n, struct tally *t)
{
	if (n->state == MOMUS_NODE_FAILED)
		t->failed++;
	if (n->kind == MOMUS_NODE_CRITIQUE || n->kind == MOMUS_NODE_ATTEMPT ||
	    n->turn >= TURNS || n->parity.passed < 0 ||
	    n->state != MOMUS_NODE_DONE)
		return;
	t->judged[n->turn]++;
	t->right[n->turn] += n->parity.passed > 0;
}

static void print_tally(const struct momus_run *run, size_t problem,
			const struct tally *t)
{
	printf("%7u", t->failed);
	for (uint32_t turn = 0; turn <= momus_run_head(run)->turns; turn++)
		printf("  %4u/%-4u", t->right[turn], t->judged[turn]);
	fputs("  ", stdout);
	print(momus_run_problem(run, problem).id);
	putchar('\n');
}

static void list(const struct momus_run *run)
{
	const struct momus_store_head *head = momus_run_head(run);
	const struct momus_node *nodes = momus_run_nodes(run);
	struct tally t;
	size_t i = 0;

	printf("run ");
	print(momus_text_of(head->run_id));
	printf(": generator ");
	print(momus_text_of(head->generator));
	if (momus_text_of(head->critic).len) {
		printf(", critic ");
		print(momus_text_of(head->critic));
	}
	printf(", %s\n\n failed",
	       momus_run_complete(run) ? "complete" : "not complete");
	for (uint32_t turn = 0; turn <= head->turns; turn++)
		printf("    turn %-2u", turn);
	puts("  problem   (right/judged solutions, parity verdict)");
	for (size_t p = 0; p < momus_run_n_problems(run); p++) {
		t = (struct tally){ .failed = 0 };
		for (; i < momus_run_n_nodes(run) && nodes[i].problem == p; i++)
			count(&nodes[i], &t);
		print_tally(run, p, &t);
	}
}

static bool find_id(const struct momus_run *run, struct momus_text id,
		    size_t *out)
{
	for (*out = 0; *out < momus_run_n_problems(run); ++*out)
		if (momus_text_equal(momus_run_problem(run, *out).id, id))
			return true;
	return false;
}

/* WHAT is a problem's id, or an id, "/" and a sample's number. */
static int find(const struct momus_run *run, const char *what, size_t *problem,
		unsigned long *sample, struct momus_error *err)
{
	const char *slash = strrchr(what, '/');
	char *end = NULL;

	*sample = 0;
	if (find_id(run, momus_text_of(what), problem))
		return MOMUS_OK;
	if (slash && slash[1] >= '0' && slash[1] <= '9')
		*sample = strtoul(slash + 1, &end, 10);
	if (end && !*end &&
	    find_id(run, (struct momus_text){ what, (size_t)(slash - what) },
		    problem))
		return MOMUS_OK;
	return momus_fail(err, MOMUS_ENOTFOUND,
			  "the run has no problem \"%s\"; `momus show RUN.h5` "
			  "lists them",
			  what);
}

/* The first solution that NODE goes back to. */
static uint32_t sample_of(const struct momus_store_head *head,
			  const struct momus_node *node)
{
	uint32_t branch = node->branch;

	for (int t = node->turn; t > 0; t--)
		branch /= head->widths[t] ? head->widths[t] : 1;
	return branch;
}

static void print_verdict(const char *name, const struct momus_node_verdict *v,
			  const struct momus_node *n, bool strict)
{
	printf(", %s %s", name,
	       momus_layout_name(MOMUS_FIELD_STATUS, v->status));
	if (!n->n_tests)
		return;
	fputs(" (", stdout);
	for (size_t i = 0; i < n->n_tests && i < 60; i++)
		putchar(momus_run_letter(strict ? n->tests[i].strict
						: n->tests[i].parity));
	fputs(n->n_tests > 60 ? "…)" : ")", stdout);
}

static void print_json(const char *what, struct momus_text json)
{
	if (!json.len)
		return;
	fputs(what, stdout);
	print(json);
	putchar('\n');
}

/* A text a line, as JSON has it, so that it stays on that line. */
static void print_failures(struct momus_text list)
{
	static const char *const keys[] = { "input", "expected", "actual",
					    "error" };
	struct momus_text key, test, value;
	size_t at = 0;

	if (list.len)
		puts("tests that failed:");
	while (momus_json_next(list, &at, &key, &test)) {
		fputs("  test ", stdout);
		print(momus_json_member(test, "test"));
		putchar('\n');
		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
			value = momus_json_member(test, keys[i]);
			if (!value.len)
				continue;
			printf("    %-8s  ", keys[i]);
			print(value);
			putchar('\n');
		}
	}
}

static void print_node(const struct momus_node *n)
{
	printf("\n=== turn %u, %s %u", n->turn,
	       momus_layout_name(MOMUS_FIELD_KIND, n->kind), n->branch);
	if (n->kind == MOMUS_NODE_CRITIQUE)
		printf(", vote %u, judges %s", n->vote,
		       momus_layout_name(MOMUS_FIELD_JUDGMENT, n->judgment));
	if (n->state != MOMUS_NODE_DONE) {
		printf(", %s: ",
		       momus_layout_name(MOMUS_FIELD_STATE, n->state));
		print(n->reason);
		putchar('\n');
		return;
	}
	if (n->kind == MOMUS_NODE_ATTEMPT) {
		printf(", reply %u", n->vote);
	} else if (n->kind != MOMUS_NODE_CRITIQUE) {
		print_verdict("parity", &n->parity, n, false);
		print_verdict("strict", &n->strict, n, true);
	}
	if (n->finish != MOMUS_FINISH_STOP)
		printf(", ended by %s",
		       momus_layout_name(MOMUS_FIELD_FINISH, n->finish));
	puts(" ===");
	print_failures(n->failures);
	print_json("leaks: ", n->leaks);
	if (n->note.len) {
		fputs("grader: ", stdout);
		print(n->note);
		putchar('\n');
	}
	print(n->response.len ? n->response : n->answer);
	putchar('\n');
}

/* Rewards of node I of RUN, from *AT on among all; moves *AT behind them. */
static void print_rewards(const struct momus_run *run, size_t i, size_t *at)
{
	const struct momus_run_reward *w = momus_run_rewards(run);
	const char *names = momus_run_head(run)->rewards;
	size_t n = momus_run_n_rewards(run);
	bool any = false;

	while (*at < n && w[*at].node < i)
		++*at;
	for (; *at < n && w[*at].node == i; ++*at, any = true) {
		fputs(any ? ", " : "rewards: ", stdout);
		print(momus_reward_name(names, w[*at].reward));
		if (isnan(w[*at].value))
			fputs(" none", stdout);
		else
			printf(" %.4g", w[*at].value);
		fputs(" (", stdout);
		print(w[*at].reason);
		putchar(')');
	}
	if (any)
		putchar('\n');
}

static int print_head(struct momus_run *run, size_t problem,
		      unsigned long sample, struct momus_error *err)
{
	char *lines;
	size_t len;
	int rc = momus_inert_lines(
		&lines, &len, momus_run_problem(run, problem).statement, err);

	if (rc < 0)
		return rc;
	print(momus_run_problem(run, problem).id);
	printf(", sample %lu of 0 to %u\n\n", sample,
	       momus_run_head(run)->widths[0] - 1);
	print((struct momus_text){ lines, len });
	free(lines);
	putchar('\n');
	return MOMUS_OK;
}

static int show(struct momus_run *run, size_t problem, unsigned long sample,
		struct momus_error *err)
{
	const struct momus_store_head *head = momus_run_head(run);
	const struct momus_node *nodes = momus_run_nodes(run);
	struct momus_arena *arena = momus_arena_create(node_limit);
	struct momus_node node;
	size_t shown = 0, reward = 0;
	int rc = MOMUS_OK;

	if (!arena)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < momus_run_n_nodes(run); i++) {
		if (nodes[i].problem != problem ||
		    sample_of(head, &nodes[i]) != sample)
			continue;
		momus_arena_reset(arena);
		rc = momus_run_node(run, i, arena, &node, err);
		if (rc < 0)
			break;
		if (!shown++)
			rc = print_head(run, problem, sample, err);
		if (rc < 0)
			break;
		print_node(&node);
		print_rewards(run, i, &reward);
	}
	if (rc == MOMUS_OK && !shown)
		rc = momus_fail(err, MOMUS_ENOTFOUND,
				"the run holds nothing of sample %lu; its "
				"samples are 0 to %u",
				sample, head->widths[0] - 1);
	momus_arena_free(arena);
	return rc;
}

static int run_show(int argc, char **argv, struct momus_error *err)
{
	struct momus_run *run;
	unsigned long sample;
	size_t problem;
	int rc;

	if (argc < 2 || argc > 3 || argv[1][0] == '-')
		return momus_fail(err, MOMUS_EINVAL,
				  "show: which run? usage: momus show RUN.h5 "
				  "[PROBLEM[/SAMPLE]]");
	rc = momus_run_open(&run, argv[1], err);
	if (rc < 0)
		return rc;
	if (argc == 2) {
		list(run);
	} else {
		rc = find(run, argv[2], &problem, &sample, err);
		if (rc == MOMUS_OK)
			rc = show(run, problem, sample, err);
	}
	momus_run_close(run);
	return rc;
}

const struct momus_command momus_command_show = {
	.name = "show",
	.usage = "show RUN.h5 [PROBLEM[/SAMPLE]]",
	.summary = "read one trajectory in the terminal",
	.help = "Without PROBLEM: the problems, with right and judged "
		"solutions "
		"a turn.\n"
		"With it: the statement, then every solution, critique and "
		"revision of one sample (default 0).\n"
		"Control characters in what models wrote are shown, not "
		"obeyed.",
	.prints = true,
	.run = run_show,
};
