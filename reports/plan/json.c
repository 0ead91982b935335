/* json.c - a plan, and a calibration, for programs */
#include "config.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>

#include "core/inert.h"
#include "reports/plan/calibration.h"
#include "reports/plan/plan.h"

static void real(cJSON *o, const char *name, double x)
{
	if (isfinite(x))
		cJSON_AddNumberToObject(o, name, x);
	else
		cJSON_AddNullToObject(o, name);
}

static int path(cJSON *o, const char *name, const char *text,
		struct momus_error *err)
{
	char *copy;
	int rc;

	if (!text)
		return MOMUS_OK;
	rc = momus_inert_copy(&copy, momus_text_of(text), err);
	if (rc == MOMUS_OK) {
		cJSON_AddStringToObject(o, name, copy);
		free(copy);
	}
	return rc;
}

static int answers(cJSON *root, const struct momus_answers *a,
		   struct momus_error *err)
{
	int rc = path(root, "base", a->base_path, err);

	if (rc == MOMUS_OK)
		rc = path(root, "new", a->next_path, err);
	cJSON_AddNumberToObject(root, "turn", a->turn);
	cJSON_AddNumberToObject(root, "answers", (double)a->k);
	if (a->next)
		cJSON_AddNumberToObject(root, "new_answers", (double)a->l);
	return rc;
}

/* 95 %; none where it is not known. */
static void interval(cJSON *o, const char *name, const struct momus_interval *i)
{
	const double ends[] = { i->low, i->high };

	if (isfinite(i->low) && isfinite(i->high))
		cJSON_AddItemToObject(o, name,
				      cJSON_CreateDoubleArray(ends, 2));
}

static void add_rows(const struct momus_planning *p, cJSON *root)
{
	cJSON *list = cJSON_AddArrayToObject(root, "by_samples"), *o;

	for (size_t i = 0; i < p->n_rows; i++) {
		const struct momus_plan_row *r = &p->rows[i];

		o = cJSON_CreateObject();
		real(o, "samples", (double)r->samples);
		if (p->problems) {
			real(o, "drop_seen", r->drop_seen);
			real(o, "drop_power", r->drop_power);
			real(o, "margin_ruled_out", r->margin_out);
			real(o, "margin_power", r->margin_power);
		}
		real(o, "problems_for_drop", (double)r->for_drop);
		real(o, "problems_for_margin", (double)r->for_margin);
		real(o, "problems_for_same", (double)r->for_same);
		cJSON_AddItemToArray(list, o);
	}
}

static void add_looks(const struct momus_planning *p, cJSON *root)
{
	const struct momus_looks *l = &p->looks.change;
	cJSON *list, *o;

	if (!p->request.n_looks)
		return;
	list = cJSON_AddArrayToObject(root, "looks");
	for (size_t k = 0; k < l->n; k++) {
		o = cJSON_CreateObject();
		real(o, "fraction", l->at[k]);
		real(o, "z", l->z[k]);
		real(o, "level_change", l->level[k]);
		real(o, "spent_change", l->spent[k]);
		real(o, "level_no_worse", p->looks.no_worse.level[k]);
		cJSON_AddItemToArray(list, o);
	}
	real(root, "stops_at_no_change", p->share_same);
	real(root, "stops_at_drop", p->share_drop);
}

/* Writes ROOT, which it frees, unless RC says that it is not whole. */
static int finish(cJSON *root, int rc, FILE *file, struct momus_error *err)
{
	char *text = rc == MOMUS_OK ? cJSON_Print(root) : NULL;

	cJSON_Delete(root);
	if (rc == MOMUS_OK && !text)
		rc = momus_fail(err, MOMUS_ENOMEM, "plan: out of memory");
	if (text)
		fprintf(file, "%s\n", text);
	cJSON_free(text);
	return rc;
}

int momus_plan_json(const struct momus_planning *p, FILE *file,
		    struct momus_error *err)
{
	const struct momus_plan_request *r = &p->request;
	cJSON *root = cJSON_CreateObject(), *list;
	int rc = p->answers ? answers(root, p->answers, err) : MOMUS_OK;

	real(root, "alpha", r->alpha);
	real(root, "power", r->power);
	real(root, "drop", r->drop);
	real(root, "margin", r->margin);
	if (p->problems)
		real(root, "problems", (double)p->problems);
	real(root, "pass_at_1", p->pass);
	interval(root, "pass_at_1_interval", &p->intervals[MOMUS_FACTS_PASS]);
	real(root, "correlation", p->correlation);
	interval(root, "correlation_interval",
		 &p->intervals[MOMUS_FACTS_CORRELATION]);
	real(root, "correlation_across", p->across);
	interval(root, "correlation_across_interval",
		 &p->intervals[MOMUS_FACTS_ACROSS]);
	if (p->answers && p->answers->next) {
		real(root, "discordance", p->pair.discordance);
		interval(root, "discordance_interval",
			 &p->intervals[MOMUS_FACTS_DISCORDANCE]);
		real(root, "difference", p->pair.difference);
		real(root, "variance", p->pair.variance);
	}
	real(root, "within", p->plan.within);
	real(root, "between", p->plan.between);
	real(root, "drift_change", p->drift_change);
	real(root, "drift_margin", p->drift_margin);
	real(root, "drift_same", p->drift_same);
	add_rows(p, root);
	add_looks(p, root);
	list = cJSON_AddArrayToObject(root, "notes");
	for (size_t i = 0; i < p->n_notes; i++)
		cJSON_AddItemToArray(list, cJSON_CreateString(p->notes[i]));
	return finish(root, rc, file, err);
}

int momus_calibration_json(const struct momus_calibration *c, FILE *file,
			   struct momus_error *err)
{
	static const char *const by[] = { "split", "swap", "flip" };
	cJSON *root = cJSON_CreateObject(), *list, *o;
	int rc = answers(root, c->answers, err);

	cJSON_AddStringToObject(root, "trials_by", by[c->in.by]);
	real(root, "trials", (double)c->in.trials);
	real(root, "seed", (double)c->in.seed);
	real(root, "alpha", c->in.alpha);
	real(root, "margin", c->in.gate.margin);
	real(root, "problems", (double)c->rows[0].seen.problems);
	real(root, "samples", (double)c->rows[0].seen.samples);
	cJSON_AddBoolToObject(root, "e_value", c->in.gate.anytime);
	cJSON_AddItemToObject(
		root, "looks",
		cJSON_CreateDoubleArray(c->in.at, (int)c->in.n_at));
	list = cJSON_AddArrayToObject(root, "by_drop");
	for (size_t i = 0; i < c->n; i++) {
		const struct momus_calibration_row *r = &c->rows[i];
		const uint64_t *a = r->seen.answers;

		o = cJSON_CreateObject();
		real(o, "drop", r->drop);
		real(o, "dropped", r->seen.dropped);
		real(o, "regression", (double)a[MOMUS_ANSWER_REGRESSION]);
		real(o, "low", r->low);
		real(o, "high", r->high);
		real(o, "formula", r->formula);
		real(o, "change", (double)r->seen.changes);
		real(o, "no_worse", (double)a[MOMUS_ANSWER_NO_WORSE]);
		real(o, "cannot_tell", (double)a[MOMUS_ANSWER_CANNOT_TELL]);
		real(o, "stops_at", r->seen.looked);
		cJSON_AddItemToArray(list, o);
	}
	return finish(root, rc, file, err);
}
