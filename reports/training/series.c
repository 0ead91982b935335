/* series.c - see series.h */
#include "config.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "reports/training/series.h"

#define S(id, name, title, unit, scale, places, rewards, held) \
	[MOMUS_SERIES_##                                       \
		id] = { name, title, unit, scale, places, rewards, held }
const struct momus_series momus_series[MOMUS_SERIES_N] = {
	S(REWARD, "reward", "mean reward", "", 1, 4, true, false),
	S(BEFORE, "before", "first solutions that passed", "%", 100, 2, true,
	  false),
	S(AFTER, "after", "revisions that passed", "%", 100, 2, true, false),
	S(UP, "up", "Δ↑ mended", "%", 100, 2, true, false),
	S(DOWN, "down", "Δ↓ broken", "%", 100, 2, true, false),
	S(LOSS, "loss", "loss", "", 1, 4, false, false),
	S(HELD_OUT, "held_out_loss", "loss held out", "nats", 1, 4, false,
	  true),
	S(FORMAT, "format_rate", "answers with a judgment", "%", 100, 2, false,
	  true),
	S(AGREEMENT, "judgment_agreement", "answers with the row's judgment",
	  "%", 100, 2, false, true),
	S(KL, "kl", "divergence from the reference", "nats", 1, 4, true, false),
	S(ENTROPY, "entropy", "entropy", "nats", 1, 4, true, false),
	S(CLIPPED, "clipped", "ratios clipped", "%", 100, 2, true, false),
	S(FLAT, "flat", "groups of equal rewards", "%", 100, 2, true, false),
	S(LOST, "unjudged", "critiques without a reward", "%", 100, 2, true,
	  false),
	S(VARIANCE_GROUPED, "variance_grouped",
	  "gradient's variance with the baseline", "", 1, 2, true, false),
	S(VARIANCE_ALONE, "variance_alone", "gradient's variance without", "",
	  1, 2, true, false),
	S(NORM, "gradient_norm", "norm of the gradient", "", 1, 4, false,
	  false),
	S(RATE, "rate", "learning rate", "", 1, 5, false, false),
	S(TOKENS, "tokens", "tokens a second", "tokens/s", 1, 0, false, false),
	S(SECONDS, "seconds", "seconds a step", "s", 1, 2, false, false),
};

static const struct {
	const char *name;
	size_t offset; /* in a step's row */
} phases[MOMUS_PHASES] = {
	{ "critiques", offsetof(struct momus_ledger_step, draw_s) },
	{ "revisions, grades, rewards",
	  offsetof(struct momus_ledger_step, wait_s) },
	{ "scoring", offsetof(struct momus_ledger_step, score_s) },
	{ "forward", offsetof(struct momus_ledger_step, forward_s) },
	{ "backward", offsetof(struct momus_ledger_step, backward_s) },
	{ "optimiser", offsetof(struct momus_ledger_step, update_s) },
};

static const struct momus_table *table_of(enum momus_series_id id)
{
	return &momus_ledger_tables[momus_series[id].held_out
					    ? MOMUS_LEDGER_EVALUATIONS
					    : MOMUS_LEDGER_STEPS];
}

static const void *row_of(const struct momus_ledger *l, enum momus_series_id id,
			  size_t i)
{
	return momus_series[id].held_out ? (const void *)&l->evaluations[i]
					 : (const void *)&l->steps[i];
}

static double field(const struct momus_table *t, const char *name,
		    const void *row)
{
	for (size_t i = 0; i < t->n_fields; i++)
		if (strcmp(t->fields[i].name, name) == 0)
			return momus_ledger_value(&t->fields[i], row);
	return NAN;
}

size_t momus_series_n(const struct momus_ledger *l, enum momus_series_id id)
{
	if (momus_series[id].rewards && !l->root.rewards)
		return 0;
	return momus_series[id].held_out ? l->n_evaluations : l->n_steps;
}

uint64_t momus_series_step(const struct momus_ledger *l,
			   enum momus_series_id id, size_t i)
{
	return momus_series[id].held_out ? l->evaluations[i].step
					 : l->steps[i].step;
}

static double quotient(double a, double b)
{
	return b > 0 ? a / b : NAN;
}

