/* json.c - a comparison for programs */
#include "config.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>

#include "core/inert.h"
#include "reports/compare/compare.h"

static void real(cJSON *o, const char *name, double x)
{
	if (isnan(x))
		cJSON_AddNullToObject(o, name);
	else
		cJSON_AddNumberToObject(o, name, x);
}

/* T as a string without control characters or bytes that are no UTF-8. */
static int string(cJSON *o, const char *name, struct momus_text t,
		  struct momus_error *err)
{
	char *copy;
	int rc = momus_inert_copy(&copy, t, err);

	if (rc == MOMUS_OK) {
		cJSON_AddStringToObject(o, name, copy);
		free(copy);
	}
	return rc;
}

static const char *test_of(const struct momus_comparison *c,
			   const struct momus_contrast *x)
{
	if (x->decides && c->gate.anytime)
		return "e-value";
	if (x->kind > MOMUS_CONTRAST_PASSK)
		return "label swaps";
	return x->decides && c->gate.single ? "McNemar mid-p" : "sign flips";
}

/* How often the comparison may be looked at. */
static void add_looks(const struct momus_comparison *c, cJSON *root)
{
	const struct momus_compare_options *p = &c->options;
	cJSON *o;

	if (c->gate.anytime) {
		o = cJSON_AddObjectToObject(root, "e_value");
		real(o, "log_change", c->verdict.log_e);
		real(o, "log_no_worse", c->verdict.log_e_no_worse);
	}
	if (!p->n_looks)
		return;
	o = cJSON_AddObjectToObject(root, "look");
	cJSON_AddNumberToObject(o, "look", (double)p->look + 1);
	cJSON_AddItemToObject(
		o, "fractions",
		cJSON_CreateDoubleArray(p->looks, (int)p->n_looks));
	real(o, "level_change", c->gate.level);
	real(o, "level_no_worse", c->gate.level_no_worse);
	real(o, "spent_change", c->looks.change.spent[p->look]);
	real(o, "spent_no_worse", c->looks.no_worse.spent[p->look]);
	cJSON_AddBoolToObject(o, "go_on",
			      momus_compare_goes_on(c) &&
				      c->verdict.answer ==
					      MOMUS_ANSWER_CANNOT_TELL);
}

static void add_contrasts(const struct momus_comparison *c, cJSON *root)
{
	static const char *const names[] = {
		[MOMUS_CONTRAST_PASS1] = "pass_at_1",
		[MOMUS_CONTRAST_UP] = "delta_up",
		[MOMUS_CONTRAST_DOWN] = "delta_down",
		[MOMUS_CONTRAST_PASSK] = "pass_at_k",
		[MOMUS_CONTRAST_KEPT] = "p_cc",
		[MOMUS_CONTRAST_MENDED] = "p_cw",
		[MOMUS_CONTRAST_F1] = "macro_f1",
	};
	cJSON *list = cJSON_AddArrayToObject(root, "metrics"), *o;

	for (size_t i = 0; i < c->n_contrasts; i++) {
		const struct momus_contrast *x = &c->contrasts[i];

		o = cJSON_CreateObject();
		cJSON_AddStringToObject(o, "metric", names[x->kind]);
		cJSON_AddNumberToObject(o, "turn", x->turn);
		if (x->kind == MOMUS_CONTRAST_PASSK)
			cJSON_AddNumberToObject(o, "k", x->k);
		cJSON_AddBoolToObject(o, "decides", x->decides);
		cJSON_AddNumberToObject(o, "problems", (double)x->problems);
		real(o, "base", x->base);
		real(o, "new", x->next);
		real(o, "difference", x->difference);
		real(o, "low", x->low);
		real(o, "high", x->high);
		if (x->interval == MOMUS_INTERVAL_NONE)
			cJSON_AddNullToObject(o, "interval");
		else
			cJSON_AddStringToObject(
				o, "interval",
				momus_interval_name(x->interval));
		real(o, "p", x->p);
		cJSON_AddStringToObject(o, "test", test_of(c, x));
		real(o, "p_holm", x->adjusted);
		real(o, "p_worse_than_margin", x->worse);
		real(o, "detectable", x->detectable);
		if (momus_contrast_why(x))
			cJSON_AddStringToObject(o, "why",
						momus_contrast_why(x));
		cJSON_AddItemToArray(list, o);
	}
}

