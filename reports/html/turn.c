/* turn.c - see dossier.h: a solution, or a critique and the revision it led to */
#include "config.h"

#include <math.h>

#include "momus/json.h"
#include "reports/html/dossier.h"
#include "stats/remarks.h"
#include "store/layout.h"

/* What was graded, or where nothing could be extracted the whole reply. */
static struct momus_text shown(const struct momus_node *n)
{
	return n->answer.len ? n->answer : n->response;
}

/* Why C, a solution or a critique, is not what was asked for. */
static void explain(struct momus_dossier *s, const struct momus_cell *c,
		    const struct momus_node *n)
{
	static const char *const why[] = {
		[MOMUS_GRID_ABSENT] =
			"It is not there: the run did not come so far.",
		[MOMUS_GRID_DEPENDS] = "It was not asked for.",
		[MOMUS_GRID_FAILED] = "The request failed.",
		[MOMUS_GRID_REFUSED] = "A content filter refused it.",
		[MOMUS_GRID_UNJUDGED] = "It could not be judged.",
		[MOMUS_GRID_JUDGED] = NULL,
		[MOMUS_GRID_STOPPED] =
			"The trajectory was stopped: the solution before "
			"stands.",
	};

	if (why[c->state]) {
		fprintf(s->file, "<p class=\"warning\">%s ", why[c->state]);
		if (n && c->state == MOMUS_GRID_FAILED && n->attempts)
			fprintf(s->file, "After %u attempts: ", n->attempts);
		if (n)
			momus_dossier_text(s, n->reason);
		fputs("</p>\n", s->file);
	}
	if (c->cut && n && n->completion_tokens >= 0)
		fprintf(s->file,
			"<p class=\"warning\">Cut at the token limit, after "
			"%lld tokens.</p>\n",
			(long long)n->completion_tokens);
	else if (c->cut)
		fputs("<p class=\"warning\">Cut at the token limit.</p>\n",
		      s->file);
	if (n && n->note.len) {
		fputs("<p class=\"note\">Grader: ", s->file);
		momus_dossier_text(s, n->note);
		fputs("</p>\n", s->file);
	}
}

static void fold(struct momus_dossier *s, const char *summary,
		 struct momus_text t)
{
	fprintf(s->file, "<details><summary>%s</summary><div>\n", summary);
	momus_dossier_pre(s, t);
	fputs("</div></details>\n", s->file);
}

/* The last message of N's request: what it was shown beside the conversation. */
static void write_request(struct momus_dossier *s, const struct momus_node *n)
{
	struct momus_text list, key, value, last = { NULL, 0 };
	size_t at = 0;

	if (!s->told || !momus_json_valid(n->prompt, NULL))
		return;
	list = momus_json_member(n->prompt, "messages");
	while (momus_json_next(list, &at, &key, &value))
		last = momus_json_member(value, "content");
	last = momus_json_unescape(last, s->texts);
	if (last.ptr && last.len)
		fold(s, "Request: the last message to the model", last);
}

static void write_reply(struct momus_dossier *s, const struct momus_node *n)
{
	if (n->answer.len && n->response.len &&
	    !momus_text_equal(n->answer, n->response))
		fold(s, "Whole reply", n->response);
}

/* Replies of one dialogue before the last. */
static void write_attempts(struct momus_dossier *s, uint32_t turn,
			   uint32_t branch)
{
	const struct momus_node *nodes = momus_run_nodes(s->run);
	struct momus_node n;

	for (size_t i = s->first; i < momus_run_n_nodes(s->run) &&
				  nodes[i].problem == nodes[s->first].problem;
	     i++)
		if (nodes[i].kind == MOMUS_NODE_ATTEMPT &&
		    nodes[i].turn == turn && nodes[i].branch == branch &&
		    momus_dossier_node(s, (uint32_t)i, &n))
			fold(s, "An earlier reply of the same dialogue",
			     n.response);
}

static void write_rewards(struct momus_dossier *s, uint32_t node)
{
	const struct momus_run_reward *w = momus_run_rewards(s->run);
	const char *names = momus_run_head(s->run)->rewards;
	size_t low = 0, high = momus_run_n_rewards(s->run), middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (w[middle].node < node)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < momus_run_n_rewards(s->run) && w[low].node == node;
	     low++) {
		fputs("<p class=\"note\">Reward ", s->file);
		momus_dossier_text(s, momus_reward_name(names, w[low].reward));
		if (isnan(w[low].value))
			fputs(": none (", s->file);
		else
			fprintf(s->file, ": %.4g (", w[low].value);
		momus_dossier_text(s, w[low].reason);
		fputs(")</p>\n", s->file);
	}
}

