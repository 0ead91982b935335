/* usage.c - figures of measure.h: requests, tokens, seconds, dollars */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "reports/measure.h"
#include "store/layout.h"

struct tally { /* of one sort of request */
	uint64_t outputs, asked, requests, retries;
	uint64_t prompt_told, completion_told, latency_told, cost_told;
	double prompt_tokens, completion_tokens, latency_s, cost;
};

static void add_node(struct tally *t, const struct momus_node *n)
{
	t->outputs += n->state == MOMUS_NODE_DONE;
	t->asked += n->attempts > 0;
	t->requests += n->attempts;
	t->retries += n->attempts > 1 ? n->attempts - 1u : 0;
	if (n->state != MOMUS_NODE_DONE)
		return;
	if (n->prompt_tokens >= 0) {
		t->prompt_told++;
		t->prompt_tokens += (double)n->prompt_tokens;
	}
	if (n->completion_tokens >= 0) {
		t->completion_told++;
		t->completion_tokens += (double)n->completion_tokens;
	}
	if (!isnan(n->latency_s)) {
		t->latency_told++;
		t->latency_s += n->latency_s;
	}
	if (!isnan(n->cost)) {
		t->cost_told++;
		t->cost += n->cost;
	}
}

/* A sum over nothing is not 0 but unknown. */
static double told(double sum, uint64_t n)
{
	return n ? sum : NAN;
}

static int add_tally(const struct tally *t, enum momus_figure_of of,
		     struct momus_figures *out, struct momus_error *err)
{
	const struct {
		enum momus_figure_kind kind;
		double value;
		uint64_t n;
	} rows[] = {
		{ MOMUS_FIGURE_OUTPUTS, (double)t->outputs, t->outputs },
		{ MOMUS_FIGURE_REQUESTS, (double)t->requests, t->asked },
		{ MOMUS_FIGURE_RETRIES, (double)t->retries, t->asked },
		{ MOMUS_FIGURE_PROMPT_TOKENS,
		  told(t->prompt_tokens, t->prompt_told), t->prompt_told },
		{ MOMUS_FIGURE_COMPLETION_TOKENS,
		  told(t->completion_tokens, t->completion_told),
		  t->completion_told },
		{ MOMUS_FIGURE_LATENCY, told(t->latency_s, t->latency_told),
		  t->latency_told },
		{ MOMUS_FIGURE_COST, told(t->cost, t->cost_told),
		  t->cost_told },
	};
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < sizeof rows / sizeof *rows;
	     i++)
		rc = momus_figures_count(out, rows[i].kind, of, MOMUS_POOLED,
					 rows[i].value, rows[i].n, err);
	return rc;
}

static void add_to(struct tally *all, const struct tally *t)
{
	all->outputs += t->outputs;
	all->asked += t->asked;
	all->requests += t->requests;
	all->retries += t->retries;
	all->prompt_told += t->prompt_told;
	all->completion_told += t->completion_told;
	all->latency_told += t->latency_told;
	all->cost_told += t->cost_told;
	all->prompt_tokens += t->prompt_tokens;
	all->completion_tokens += t->completion_tokens;
	all->latency_s += t->latency_s;
	all->cost += t->cost;
}

/* Seconds of "2025-01-31T12:34:56Z" or the like; NAN if TEXT is no such time. */
static double seconds(const char *text)
{
	struct tm tm = { .tm_sec = 0 };

	if (!text || !strptime(text, "%Y-%m-%dT%H:%M:%S", &tm))
		return NAN;
	return (double)timegm(&tm);
}

static int add_seconds(const struct momus_run *run, struct momus_figures *out,
		       struct momus_error *err)
{
	const struct momus_root *root = momus_run_root(run);
	const struct momus_node *nodes = momus_run_nodes(run);
	double cpu = 0.0, wall = 0.0;
	uint64_t n = 0;
	int rc;

	for (size_t i = 0; i < momus_run_n_nodes(run); i++)
		if (!isnan(nodes[i].grade_cpu_s)) {
			cpu += nodes[i].grade_cpu_s;
			wall += isnan(nodes[i].grade_wall_s)
					? 0.0
					: nodes[i].grade_wall_s;
			n++;
		}
	rc = momus_figures_count(out, MOMUS_FIGURE_GRADE_CPU, MOMUS_OF_NONE,
				 MOMUS_POOLED, told(cpu, n), n, err);
	if (rc == MOMUS_OK)
		rc = momus_figures_count(out, MOMUS_FIGURE_GRADE_WALL,
					 MOMUS_OF_NONE, MOMUS_POOLED,
					 told(wall, n), n, err);
	if (rc == MOMUS_OK)
		rc = momus_figures_count(
			out, MOMUS_FIGURE_WALL, MOMUS_OF_NONE, MOMUS_POOLED,
			seconds(root->ended) - seconds(root->started), 1, err);
	return rc;
}

int momus_measure_usage(const struct momus_run *run, struct momus_figures *out,
			struct momus_error *err)
{
	const struct momus_node *nodes = momus_run_nodes(run);
	struct tally kinds[3], all;
	int rc = MOMUS_OK;

	memset(kinds, 0, sizeof kinds);
	memset(&all, 0, sizeof all);
	for (size_t i = 0; i < momus_run_n_nodes(run); i++)
		add_node(&kinds[nodes[i].kind == MOMUS_NODE_CRITIQUE ? 1
				: nodes[i].turn			     ? 2
								     : 0],
			 &nodes[i]);
	for (int i = 0; rc == MOMUS_OK && i < 3; i++) {
		add_to(&all, &kinds[i]);
		rc = add_tally(&kinds[i], MOMUS_OF_GENERATE + i, out, err);
	}
	if (rc == MOMUS_OK)
		rc = add_tally(&all, MOMUS_OF_ALL, out, err);
	return rc < 0 ? rc : add_seconds(run, out, err);
}
