/* node.h - one model output of a trajectory tree, as the store keeps it
 *
 * A node is named by (problem, turn, kind, branch, vote), which is unique in a
 * run; of a revision the vote is no part of the name, since a branch has one.
 * Turn 0 has solutions: branch 0..w1-1.  Turn t has critiques and revisions:
 * branch b of turn t was made from branch b / w(t+1) of turn t - 1, so a parent
 * needs no pointer.  With V votes the critiques of one branch have
 * vote 0..V-1, and the revision's .vote is the vote that was passed on.
 *
 * A solution or revision that took several replies has those before the last as
 * attempts of its own turn and branch, vote 0, 1, …; they are not graded.
 * What a revision earned is put and found as a node too: turn and branch are the
 * revision's, vote is the place of the reward in the recipe's list.  It has a
 * table of its own, /rewards, and is none of the nodes that reader.h lists.
 */
#ifndef MOMUS_STORE_NODE_H
#define MOMUS_STORE_NODE_H

#include <stdint.h>

#include "momus/backend.h"
#include "momus/reward.h"

#define MOMUS_NODE_REWARDS 64 /* most of one revision */

enum momus_node_kind {
	MOMUS_NODE_SOLUTION,
	MOMUS_NODE_CRITIQUE,
	MOMUS_NODE_REVISION,
	MOMUS_NODE_ATTEMPT, /* a reply that was not the last of its dialogue */
	MOMUS_NODE_REWARD,  /* of a revision */
};

enum momus_node_state {
	MOMUS_NODE_DONE, /* there is a text, or .reward; see .finish, .grade */
	MOMUS_NODE_FAILED, /* the request failed: .reason; resume tries again */
	MOMUS_NODE_SKIPPED, /* not asked for: parent failed, or stop policy */
};

/* .reason of SKIPPED nodes: why they were not asked for.  The first is final and
 * the solution before it stands; the second is tried again by --resume. */
#define MOMUS_SKIPPED_STOPPED "stopped: the solution before stands"
#define MOMUS_SKIPPED_PARENT  "not asked for: what it depends on failed"

/* What a critique gives away: stats/leaks.h. */
enum momus_node_leak {
	MOMUS_NODE_LEAK_UNKNOWN, /* not looked for, or nothing could leak */
	MOMUS_NODE_LEAK_NONE,
	MOMUS_NODE_LEAK_EXPECTED, /* of a hidden output */
	MOMUS_NODE_LEAK_SOLUTION, /* of the reference solution */
	MOMUS_NODE_LEAK_BOTH,
};

struct momus_node_verdict {
	uint8_t status; /* enum momus_run_status */
	int8_t passed;	/* 1, 0, -1: not judged */
	double score;	/* NAN: none */
};

struct momus_node_test {	/* one row of /tests */
	uint8_t parity, strict; /* enum momus_run_status */
	uint16_t part;
	float cpu_s; /* NAN: not measured apart */
};

struct momus_node {	  /* texts borrowed; put() copies them */
	uint32_t problem; /* index into /problems */
	uint16_t turn;
	uint8_t kind;  /* enum momus_node_kind */
	uint8_t state; /* enum momus_node_state */
	uint32_t branch, vote;
	uint8_t judgment;    /* enum momus_judgment; critiques only */
	uint8_t finish;	     /* enum momus_finish */
	uint8_t leak;	     /* enum momus_node_leak; critiques only */
	uint32_t leak_words; /* of the longest run that leaks */
	/* Unless .leak is UNKNOWN, a JSON object: "outputs", how many were
	 * hidden and told, "untold", how many were too large for that, if any,
	 * "reference", whether it was; for each leak "expected" (its
	 * "test", "words", "text") and "solution" ("words", "text"). */
	struct momus_text leaks;
	/* HTTP requests made for it; of a request for several nodes attempts
	 * and latency are the first one's, tokens and cost are divided. */
	uint16_t attempts;
	int64_t prompt_tokens, completion_tokens; /* -1: not told */
	double latency_s, logprob, cost; /* NAN: unknown; cost in dollars */
	double started_s; /* since the run's start; wall, not compared */
	uint8_t key[32];  /* SHA-256 of the canonical request */
	struct momus_text prompt;   /* canonical request, JSON */
	struct momus_text response; /* what the model said */
	struct momus_text answer;   /* what was graded; critique: empty */
	struct momus_text reason;   /* FAILED, SKIPPED: one sentence; REWARD:
				     * what it is, or why it is NAN */
	double reward;		    /* REWARD: NAN: could not be judged */
	/* grade; passed = -1 in both where there is none */
	struct momus_node_verdict parity, strict;
	/* What feedback and rewards were shown in place of the parity verdict,
	 * and how many tests they were not shown: differs with noise only. */
	int8_t shown_passed;
	uint32_t tests_hidden;
	double grade_cpu_s, grade_wall_s; /* NAN when not graded */
	uint64_t peak_bytes;
	struct momus_text parts; /* JSON object, e.g. {"base":true} */
	struct momus_text note;	 /* the grader's sentence */
	/* of a recorded answer that named its own; empty: the problem's */
	struct momus_text language;
	/* The first tests that failed of which anything is known: JSON list of
	 * objects of "test", its index, "input", "expected", "actual", "error";
	 * those that are unknown left out, each cut and as many as
	 * limits.failures and limits.failure_bytes of the recipe say. */
	struct momus_text failures;
	const struct momus_node_test *tests;
	size_t n_tests;
};

/* < 0, 0, > 0: A stands before B in a store, has the same name, stands behind it:
 * by problem, turn, kind, branch, vote. */
int momus_node_order(const struct momus_node *a, const struct momus_node *b);

/* Place among NODES (n), which are in that order, of the one called as NAME is;
 * SIZE_MAX: there is none. */
size_t momus_nodes_find(const struct momus_node *nodes, size_t n,
			const struct momus_node *name);

#endif /* MOMUS_STORE_NODE_H */
