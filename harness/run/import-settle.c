/* import-settle.c - from nodes as they were told to the tree of a run */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "momus/json.h"
#include "run/import-form.h"

static const uint64_t most_cells = 1 << 24; /* of one problem, as in reports */

static int by_number(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare(const void *a, const void *b)
{
	const struct momus_told *x = a, *y = b;
	int c = momus_node_order(&x->node, &y->node);

	if (!c)
		c = x->end - y->end; /* what is there goes before a marker */
	if (!c)
		c = by_number(x->file, y->file);
	return c ? c : by_number(x->line, y->line);
}

/* Whether two texts may be of one node: they are equal, or one is not there. */
static bool agree(struct momus_text *known, struct momus_text more)
{
	if (!more.len)
		return true;
	if (!known->len)
		*known = more;
	return momus_text_equal(*known, more);
}

/* Adds what MORE says of the same node to KNOWN; false: it says otherwise. */
static bool unite(struct momus_told *known, const struct momus_told *more)
{
	struct momus_node *a = &known->node;
	const struct momus_node *b = &more->node;

	if (more->end)
		return true;
	if (a->state != b->state || !agree(&a->answer, b->answer) ||
	    !agree(&a->response, b->response) ||
	    (a->parity.passed >= 0 && b->parity.passed >= 0 &&
	     a->parity.passed != b->parity.passed))
		return false;
	if (a->parity.passed < 0) {
		a->parity = b->parity;
		a->shown_passed = b->shown_passed;
	}
	agree(&a->note, b->note);
	known->maybe_kept &= more->maybe_kept;
	return true;
}

static void contradict(struct momus_imported *m, const struct momus_told *known,
		       const struct momus_told *more)
{
	struct momus_error err = { "" };
	struct momus_text id = m->problems[more->node.problem].id;

	momus_fail(&err, MOMUS_EPARSE,
		   "%s:%u: turn %u of sample %u of \"%.*s\" is told otherwise "
		   "in %s:%u, whose word counts",
		   m->files[more->file].path, more->line, more->node.turn,
		   more->node.branch, (int)(id.len > 100 ? 100 : id.len),
		   id.ptr, m->files[known->file].path, known->line);
	momus_import_bad(m, &err);
}

static void sort(struct momus_imported *m)
{
	size_t n = 0;

	if (m->n)
		qsort(m->told, m->n, sizeof *m->told, compare);
	for (size_t i = 0; i < m->n; i++) {
		if (!n || momus_node_order(&m->told[n - 1].node,
					   &m->told[i].node) != 0)
			m->told[n++] = m->told[i];
		else if (!unite(&m->told[n - 1], &m->told[i]))
			contradict(m, &m->told[n - 1], &m->told[i]);
	}
	m->n = n;
}

/* Turns, votes and widths of the smallest tree that holds all nodes. */
static int measure(struct momus_imported *m, struct momus_error *err)
{
	uint64_t n[MOMUS_IMPORT_TURNS] = { 0 }, above, total = 0;

	m->turns = 0;
	m->votes = 1;
	for (size_t i = 0; i < m->n; i++) {
		const struct momus_node *node = &m->told[i].node;

		if (m->told[i].end)
			continue;
		if (node->turn > m->turns)
			m->turns = node->turn;
		if (node->kind == MOMUS_NODE_CRITIQUE && node->vote >= m->votes)
			m->votes = node->vote + 1;
		if (node->branch >= n[node->turn])
			n[node->turn] = node->branch + 1;
	}
	for (uint32_t t = 0; t <= m->turns; t++) {
		above = t ? n[t - 1] : 1;
		m->widths[t] = (uint32_t)((n[t] + above - 1) / above);
		if (!m->widths[t])
			m->widths[t] = 1;
		n[t] = m->widths[t] * above;
		total += n[t];
		if (total * m->votes > most_cells)
			return momus_fail(err, MOMUS_EINVAL,
					  "%s: samples, turns and votes make "
					  "more than %llu outputs a problem",
					  m->files[0].path,
					  (unsigned long long)most_cells);
	}
	return MOMUS_OK;
}

/* The one called like NAME among the first N, which are sorted; or NULL. */
static struct momus_told *find(const struct momus_imported *m, size_t n,
			       const struct momus_told *name)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (momus_node_order(&m->told[mid].node, &name->node) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && momus_node_order(&m->told[low].node, &name->node) == 0
		       ? &m->told[low]
		       : NULL;
}

/* The solution that the revision T was made of, or NULL. */
static const struct momus_told *before(const struct momus_imported *m,
				       const struct momus_told *t)
{
	struct momus_told name = *t;

	name.node.branch /= m->widths[t->node.turn];
	name.node.turn--;
	name.node.kind =
		name.node.turn ? MOMUS_NODE_REVISION : MOMUS_NODE_SOLUTION;
	name.node.vote = 0;
	return find(m, m->n, &name);
}

/* Makes NODE one of its turn and branch that was not asked for. */
static void stop(struct momus_node *node, enum momus_node_kind kind,
		 uint32_t vote)
{
	const struct momus_node was = *node;

	*node = momus_import_blank();
	node->problem = was.problem;
	node->turn = was.turn;
	node->kind = (uint8_t)kind;
	node->branch = was.branch;
	node->vote = vote;
	node->state = MOMUS_NODE_SKIPPED;
	node->reason = MOMUS_TEXT(MOMUS_SKIPPED_STOPPED);
}

/* Revisions that only repeat a solution which was right already. */
static void keep_right(struct momus_imported *m)
{
	for (size_t i = 0; i < m->n; i++) {
		struct momus_told *t = &m->told[i];
		const struct momus_told *p;

		if (!t->maybe_kept || t->node.kind != MOMUS_NODE_REVISION ||
		    !t->node.turn)
			continue;
		p = before(m, t);
		if (!p || p->node.parity.passed <= 0 ||
		    !momus_text_equal(p->node.answer, t->node.answer) ||
		    (p->node.response.len &&
		     !momus_text_equal(p->node.response, t->node.response)))
			continue;
		stop(&t->node, MOMUS_NODE_REVISION, 0);
		m->counts.kept++;
	}
}

/* The markers become the turns that were not gone. */
static int fill_ends(struct momus_imported *m, struct momus_error *err)
{
	size_t n = 0, more = 0, at;
	struct momus_told *all;

	for (size_t i = 0; i < m->n; i++)
		if (m->told[i].end && m->told[i].node.turn <= m->turns)
			more += m->turns - m->told[i].node.turn;
	all = realloc(m->told, (m->n + more + 1) * sizeof *all);
	if (!all)
		return momus_fail(err, MOMUS_ENOMEM, "import: out of memory");
	m->told = all;
	at = m->n;
	for (size_t i = 0; i < m->n; i++) {
		struct momus_told t = all[i];

		if (t.end && t.node.turn > m->turns)
			continue;
		if (t.end) {
			stop(&t.node, MOMUS_NODE_REVISION, 0);
			t.end = false;
			m->counts.ended++;
		}
		for (uint32_t k = t.node.turn; all[i].end && k < m->turns;
		     k++) {
			all[at] = t;
			all[at++].node.turn = (uint16_t)(k + 1);
		}
		all[n++] = t;
	}
	memmove(all + n, all + m->n, (at - m->n) * sizeof *all);
	m->n = n + at - m->n;
	m->room = m->n;
	return MOMUS_OK;
}

/* A turn that was not gone has no critiques either; where the run has any, this
 * is said of each. */
static int skip_critiques(struct momus_imported *m, struct momus_error *err)
{
	size_t n = m->n, stopped = 0;
	struct momus_told *all, name;
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		any |= m->told[i].node.kind == MOMUS_NODE_CRITIQUE;
		stopped += m->told[i].node.state == MOMUS_NODE_SKIPPED;
	}
	if (!any || !stopped)
		return MOMUS_OK;
	m->room = n + stopped * m->votes;
	all = realloc(m->told, m->room * sizeof *all);
	if (!all)
		return momus_fail(err, MOMUS_ENOMEM, "import: out of memory");
	m->told = all;
	for (size_t i = 0; i < n; i++) {
		if (all[i].node.state != MOMUS_NODE_SKIPPED ||
		    all[i].node.kind != MOMUS_NODE_REVISION)
			continue;
		for (uint32_t v = 0; v < m->votes; v++) {
			name = all[i];
			stop(&name.node, MOMUS_NODE_CRITIQUE, v);
			if (find(m, n, &name))
				break; /* it was criticised, then stopped */
			all[m->n++] = name;
		}
	}
	return MOMUS_OK;
}

static void count(struct momus_imported *m)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct momus_node *n = &m->told[i].node;

		if (n->kind != MOMUS_NODE_SOLUTION &&
		    n->kind != MOMUS_NODE_REVISION)
			continue;
		m->counts.untold +=
			n->state == MOMUS_NODE_FAILED &&
			momus_text_equal(n->reason,
					 MOMUS_TEXT(MOMUS_IMPORT_UNTOLD));
		if (n->state != MOMUS_NODE_DONE)
			continue;
		m->counts.no_verdict += n->parity.passed < 0;
		m->counts.empty += n->kind == MOMUS_NODE_REVISION &&
				   !n->response.len && !n->answer.len;
	}
}

int momus_import_settle(struct momus_imported *m, struct momus_error *err)
{
	int rc;

	sort(m);
	rc = measure(m, err);
	if (rc < 0)
		return rc;
	keep_right(m);
	rc = fill_ends(m, err);
	if (rc < 0)
		return rc;
	sort(m);
	rc = skip_critiques(m, err);
	if (rc < 0)
		return rc;
	sort(m);
	count(m);
	return MOMUS_OK;
}
