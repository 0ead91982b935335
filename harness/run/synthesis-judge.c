/* synthesis-judge.c - what a critique was asked, and what is wrong with it */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "momus/json.h"
#include "run/critic-view.h"
#include "run/leak.h"
#include "run/synthesis-parts.h"

/* Stands in for a hint, to see where a prompt has it. */
static const struct momus_text marker = { "\001hint\001", 6 };

/* Negative, 0 or positive as A comes before, is, or comes after B. */
static int by_name(const void *a, const void *b)
{
	const struct momus_node *x = a, *y = b;

	if (x->problem != y->problem)
		return x->problem < y->problem ? -1 : 1;
	if (x->turn != y->turn)
		return x->turn < y->turn ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->branch != y->branch)
		return x->branch < y->branch ? -1 : 1;
	return 0;
}

size_t momus_synthesis_node(const struct momus_run *run, uint32_t problem,
			    uint16_t turn, uint32_t branch)
{
	const struct momus_node *nodes = momus_run_nodes(run), *at;
	struct momus_node name = {
		.problem = problem,
		.turn = turn,
		.kind = turn ? MOMUS_NODE_REVISION : MOMUS_NODE_SOLUTION,
		.branch = branch,
	};

	at = bsearch(&name, nodes, momus_run_n_nodes(run), sizeof name,
		     by_name);
	return at ? (size_t)(at - nodes) : (size_t)-1;
}

/* What stands in PROMPT, as it was sent, in place of the hint.  The template
 * with a marker for the hint says what stands before and behind it. */
static bool cut_hint(struct momus_synthesis_reader *r,
		     const struct momus_synthesis_critique *c,
		     struct momus_text prompt, struct momus_text *hint)
{
	struct momus_text all;
	size_t at, behind;

	momus_buffer_reset(&r->prompt);
	momus_critic_view(r->prompts, c->problem, c->parent.response, &marker,
			  &r->part, &r->prompt);
	all = momus_buffer_text(&r->prompt);
	at = momus_text_find(all, marker, 0);
	if (at == (size_t)-1)
		return false;
	behind = all.len - at - marker.len;
	if (prompt.len < at + behind || memcmp(prompt.ptr, all.ptr, at) != 0 ||
	    memcmp(prompt.ptr + prompt.len - behind, all.ptr + all.len - behind,
		   behind) != 0)
		return false;
	*hint = (struct momus_text){ prompt.ptr + at,
				     prompt.len - at - behind };
	return true;
}

/* The message that C's critic was sent, in the reader's arena; .ptr NULL: it is
 * not stored. */
static struct momus_text sent(struct momus_synthesis_reader *r,
			      const struct momus_synthesis_critique *c)
{
	struct momus_text first = { NULL, 0 }, list;

	if (!momus_json_valid(c->node.prompt, NULL))
		return first;
	list = momus_json_member(c->node.prompt, "messages");
	if (momus_json_count(list) != 1 || !momus_json_element(list, 0, &first))
		return (struct momus_text){ NULL, 0 };
	return momus_json_copy(momus_json_member(first, "content"), r->arena);
}

int momus_synthesis_view(struct momus_synthesis_reader *r,
			 struct momus_synthesis_critique *c)
{
	struct momus_text prompt = sent(r, c);
	bool same;

	same = prompt.ptr && (!r->hint || cut_hint(r, c, prompt, &c->hint));
	momus_buffer_reset(&r->prompt);
	momus_critic_view(r->prompts, c->problem, c->parent.response, NULL,
			  &r->part, &r->prompt);
	if (same && !r->hint)
		same = momus_text_equal(prompt, momus_buffer_text(&r->prompt));
	if (!same)
		return momus_fail(
			r->err, MOMUS_EINVAL,
			"%s: what the critic of problem \"%.*s\" was asked is "
			"not what its prompt and the data make; name the run's "
			"own with --set prompts.%s=FILE",
			r->source->path, (int)c->problem->id.len,
			c->problem->id.ptr,
			r->hint ? "critique_hint" : "critique");
	return momus_buffer_check(&r->prompt, "a critic's prompt", r->err);
}

