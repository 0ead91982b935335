/* samples.c - see samples.h */
#include "config.h"

#include <math.h>

#include "run/controls.h"
#include "run/running.h"
#include "run/samples.h"

/* Whether all children of one solution ask the same of PURPOSE. */
static bool is_shared(const struct momus_setup *s, enum momus_purpose purpose)
{
	if (purpose == MOMUS_PURPOSE_CRITIQUE) /* hints are drawn for each */
		return !s->shows_outcome;
	return s->recipe->feedback == MOMUS_FEEDBACK_EXECUTION ||
	       (s->critic && momus_control_is_constant(s->critic->plugin));
}

struct momus_family momus_family_of(const struct momus_setup *s,
				    enum momus_purpose purpose, uint16_t turn,
				    uint32_t branch, uint32_t vote)
{
	uint32_t width = s->recipe->widths[turn], at = branch % width;

	if (purpose == MOMUS_PURPOSE_GENERATE)
		return (struct momus_family){ 0, 0, branch };
	if (purpose == MOMUS_PURPOSE_REVISE && is_shared(s, purpose))
		return (struct momus_family){ branch - at, 0, at };
	if (purpose == MOMUS_PURPOSE_REVISE)
		return (struct momus_family){ branch, vote, 0 };
	if (!is_shared(s, purpose))
		return (struct momus_family){ branch, 0, vote };
	return (struct momus_family){ branch - at, 0,
				      at * momus_setup_votes(s) + vote };
}

uint64_t momus_family_size(const struct momus_setup *s,
			   enum momus_purpose purpose, uint16_t turn)
{
	uint64_t width = s->recipe->widths[turn];

	if (purpose == MOMUS_PURPOSE_GENERATE)
		return width;
	if (!is_shared(s, purpose))
		width = 1;
	return purpose == MOMUS_PURPOSE_CRITIQUE ? width * momus_setup_votes(s)
						 : width;
}

bool momus_samples_follow(const struct momus_ask *a, const struct momus_ask *b)
{
	uint32_t most = a->desk->model->samples;

	return most > 1 && b->family.place % most && !a->branch->n_attempts &&
	       !b->branch->n_attempts &&
	       b->family.place == a->family.place + 1 &&
	       b->purpose == a->purpose &&
	       b->family.branch == a->family.branch &&
	       b->family.vote == a->family.vote &&
	       b->branch->problem == a->branch->problem &&
	       b->branch->turn == a->branch->turn;
}

static bool is_good(const struct momus_ask *ask)
{
	return ask->completion.finish != MOMUS_FINISH_FAILED &&
	       ask->completion.finish != MOMUS_FINISH_FILTER;
}

/* What of TOTAL falls on 0..TO of 0..WHOLE. */
static int64_t part(int64_t total, double to, double whole)
{
	return to < whole ? (int64_t)floor((double)total * to / whole) : total;
}

/* What of it falls on FROM..TO; over all such stretches the sum is TOTAL. */
static int64_t share(int64_t total, double from, double to, double whole)
{
	return part(total, to, whole) - part(total, from, whole);
}

void momus_samples_book(struct momus_ask *ask)
{
	int64_t prompt = ask->completion.prompt_tokens;
	int64_t completion = ask->completion.completion_tokens;
	double n = 0, bytes = 0, i = 0, at = 0;
	bool any_good = false;

	if (!ask->more)
		return;
	for (struct momus_ask *a = ask; a; a = a->more)
		any_good |= is_good(a);
	for (struct momus_ask *a = ask; a; a = a->more) {
		a->shares = !a->left_out && (is_good(a) || !any_good);
		n += a->shares;
		bytes += a->shares ? (double)a->completion.text.len + 1 : 0;
	}
	for (struct momus_ask *a = ask; a; a = a->more) {
		double len = (double)a->completion.text.len + 1;
		struct momus_completion *c = &a->completion;

		c->prompt_tokens = prompt < 0 ? -1 : 0;
		c->completion_tokens = completion < 0 ? -1 : 0;
		if (!a->shares || i > 0) {
			a->latency_s = NAN;
			a->attempts = 0;
		}
		if (!a->shares)
			continue;
		if (prompt >= 0)
			c->prompt_tokens = share(prompt, i, i + 1, n);
		if (completion >= 0)
			c->completion_tokens =
				share(completion, at, at + len, bytes);
		i++;
		at += len;
	}
}
