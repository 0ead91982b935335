/* pairs.c - see pairs.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "momus/task.h"
#include "reports/grid.h"
#include "reports/pairs.h"
#include "stats/outcome.h"

enum { EVERY = 100 }; /* up to here every k */

struct member { /* one problem of a group */
	struct momus_store_problem is;
	size_t problem;
	struct momus_decisions decisions;
	struct momus_votes votes;
	int8_t right; /* of rivals: whether its answer is */
};

/* The decision in solution C, from its score (enum momus_grouping). */
static void add_decision(struct momus_decisions *d, const struct momus_cell *c,
			 const struct momus_run *run, bool strict)
{
	const struct momus_node *n;
	double score;

	if (c->state != MOMUS_GRID_JUDGED || c->node == MOMUS_GRID_NO_NODE)
		return;
	n = &momus_run_nodes(run)[c->node];
	score = strict ? n->strict.score : n->parity.score;
	++*(isnan(score)   ? &d->null
	    : score == 1.0 ? &d->right
	    : score == 0.0 ? &d->wrong
			   : &d->neither);
}

static void add_votes(struct momus_votes *v, const struct momus_grid *grid)
{
	const struct momus_cell *c;

	if (!grid->turns)
		return;
	for (uint32_t b = 0; b < grid->n[1]; b++) {
		c = momus_grid_critiques(grid, 1, b);
		for (uint32_t i = 0; i < grid->votes; i++) {
			v->n += c[i].state == MOMUS_GRID_JUDGED;
			v->correct += c[i].state == MOMUS_GRID_JUDGED &&
				      c[i].judgment == MOMUS_JUDGMENT_CORRECT;
		}
	}
}

static void fill(struct member *m, const struct momus_grid *grid,
		 const struct momus_run *run, bool strict)
{
	const struct momus_cell *c = momus_grid_solution(grid, 0, 0);

	for (uint32_t b = 0; b < grid->n[grid->turns]; b++)
		add_decision(&m->decisions,
			     momus_grid_solution(grid, grid->turns, b), run,
			     strict);
	add_votes(&m->votes, grid);
	m->right = c->state == MOMUS_GRID_JUDGED ? c->passed[strict]
						 : MOMUS_UNKNOWN;
}

static int by_group(const void *x, const void *y)
{
	const struct member *a = x, *b = y;
	int order = momus_text_order(a->is.group, b->is.group);

	return order ? order
		     : (a->problem > b->problem) - (a->problem < b->problem);
}

static int by_first(const void *x, const void *y)
{
	const struct momus_report_pair *a = x, *b = y;

	return (a->first > b->first) - (a->first < b->first);
}

/* The pair of the N members M; one that is not of two (or one order) cannot be
 * judged. */
static struct momus_report_pair join(const struct member *m, size_t n)
{
	struct momus_report_pair p = {
		.name = m->is.group,
		.category = m->is.category,
		.first = m->problem,
		.rivals = m->is.grouping == MOMUS_GROUP_RIVALS,
	};

	if (n > 2)
		return p;
	if (!p.rivals) {
		p.n = n;
		for (size_t i = 0; i < n; i++)
			p.orders[i] = m[i].decisions;
		return p;
	}
	if (n != 2 || m[0].right + m[1].right != 1 || m[0].right < 0 ||
	    m[1].right < 0)
		return p;
	p.n = 2;
	p.right_first = m[0].right == 1;
	p.right = m[!p.right_first].votes;
	p.wrong = m[p.right_first].votes;
	return p;
}

static void join_all(struct momus_report_pairs *out, struct member *m, size_t n)
{
	uint32_t votes;
	size_t end;

	qsort(m, n, sizeof *m, by_group);
	for (size_t i = 0; i < n; i = end) {
		for (end = i + 1; end < n && momus_text_equal(m[end].is.group,
							      m[i].is.group);
		     end++)
			;
		out->list[out->n] = join(m + i, end - i);
		out->any_rivals |= out->list[out->n].rivals;
		votes = momus_report_pair_votes(&out->list[out->n++]);
		out->most = votes > out->most ? votes : out->most;
	}
	qsort(out->list, out->n, sizeof *out->list, by_first);
}

static bool any_grouped(const struct momus_run *run)
{
	for (size_t p = 0; p < momus_run_n_problems(run); p++)
		if (momus_run_problem(run, p).grouping)
			return true;
	return false;
}