/* By what the critique and its solution are. */
static enum momus_synthesis_end by_verdict(
	const struct momus_synthesis_reader *r,
	const struct momus_synthesis_critique *c)
{
	const struct momus_synthesis_options *o = r->s->options;
	const struct momus_node *n = &c->node;
	int passed = c->parent.parity.passed, strict = c->parent.strict.passed;

	if (passed < 0)
		return MOMUS_SYNTHESIS_UNJUDGED;
	if (*o->disputed == 'd' && strict >= 0 && strict != passed)
		return MOMUS_SYNTHESIS_DISPUTED;
	if (*o->cut == 'd' && n->finish == MOMUS_FINISH_LENGTH)
		return MOMUS_SYNTHESIS_CUT;
	if (n->judgment == MOMUS_JUDGMENT_UNPARSED)
		return *o->unparsed == 'd' ? MOMUS_SYNTHESIS_UNPARSED
					   : MOMUS_SYNTHESIS_ROW;
	if (*o->wrong == 'd' &&
	    (n->judgment == MOMUS_JUDGMENT_CORRECT) != (passed > 0))
		return MOMUS_SYNTHESIS_WRONG;
	return MOMUS_SYNTHESIS_ROW;
}

static bool revised_wrong(const struct momus_synthesis_reader *r,
			  const struct momus_synthesis_critique *c)
{
	const struct momus_run *run = r->source->run;
	size_t i = momus_synthesis_node(run, c->node.problem, c->node.turn,
					c->node.branch);
	const struct momus_node *n = momus_run_nodes(run) + i;

	return i == (size_t)-1 || n->state != MOMUS_NODE_DONE ||
	       n->vote != c->node.vote || n->parity.passed <= 0;
}

/* By what the critique says, and how long it and its prompt are. */
static int by_words(struct momus_synthesis_reader *r,
		    const struct momus_synthesis_critique *c,
		    struct momus_synthesis_row *row)
{
	const struct momus_synthesis_options *o = r->s->options;
	const struct momus_leak_rule rule = { o->phrases,
					      (size_t)o->hint_words };
	const struct momus_text seen[2] = { c->problem->statement,
					    c->parent.response };
	enum momus_leak leak = MOMUS_LEAK_NONE;
	int rc = MOMUS_OK;

	if (r->hint)
		rc = momus_leak_find(&rule, c->text, c->hint, seen, &leak,
				     &row->phrase, r->err);
	if (leak != MOMUS_LEAK_NONE)
		row->end = leak == MOMUS_LEAK_PHRASE ? MOMUS_SYNTHESIS_PHRASE
						     : MOMUS_SYNTHESIS_WORDS;
	else if (*o->leaks == 'd' && c->node.leak > MOMUS_NODE_LEAK_NONE)
		row->end = MOMUS_SYNTHESIS_LEAK;
	else if (c->text.len < (size_t)o->min_bytes)
		row->end = MOMUS_SYNTHESIS_SHORT;
	else if (o->max_bytes && c->text.len > (size_t)o->max_bytes)
		row->end = MOMUS_SYNTHESIS_LONG;
	else if (o->max_prompt_bytes &&
		 r->prompt.len > (size_t)o->max_prompt_bytes)
		row->end = MOMUS_SYNTHESIS_PROMPT;
	else if (*o->revision == 'r' && revised_wrong(r, c))
		row->end = MOMUS_SYNTHESIS_REVISION;
	return rc;
}

int momus_synthesis_judge(struct momus_synthesis_reader *r,
			  const struct momus_synthesis_critique *c,
			  struct momus_synthesis_row *row)
{
	row->end = by_verdict(r, c);
	return row->end == MOMUS_SYNTHESIS_ROW ? by_words(r, c, row) : MOMUS_OK;
}