double momus_series_value(const struct momus_ledger *l, enum momus_series_id id,
			  size_t i)
{
	const struct momus_series *s = &momus_series[id];
	const void *row = row_of(l, id, i);
	const struct momus_ledger_step *step = s->held_out ? NULL : row;
	double x;

	if (id == MOMUS_SERIES_FLAT)
		x = quotient((double)step->flat, (double)step->groups);
	else if (id == MOMUS_SERIES_LOST)
		x = quotient((double)step->unjudged, (double)step->answers);
	else if (id == MOMUS_SERIES_TOKENS)
		x = quotient((double)step->tokens + (double)step->drawn_tokens,
			     step->seconds);
	else
		x = field(table_of(id), s->name, row);
	return s->scale * x;
}

double momus_series_error(const struct momus_ledger *l, enum momus_series_id id,
			  size_t i)
{
	return id == MOMUS_SERIES_REWARD ? l->steps[i].reward_error : NAN;
}

/* The mean over the rows from FROM up to TO that have a value; whether any has. */
static bool average(const struct momus_ledger *l, enum momus_series_id id,
		    size_t from, size_t to, struct momus_series_point *out)
{
	double x = 0, y = 0, squares = 0, off = NAN;
	size_t n = 0, errors = 0;

	for (size_t i = from; i < to; i++) {
		double value = momus_series_value(l, id, i);
		double error = momus_series_error(l, id, i);

		if (!isfinite(value))
			continue;
		x += (double)momus_series_step(l, id, i);
		y += value;
		n++;
		if (isfinite(error)) {
			squares += error * error;
			errors++;
		}
	}
	if (!n)
		return false;
	x /= (double)n;
	y /= (double)n;
	if (errors == n)
		off = 1.96 * sqrt(squares) / (double)n;
	*out = (struct momus_series_point){ x, y, y - off, y + off };
	return true;
}

size_t momus_series_points(const struct momus_ledger *l,
			   enum momus_series_id id,
			   struct momus_series_point out[MOMUS_SERIES_POINTS],
			   size_t *width)
{
	size_t all = momus_series_n(l, id), n = 0;

	*width = (all + MOMUS_SERIES_POINTS - 1) / MOMUS_SERIES_POINTS;
	for (size_t i = 0; i < all; i += *width)
		n += average(l, id, i, i + *width < all ? i + *width : all,
			     &out[n]);
	return n;
}

static void take(struct momus_series_sum *sum, double x, uint64_t step)
{
	if (!sum->n++) {
		sum->first = sum->least = sum->most = x;
		sum->first_at = sum->least_at = sum->most_at = step;
	}
	if (x < sum->least) {
		sum->least = x;
		sum->least_at = step;
	}
	if (x > sum->most) {
		sum->most = x;
		sum->most_at = step;
	}
	sum->last = x;
	sum->last_at = step;
}

struct momus_series_sum momus_series_sum(const struct momus_ledger *l,
					 enum momus_series_id id)
{
	struct momus_series_sum sum = {
		NAN, NAN, NAN, NAN, 0, 0, 0, 0, NAN, 0
	};
	size_t n = momus_series_n(l, id), left;
	double x, total = 0;

	for (size_t i = 0; i < n; i++) {
		x = momus_series_value(l, id, i);
		if (isfinite(x))
			take(&sum, x, momus_series_step(l, id, i));
	}
	left = (sum.n + 9) / 10;
	for (size_t i = n, k = 0; i-- > 0 && k < left;) {
		x = momus_series_value(l, id, i);
		if (!isfinite(x))
			continue;
		total += x;
		k++;
	}
	if (left)
		sum.end = total / (double)left;
	return sum;
}

const char *momus_phase_name(size_t phase)
{
	return phases[phase].name;
}

double momus_phase_seconds(const struct momus_ledger *l, size_t phase, size_t i)
{
	double seconds;

	memcpy(&seconds, (const char *)&l->steps[i] + phases[phase].offset,
	       sizeof seconds);
	return isfinite(seconds) ? seconds : 0;
}

double momus_phase_sum(const struct momus_ledger *l, size_t phase)
{
	double sum = 0;

	for (size_t i = 0; i < l->n_steps; i++)
		sum += momus_phase_seconds(l, phase, i);
	return sum;
}
