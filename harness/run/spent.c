/* spent.c - see spent.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "run/ask.h"
#include "run/spent.h"
#include "store/reader.h"

/* A first solution is the last of so many replies at most, each stored and
 * counted by itself: the run that has one need not have the next. */
enum { REPLIES = MOMUS_DIALOGUE_REPLIES };

static bool make_room(struct momus_spent_firsts *f, size_t n_problems,
		      size_t width)
{
	if (f->bytes)
		return true;
	f->n_problems = n_problems;
	f->width = width;
	f->bytes = calloc(n_problems * width * REPLIES + 1, 1);
	return f->bytes != NULL;
}

/* Whether first solution N, or an attempt at it, was counted with another run:
 * those are marked 1, and the ones of the run at hand 2. */
static bool is_counted(struct momus_spent_firsts *f, const struct momus_node *n)
{
	uint32_t reply = n->kind == MOMUS_NODE_ATTEMPT ? 1 + n->vote : 0;
	unsigned char *at;

	if (n->turn || n->problem >= f->n_problems || n->branch >= f->width ||
	    reply >= REPLIES)
		return false;
	at = &f->bytes[(n->problem * f->width + n->branch) * REPLIES + reply];
	if (*at == 0)
		*at = 2;
	return *at == 1;
}

int momus_spent_add(struct momus_spent_so_far *sum,
		    struct momus_spent_firsts *firsts, size_t width,
		    const char *path, struct momus_error *err)
{
	struct momus_run *run = NULL;
	const struct momus_node *n;
	int rc = momus_run_open(&run, path, err);

	if (rc == MOMUS_OK &&
	    !make_room(firsts, momus_run_n_problems(run), width))
		rc = momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
	for (size_t i = 0; rc == MOMUS_OK && i < momus_run_n_nodes(run); i++) {
		n = &momus_run_nodes(run)[i];
		if (is_counted(firsts, n))
			continue;
		if (n->prompt_tokens > 0)
			sum->tokens += (double)n->prompt_tokens;
		if (n->completion_tokens > 0)
			sum->tokens += (double)n->completion_tokens;
		if (!isnan(n->cost))
			sum->cost += n->cost;
	}
	for (size_t i = 0;
	     firsts->bytes && i < firsts->n_problems * firsts->width * REPLIES;
	     i++)
		firsts->bytes[i] = firsts->bytes[i] != 0;
	momus_run_close(run);
	return rc;
}

void momus_spent_firsts_release(struct momus_spent_firsts *firsts)
{
	free(firsts->bytes);
	*firsts = (struct momus_spent_firsts){ .bytes = NULL };
}
