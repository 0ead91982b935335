/* trainrow.c - see trainrow.h */
#include "config.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "run/trainlog.h"
#include "run/trainrow.h"

double momus_train_row_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double momus_train_seconds(const struct momus_train_step *s)
{
	const struct momus_updated *u = &s->made;
	const struct momus_train_rollout *r = &s->rollout;

	return u->forward_s + u->backward_s + u->update_s + r->draw_s +
	       r->wait_s + r->score_s;
}

static void put_rollout(struct momus_ledger_step *row,
			const struct momus_train_rollout *r)
{
	row->reward = r->reward;
	row->reward_error = r->reward_error;
	row->before = r->before;
	row->after = r->after;
	row->up = r->up;
	row->down = r->down;
	row->pairs = r->pairs;
	row->answers = r->answers;
	row->failed = r->failed;
	row->long_prompts = r->long_prompts;
	row->unjudged = r->unjudged;
	row->forged = r->forged;
	row->cut = r->cut;
	row->unparsed = r->unparsed;
	row->groups = r->groups;
	row->flat = r->flat;
	row->resampled = r->resampled;
	row->drawn_tokens = r->tokens;
	row->staleness = r->staleness;
	row->drift = r->drift;
	row->variance_grouped = r->variance_grouped;
	row->variance_alone = r->variance_alone;
	row->draw_s = r->draw_s;
	row->wait_s = r->wait_s;
	row->score_s = r->score_s;
	row->saved_score_s = r->saved_score_s;
	row->saved_learn_s = r->saved_learn_s;
}

/* What there is only where answers were drawn. */
static void no_rollout(struct momus_ledger_step *row)
{
	row->off = row->reward = row->reward_error = NAN;
	row->before = row->after = row->up = row->down = NAN;
	row->policy = row->kl = row->entropy = row->clipped = NAN;
	row->drift = row->variance_grouped = row->variance_alone = NAN;
	row->updates = 1;
}

struct momus_ledger_step momus_train_row(const struct momus_train_step *s)
{
	const struct momus_updated *u = &s->made;
	struct momus_ledger_step row = {
		.step = s->step,
		.epoch = s->epoch,
		.loss = u->loss.loss,
		.gradient_norm = u->norm,
		.rate = u->rate,
		.rows = s->rows,
		.tokens = u->tokens,
		.learnt = u->learnt,
		.updates = s->updates,
		.off = u->off,
		.policy = u->loss.policy,
		.kl = u->loss.kl,
		.entropy = u->loss.entropy,
		.clipped = u->loss.clipped,
		.forward_s = u->forward_s,
		.backward_s = u->backward_s,
		.update_s = u->update_s,
		.seconds = momus_train_seconds(s),
		.ended_s = momus_train_row_now(),
	};

	if (s->rolled)
		put_rollout(&row, &s->rollout);
	else
		no_rollout(&row);
	return row;
}

struct momus_ledger_evaluation momus_train_row_held_out(
	const struct momus_held_out *h, uint64_t step)
{
	const struct momus_format *f = &h->format;
	double n = f->asked ? (double)f->asked : NAN;

	return (struct momus_ledger_evaluation){
		.step = step,
		.held_out_loss = h->loss,
		.asked = f->asked,
		.formed = f->formed,
		.agreed = f->agreed,
		.format_rate = (double)f->formed / n,
		.judgment_agreement = (double)f->agreed / n,
		.seconds = h->seconds,
		.ended_s = momus_train_row_now(),
	};
}

/* The fields AT up to before END of table T. */
static void put(struct momus_buffer *out, const struct momus_table *t,
		size_t at, size_t end, const void *row)
{
	for (; at < end; at++) {
		momus_buffer_putc(out, at ? ',' : '{');
		momus_ledger_json(out, &t->fields[at], row);
	}
}

void momus_train_row_json(struct momus_buffer *out,
			  const struct momus_ledger_step *row, bool rolled,
			  const struct momus_ledger_evaluation *evaluation)
{
	static const struct momus_ledger_evaluation none = {
		.held_out_loss = NAN,
		.format_rate = NAN,
		.judgment_agreement = NAN,
	};
	const struct momus_ledger_evaluation *e =
		evaluation ? evaluation : &none;
	const struct momus_table *t = &momus_ledger_tables[MOMUS_LEDGER_STEPS];
	const size_t *own = momus_ledger_rolled;

	put(out, t, 0, own[0], row);
	momus_buffer_puts(out, ",\"held_out_loss\":");
	momus_buffer_real(out, e->held_out_loss);
	momus_buffer_puts(out, ",\"format_rate\":");
	momus_buffer_real(out, e->format_rate);
	momus_buffer_puts(out, ",\"judgment_agreement\":");
	momus_buffer_real(out, e->judgment_agreement);
	if (rolled)
		put(out, t, own[0], own[1], row);
	put(out, t, own[1], t->n_fields, row);
	momus_buffer_puts(out, "}\n");
}