static int add_page(const struct momus_comparison *c, struct momus_text id,
		    cJSON *o, struct momus_error *err)
{
	char *link;
	int rc = momus_compare_link(c, id, &link, err);

	if (link)
		rc = string(o, "page", momus_text_of(link), err);
	free(link);
	return rc;
}

static int add_flips(const struct momus_comparison *c,
		     const struct momus_flips *f, const char *name, size_t most,
		     cJSON *root, struct momus_error *err)
{
	cJSON *all = cJSON_AddObjectToObject(root, name), *list, *o;
	int rc = MOMUS_OK;

	cJSON_AddNumberToObject(all, "count", (double)f->n);
	list = cJSON_AddArrayToObject(all, "problems");
	for (size_t i = 0; i < f->n && i < most && rc == MOMUS_OK; i++) {
		const struct momus_flip *x = &f->list[i];

		o = cJSON_CreateObject();
		rc = string(o, "id", x->id, err);
		cJSON_AddNumberToObject(o, "base", x->base);
		cJSON_AddNumberToObject(o, "new", x->next);
		cJSON_AddStringToObject(o, "base_status",
					momus_run_name(x->base_status));
		cJSON_AddStringToObject(o, "new_status",
					momus_run_name(x->next_status));
		if (rc == MOMUS_OK)
			rc = add_page(c, x->id, o, err);
		cJSON_AddItemToArray(list, o);
	}
	return rc;
}

static int fill(struct momus_comparison *c, size_t flips, cJSON *root,
		struct momus_error *err)
{
	struct momus_text sentence;
	cJSON *list, *o;
	int rc = momus_compare_sentence(c, &sentence, err);

	cJSON_AddStringToObject(root, "answer",
				momus_answer_name(c->verdict.answer));
	if (rc == MOMUS_OK)
		rc = string(root, "sentence", sentence, err);
	if (rc == MOMUS_OK)
		rc = string(root, "base", momus_text_of(c->versions.base.path),
			    err);
	if (rc == MOMUS_OK)
		rc = string(root, "new", momus_text_of(c->versions.next.path),
			    err);
	cJSON_AddNumberToObject(root, "alpha", c->options.alpha);
	cJSON_AddNumberToObject(root, "margin", c->options.margin);
	cJSON_AddNumberToObject(root, "power", c->options.power);
	cJSON_AddNumberToObject(root, "seed", (double)c->options.seed);
	add_looks(c, root);
	cJSON_AddNumberToObject(root, "matched", (double)c->versions.n);
	cJSON_AddNumberToObject(root, "unjudged", (double)c->unjudged);
	cJSON_AddNumberToObject(root, "base_only",
				(double)c->versions.base_only);
	cJSON_AddNumberToObject(root, "new_only",
				(double)c->versions.next_only);
	list = cJSON_AddArrayToObject(root, "differs_in");
	for (size_t i = 0; i < c->n_unlike && rc == MOMUS_OK; i++) {
		o = cJSON_CreateObject();
		cJSON_AddStringToObject(o, "what", c->unlike[i].what);
		rc = string(o, "base", c->unlike[i].base, err);
		if (rc == MOMUS_OK)
			rc = string(o, "new", c->unlike[i].next, err);
		cJSON_AddItemToArray(list, o);
	}
	add_contrasts(c, root);
	if (rc == MOMUS_OK)
		rc = add_flips(c, &c->harmful, "harmful", flips, root, err);
	if (rc == MOMUS_OK)
		rc = add_flips(c, &c->beneficial, "beneficial", flips, root,
			       err);
	if (rc == MOMUS_OK)
		rc = add_flips(c, &c->churn, "churn", flips, root, err);
	return rc;
}

int momus_compare_json(struct momus_comparison *c, size_t flips, FILE *file,
		       struct momus_error *err)
{
	cJSON *root = cJSON_CreateObject();
	int rc = fill(c, flips, root, err);
	char *text = rc == MOMUS_OK ? cJSON_Print(root) : NULL;

	cJSON_Delete(root);
	if (rc == MOMUS_OK && !text)
		rc = momus_fail(err, MOMUS_ENOMEM, "compare: out of memory");
	if (text)
		fprintf(file, "%s\n", text);
	cJSON_free(text);
	return rc;
}