int momus_report_pairs(struct momus_report_pairs *out,
		       const struct momus_run *run, const char *path,
		       bool strict, struct momus_error *err)
{
	size_t n = momus_run_n_problems(run), kept = 0, at = 0;
	struct member *m;
	struct momus_grid grid = { .turns = 0 };
	int rc;

	*out = (struct momus_report_pairs){ .list = NULL };
	if (!any_grouped(run)) /* most runs: their nodes are not looked at */
		return MOMUS_OK;
	m = calloc(n + 1, sizeof *m);
	out->list = malloc((n + 1) * sizeof *out->list);
	rc = m && out->list ? momus_grid_init(&grid, run, path, err)
			    : momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t p = 0; rc == MOMUS_OK && p < n; p++) {
		m[kept].is = momus_run_problem(run, p);
		m[kept].problem = p;
		momus_grid_fill(&grid, run, p, &at);
		if (m[kept].is.grouping && m[kept].is.group.len)
			fill(&m[kept++], &grid, run, strict);
	}
	if (rc == MOMUS_OK) {
		join_all(out, m, kept);
		momus_grid_release(&grid);
	} else {
		momus_report_pairs_release(out);
	}
	free(m);
	return rc;
}

void momus_report_pairs_release(struct momus_report_pairs *p)
{
	free(p->list);
	*p = (struct momus_report_pairs){ .list = NULL };
}

uint32_t momus_report_pair_votes(const struct momus_report_pair *p)
{
	uint32_t a, b;

	if (!p->n)
		return 0;
	a = p->rivals ? p->right.n : momus_decisions_n(&p->orders[0]);
	b = p->rivals ? p->wrong.n : momus_decisions_n(&p->orders[p->n - 1]);
	return a < b ? a : b;
}

/* Which of two rivals has the larger share of votes. */
static enum momus_decision rival_decision(const struct momus_report_pair *p)
{
	uint64_t r = (uint64_t)p->right.correct * p->wrong.n;
	uint64_t w = (uint64_t)p->wrong.correct * p->right.n;

	if (!p->n || !p->right.n || !p->wrong.n)
		return MOMUS_DECIDED_ABSENT;
	return r > w   ? MOMUS_DECIDED_RIGHT
	       : r < w ? MOMUS_DECIDED_WRONG
		       : MOMUS_DECIDED_NEITHER;
}

size_t momus_report_pair_orders(const struct momus_report_pair *p,
				enum momus_decision orders[2])
{
	for (size_t i = 0; i < p->n; i++)
		orders[i] = p->rivals ? rival_decision(p)
				      : momus_decisions_majority(&p->orders[i]);
	return p->n;
}

struct momus_report_chances momus_report_pair_chances(
	const struct momus_report_pair *p, uint32_t k,
	const struct momus_factorials *f)
{
	struct momus_chances c[2];
	double tie;

	if (p->rivals) {
		c[0] = momus_rival_chances(p->right, p->wrong, k, f);
		tie = 1.0 - c[0].right - c[0].wrong;
		return (struct momus_report_chances){
			c[0].right, c[0].right + (p->right_first ? 0.0 : tie)
		};
	}
	for (size_t i = 0; i < p->n; i++)
		c[i] = momus_majority_chances(&p->orders[i], k, f);
	return (struct momus_report_chances){ momus_pair_chance(c, p->n),
					      momus_pair_chance(c, 1) };
}

int momus_report_pair_first(const struct momus_report_pair *p)
{
	enum momus_decision orders[2];

	if (!momus_report_pair_orders(p, orders) ||
	    orders[0] == MOMUS_DECIDED_ABSENT)
		return MOMUS_UNKNOWN;
	if (p->rivals && orders[0] == MOMUS_DECIDED_NEITHER)
		return !p->right_first;
	return orders[0] == MOMUS_DECIDED_RIGHT;
}

size_t momus_report_ks(uint32_t n, uint32_t ks[MOMUS_REPORT_KS])
{
	static const uint32_t steps[] = { 2, 5, 10 };
	size_t count = 0;

	for (uint32_t k = 1; k <= n && k <= EVERY; k++)
		ks[count++] = k;
	for (uint64_t base = EVERY; base < n; base *= 10)
		for (int i = 0; i < 3; i++)
			if (base * steps[i] < n)
				ks[count++] = (uint32_t)(base * steps[i]);
	if (n > EVERY)
		ks[count++] = n;
	return count;
}