static void open_article(struct momus_dossier *s, uint32_t turn,
			 uint32_t branch)
{
	fprintf(s->file,
		"<article class=\"turn\" id=\"r%zut%ub%u\" tabindex=\"-1\" "
		"aria-labelledby=\"r%zut%ub%uh\"><h4 id=\"r%zut%ub%uh\">Turn "
		"%u",
		s->index, turn, branch, s->index, turn, branch, s->index, turn,
		branch, turn);
	if (turn && s->grid->n[turn] > s->grid->n[0])
		fprintf(s->file, ", branch %u", branch);
	fputs(": ", s->file);
}

static void write_ending(struct momus_dossier *s, const struct momus_cell *c)
{
	momus_html_mark(s->file, c, s->strict);
	fprintf(s->file, " %s", momus_html_ending(c, s->strict));
}

static void write_judgment(struct momus_dossier *s, const struct momus_cell *c,
			   const struct momus_cell *parent)
{
	static const char *const says[] = {
		[MOMUS_JUDGMENT_NONE] = "It has no judgment",
		[MOMUS_JUDGMENT_CORRECT] = "Judges <b>correct</b>",
		[MOMUS_JUDGMENT_INCORRECT] = "Judges <b>incorrect</b>",
		[MOMUS_JUDGMENT_UNPARSED] = "No judgment could be read in it",
	};
	int against = momus_fate_misjudges(c, parent, s->strict);

	fprintf(s->file, "<p class=\"note\">%s, ",
		c->judgment <= MOMUS_JUDGMENT_UNPARSED ? says[c->judgment]
						       : says[0]);
	if (parent->state != MOMUS_GRID_JUDGED)
		fputs("and the truth is not known.</p>\n", s->file);
	else
		fprintf(s->file, "and the solution is %s%s</p>\n",
			parent->passed[s->strict] > 0 ? "right" : "wrong",
			against == 1 ? ": <span class=\"flag bad\">judged "
				       "wrong</span>"
			: against == 0
				? ": <span class=\"flag\">judged right</span>"
				: ".");
}

static void write_strategies(struct momus_dossier *s, unsigned strategies)
{
	const char *comma = "";

	for (int i = 0; i < MOMUS_STRATEGIES; i++) {
		if (!(strategies >> i & 1))
			continue;
		fprintf(s->file, "%s%s", comma, momus_strategy_name(i));
		comma = ", ";
	}
	fputs(*comma ? "" : "none", s->file);
}

/* What the judge says of critique N, if it was asked, and the rule. */
static void write_label(struct momus_dossier *s, const struct momus_node *n)
{
	const struct momus_label *l =
		s->labels ? momus_labels_find(s->labels, s->id, n->turn,
					      n->branch, n->vote)
			  : NULL;

	if (!l)
		return;
	fputs("<p class=\"note\">Strategies by ", s->file);
	momus_dossier_text(s, s->labels->head.model);
	if (l->state == MOMUS_LABEL_DONE) {
		fputs(": <b>", s->file);
		write_strategies(s, l->strategies);
		fputs("</b>", s->file);
	} else {
		fprintf(s->file, ": no label (%s)",
			momus_label_state_name(l->state));
	}
	fputs("; by rule: ", s->file);
	write_strategies(s, momus_strategies_read(n->response));
	fputs("</p>\n", s->file);
}

static void write_critique(struct momus_dossier *s, uint32_t turn,
			   uint32_t branch, uint32_t vote, uint32_t passed_on)
{
	const struct momus_cell *c =
		&momus_grid_critiques(s->grid, turn, branch)[vote];
	struct momus_node n;
	bool there = momus_dossier_node(s, c->node, &n);

	fputs("<h5>Critique", s->file);
	if (s->grid->votes > 1)
		fprintf(s->file, ", vote %u%s", vote,
			vote == passed_on ? ", passed on" : "");
	fputs("</h5>\n", s->file);
	explain(s, c, there ? &n : NULL);
	if (c->state != MOMUS_GRID_JUDGED)
		return;
	write_judgment(s, c, momus_grid_parent(s->grid, turn, branch));
	if (there) {
		write_label(s, &n);
		momus_dossier_pre(s, n.response);
		write_request(s, &n);
	}
}

/* Without a critic there are no critiques, and nothing to explain. */
static bool has_critiques(const struct momus_dossier *s, uint32_t turn,
			  uint32_t branch)
{
	const struct momus_cell *c =
		momus_grid_critiques(s->grid, turn, branch);

	for (uint32_t v = 0; v < s->grid->votes; v++)
		if (c[v].state != MOMUS_GRID_ABSENT)
			return true;
	return false;
}

