/* steps.c - see cells.h: single steps, what taught nothing, and time */
#include "config.h"

#include "core/hash.h"
#include "reports/training/cells.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void compose_rewards(struct momus_trainings *t)
{
	static const struct momus_column columns[] = {
		{ "step", MOMUS_ALIGN_RIGHT },
		{ "reward", MOMUS_ALIGN_RIGHT },
		{ "s.e.", MOMUS_ALIGN_RIGHT },
		{ "before", MOMUS_ALIGN_RIGHT },
		{ "after", MOMUS_ALIGN_RIGHT },
		{ "Δ↑", MOMUS_ALIGN_RIGHT },
		{ "Δ↓", MOMUS_ALIGN_RIGHT },
		{ "KL", MOMUS_ALIGN_RIGHT },
		{ "entropy", MOMUS_ALIGN_RIGHT },
		{ "clipped", MOMUS_ALIGN_RIGHT },
		{ "flat", MOMUS_ALIGN_RIGHT },
		{ "lost", MOMUS_ALIGN_RIGHT },
		{ "norm", MOMUS_ALIGN_RIGHT },
		{ "seconds", MOMUS_ALIGN_RIGHT },
	};
	static const enum momus_series_id ids[] = {
		MOMUS_SERIES_BEFORE,  MOMUS_SERIES_AFTER,
		MOMUS_SERIES_UP,      MOMUS_SERIES_DOWN,
		MOMUS_SERIES_KL,      MOMUS_SERIES_ENTROPY,
		MOMUS_SERIES_CLIPPED, MOMUS_SERIES_FLAT,
		MOMUS_SERIES_LOST,    MOMUS_SERIES_NORM,
		MOMUS_SERIES_SECONDS,
	};
	size_t most = 0;

	momus_training_table(
		t, columns, COUNT(columns),
		"Before, after, Δ, clipped, flat and lost in percent; KL "
		"and entropy in nats");
	for (size_t i = 0; i < t->n; i++) {
		const struct momus_ledger *l = &t->list[i];

		for (size_t k = 0; l->root.rewards && k < l->n_steps; k++) {
			if (!momus_training_shown(k, l->n_steps))
				continue;
			momus_training_row(t, i);
			momus_training_count(t, (double)l->steps[k].step);
			momus_training_real(t, l->steps[k].reward, 4);
			momus_training_real(t, l->steps[k].reward_error, 4);
			for (size_t c = 0; c < COUNT(ids); c++)
				momus_training_series(
					t, ids[c],
					momus_series_value(l, ids[c], k));
		}
		most = l->root.rewards && l->n_steps > most ? l->n_steps : most;
	}
	momus_training_say_shown(t, most);
}

static void compose_losses(struct momus_trainings *t)
{
	static const struct momus_column columns[] = {
		{ "step", MOMUS_ALIGN_RIGHT },
		{ "epoch", MOMUS_ALIGN_RIGHT },
		{ "loss", MOMUS_ALIGN_RIGHT },
		{ "norm", MOMUS_ALIGN_RIGHT },
		{ "rate", MOMUS_ALIGN_RIGHT },
		{ "rows", MOMUS_ALIGN_RIGHT },
		{ "tokens", MOMUS_ALIGN_RIGHT },
		{ "seconds", MOMUS_ALIGN_RIGHT },
	};
	size_t most = 0;

	momus_training_table(t, columns, COUNT(columns),
			     "Loss: the mean of a token, nats");
	for (size_t i = 0; i < t->n; i++) {
		const struct momus_ledger *l = &t->list[i];

		for (size_t k = 0; !l->root.rewards && k < l->n_steps; k++) {
			const struct momus_ledger_step *s = &l->steps[k];

			if (!momus_training_shown(k, l->n_steps))
				continue;
			momus_training_row(t, i);
			momus_training_count(t, (double)s->step);
			momus_training_count(t, (double)s->epoch);
			momus_training_real(t, s->loss, 4);
			momus_training_real(t, s->gradient_norm, 4);
			momus_training_series(t, MOMUS_SERIES_RATE, s->rate);
			momus_training_count(t, (double)s->rows);
			momus_training_count(t, (double)s->tokens);
			momus_training_real(t, s->seconds, 2);
		}
		most = !l->root.rewards && l->n_steps > most ? l->n_steps
							     : most;
	}
	momus_training_say_shown(t, most);
}