static void write_change(struct momus_dossier *s, const struct momus_cell *c,
			 const struct momus_cell *parent, uint32_t turn,
			 uint32_t branch)
{
	struct momus_node n, before;
	bool there = momus_dossier_node(s, c->node, &n);
	bool was = momus_dossier_node(s, parent->node, &before);

	fputs("<h5>Revision</h5>\n", s->file);
	explain(s, c, there ? &n : NULL);
	if (!there || !c->made)
		return;
	if (was && !before.answer.len == !n.answer.len) {
		momus_dossier_sides(s, shown(&before), shown(&n));
	} else {
		fprintf(s->file, "<p class=\"note\">%s</p>\n",
			!was	       ? "What it revises is not there."
			: n.answer.len ? "No answer could be extracted before."
				       : "No answer could be extracted; this "
					 "is the whole reply.");
		momus_dossier_pre(s, shown(&n));
	}
	momus_dossier_tests(s, &n, was ? &before : NULL);
	write_rewards(s, c->node);
	write_reply(s, &n);
	write_attempts(s, turn, branch);
	write_request(s, &n);
}

static const char *flip(const struct momus_dossier *s,
			const struct momus_cell *before,
			const struct momus_cell *after)
{
	int was = before->passed[s->strict] > 0;

	if (before->state != MOMUS_GRID_JUDGED ||
	    after->state != MOMUS_GRID_JUDGED ||
	    was == (after->passed[s->strict] > 0))
		return "";
	return was ? " <span class=\"flag bad\">flipped down</span>"
		   : " <span class=\"flag good\">flipped up</span>";
}

static uint32_t vote_passed_on(const struct momus_dossier *s,
			       const struct momus_cell *c)
{
	return c->node == MOMUS_GRID_NO_NODE
		       ? UINT32_MAX
		       : momus_run_nodes(s->run)[c->node].vote;
}

static void write_revision(struct momus_dossier *s, uint32_t turn,
			   uint32_t branch)
{
	const struct momus_cell *c = momus_grid_solution(s->grid, turn, branch);
	const struct momus_cell *parent =
		momus_grid_parent(s->grid, turn, branch);
	bool critiques = has_critiques(s, turn, branch);

	momus_arena_reset(s->texts);
	open_article(s, turn, branch);
	if (c->stopped) {
		fputs("stopped</h4>\n<p class=\"note\">The trajectory was "
		      "stopped: the solution before stands.</p></article>\n",
		      s->file);
		return;
	}
	write_ending(s, parent);
	fputs(" → ", s->file);
	write_ending(s, c);
	fprintf(s->file, "%s</h4>\n<div class=\"%s\">", flip(s, parent, c),
		critiques ? "step" : "");
	if (critiques) {
		fputs("<div class=\"critique\">\n", s->file);
		for (uint32_t v = 0; v < s->grid->votes; v++)
			write_critique(s, turn, branch, v,
				       vote_passed_on(s, c));
		fputs("</div>\n", s->file);
	}
	fputs("<div class=\"change\">\n", s->file);
	write_change(s, c, parent, turn, branch);
	fputs("</div></div></article>\n", s->file);
}

/* What follows BRANCH of TURN. */
static void follow(struct momus_dossier *s, uint32_t turn, uint32_t branch)
{
	uint32_t width;

	if (turn == s->grid->turns || s->rc < 0)
		return;
	width = s->grid->n[turn + 1] / s->grid->n[turn];
	for (uint32_t b = branch * width; b < (branch + 1) * width; b++) {
		if (momus_html_is_told(s->grid, turn + 1, b))
			write_revision(s, turn + 1, b);
		follow(s, turn + 1, b);
	}
}

void momus_dossier_sample(struct momus_dossier *s, uint32_t branch)
{
	const struct momus_cell *c = momus_grid_solution(s->grid, 0, branch);
	struct momus_node n;
	bool there;

	momus_arena_reset(s->texts);
	fprintf(s->file, "<h3>Sample %u</h3>\n", branch);
	open_article(s, 0, branch);
	write_ending(s, c);
	fputs("</h4>\n", s->file);
	there = momus_dossier_node(s, c->node, &n);
	explain(s, c, there ? &n : NULL);
	if (there && c->made) {
		if (!n.answer.len)
			fputs("<p class=\"note\">No answer could be extracted; "
			      "this is the whole reply.</p>\n",
			      s->file);
		momus_dossier_pre(s, shown(&n));
		momus_dossier_tests(s, &n, NULL);
		write_reply(s, &n);
		write_attempts(s, 0, branch);
	}
	fputs("</article>\n", s->file);
	follow(s, 0, branch);
}