static void compose_steps(struct momus_trainings *t)
{
	bool rows = false;

	for (size_t i = 0; i < t->n; i++)
		rows |= !t->list[i].root.rewards;
	momus_document_add(&t->report.document, MOMUS_BLOCK_SECTION, "Steps");
	if (momus_trainings_rewarded(t))
		compose_rewards(t);
	if (rows)
		compose_losses(t);
}

static void compose_held_out(struct momus_trainings *t)
{
	static const struct momus_column columns[] = {
		{ "step", MOMUS_ALIGN_RIGHT },
		{ "loss", MOMUS_ALIGN_RIGHT },
		{ "with a judgment", MOMUS_ALIGN_RIGHT },
		{ "with the row's", MOMUS_ALIGN_RIGHT },
		{ "answers", MOMUS_ALIGN_RIGHT },
		{ "seconds", MOMUS_ALIGN_RIGHT },
	};
	size_t all = 0, most = 0;

	for (size_t i = 0; i < t->n; i++) {
		all += t->list[i].n_evaluations;
		if (t->list[i].n_evaluations > most)
			most = t->list[i].n_evaluations;
	}
	if (!all)
		return;
	momus_document_add(&t->report.document, MOMUS_BLOCK_SECTION,
			   "Rows held out");
	momus_training_table(
		t, columns, COUNT(columns),
		"Loss in nats a token; shares of answers in percent");
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < t->list[i].n_evaluations; k++) {
			const struct momus_ledger_evaluation *e =
				&t->list[i].evaluations[k];

			if (!momus_training_shown(k, t->list[i].n_evaluations))
				continue;
			momus_training_row(t, i);
			momus_training_count(t, (double)e->step);
			momus_training_real(t, e->held_out_loss, 4);
			momus_training_real(t, 100 * e->format_rate, 2);
			momus_training_real(t, 100 * e->judgment_agreement, 2);
			momus_training_count(t, (double)e->asked);
			momus_training_real(t, e->seconds, 2);
		}
	momus_training_say_shown(t, most);
}

static void compose_lost(struct momus_trainings *t)
{
	static const struct momus_column columns[] = {
		{ "critiques", MOMUS_ALIGN_RIGHT },
		{ "failed", MOMUS_ALIGN_RIGHT },
		{ "prompt too long", MOMUS_ALIGN_RIGHT },
		{ "without a reward", MOMUS_ALIGN_RIGHT },
		{ "forged", MOMUS_ALIGN_RIGHT },
		{ "cut", MOMUS_ALIGN_RIGHT },
		{ "no judgment", MOMUS_ALIGN_RIGHT },
		{ "groups", MOMUS_ALIGN_RIGHT },
		{ "flat", MOMUS_ALIGN_RIGHT },
		{ "replaced", MOMUS_ALIGN_RIGHT },
	};

	if (!momus_trainings_rewarded(t))
		return;
	momus_document_add(&t->report.document, MOMUS_BLOCK_SECTION,
			   "What taught nothing");
	momus_training_table(
		t, columns, COUNT(columns),
		"Sums over the steps; flat: all rewards of a group are "
		"equal");
	for (size_t i = 0; i < t->n; i++) {
		const struct momus_ledger *l = &t->list[i];
		double sum[COUNT(columns)] = { 0 };

		for (size_t k = 0; k < l->n_steps; k++) {
			const struct momus_ledger_step *s = &l->steps[k];
			const uint64_t all[] = {
				s->answers,  s->failed, s->long_prompts,
				s->unjudged, s->forged, s->cut,
				s->unparsed, s->groups, s->flat,
				s->resampled
			};

			for (size_t c = 0; c < COUNT(all); c++)
				sum[c] += (double)all[c];
		}
		if (!l->root.rewards)
			continue;
		momus_training_row(t, i);
		for (size_t c = 0; c < COUNT(columns); c++)
			momus_training_count(t, sum[c]);
	}
}

/* Where the time went. */

static void put_phase(struct momus_trainings *t, size_t i, const char *phase,
		      double seconds, double all)
{
	if (seconds <= 0)
		return;
	momus_training_row(t, i);
	momus_document_cell(&t->report.document, "%s", phase);
	momus_training_real(t, seconds, 1);
	momus_training_real(t, 100 * seconds / all, 1);
	momus_training_real(t, seconds / (double)t->list[i].n_steps, 3);
}

static void compose_time(struct momus_trainings *t)
{
	static const struct momus_column columns[] = {
		{ "phase", MOMUS_ALIGN_LEFT },
		{ "seconds", MOMUS_ALIGN_RIGHT },
		{ "%", MOMUS_ALIGN_RIGHT },
		{ "a step", MOMUS_ALIGN_RIGHT },
	};

	momus_document_add(&t->report.document, MOMUS_BLOCK_SECTION,
			   "Where the time went");
	momus_training_table(t, columns, COUNT(columns), "");
	for (size_t i = 0; i < t->n; i++) {
		const struct momus_ledger *l = &t->list[i];
		double held = 0, kept = 0, all = 0, saved = 0;

		for (size_t p = 0; p < MOMUS_PHASES; p++)
			all += momus_phase_sum(l, p);
		for (size_t k = 0; k < l->n_evaluations; k++)
			held += l->evaluations[k].seconds;
		for (size_t k = 0; k < l->n_checkpoints; k++)
			kept += l->checkpoints[k].seconds;
		all += held + kept;
		for (size_t p = 0; p < MOMUS_PHASES; p++)
			put_phase(t, i, momus_phase_name(p),
				  momus_phase_sum(l, p), all);
		put_phase(t, i, "rows held out", held, all);
		put_phase(t, i, "checkpoints", kept, all);
		for (size_t k = 0; k < l->n_steps; k++)
			saved += l->steps[k].saved_score_s +
				 l->steps[k].saved_learn_s;
		put_phase(t, i, "of them beside the next step's revisions",
			  saved, all);
	}
}

static void compose_kept(struct momus_trainings *t)
{
	static const struct momus_column columns[] = {
		{ "step", MOMUS_ALIGN_RIGHT },
		{ "updates", MOMUS_ALIGN_RIGHT },
		{ "bytes", MOMUS_ALIGN_RIGHT },
		{ "seconds", MOMUS_ALIGN_RIGHT },
		{ "SHA-256", MOMUS_ALIGN_LEFT },
	};
	size_t most = 0;
	char hex[65];

	momus_document_add(&t->report.document, MOMUS_BLOCK_SECTION,
			   "Checkpoints");
	momus_training_table(
		t, columns, COUNT(columns),
		"SHA-256: of what `sha256sum *` prints in the folder");
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < t->list[i].n_checkpoints; k++) {
			const struct momus_ledger_checkpoint *c =
				&t->list[i].checkpoints[k];

			if (t->list[i].n_checkpoints > most)
				most = t->list[i].n_checkpoints;
			if (!momus_training_shown(k, t->list[i].n_checkpoints))
				continue;
			momus_training_row(t, i);
			momus_training_count(t, (double)c->step);
			momus_training_count(t, (double)c->updates);
			momus_training_count(t, (double)c->bytes);
			momus_training_real(t, c->seconds, 1);
			momus_hex(c->sha256, hex);
			momus_document_cell(&t->report.document, "%s", hex);
		}
	momus_training_say_shown(t, most);
	for (size_t i = 0; i < t->n; i++)
		if (t->list[i].n_sessions > 1)
			momus_document_add(&t->report.document,
					   MOMUS_BLOCK_NOTE,
					   "%s was started %zu times; what was "
					   "done again stands here once.",
					   t->paths[i], t->list[i].n_sessions);
}

void momus_training_compose_steps(struct momus_trainings *t)
{
	compose_steps(t);
	compose_held_out(t);
	compose_lost(t);
	compose_time(t);
	compose_kept(t);
}
