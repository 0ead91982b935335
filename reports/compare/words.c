/* words.c - a comparison in words: what every format says alike */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "momus/buffer.h"
#include "reports/compare/compare.h"
#include "reports/compare/contrast.h"
#include "reports/html/site.h"

const char *momus_answer_name(enum momus_answered answer)
{
	static const char *const names[] = {
		[MOMUS_ANSWER_REGRESSION] = "regression",
		[MOMUS_ANSWER_NO_WORSE] = "no_worse",
		[MOMUS_ANSWER_CANNOT_TELL] = "cannot_tell",
	};

	return names[answer];
}

const char *momus_interval_name(enum momus_contrast_interval interval)
{
	static const char *const names[] = {
		[MOMUS_INTERVAL_BOOTSTRAP] = "bootstrap over problems",
		[MOMUS_INTERVAL_FLIPS] = "sign flips",
		[MOMUS_INTERVAL_ADDED] = "Agresti-Min",
		[MOMUS_INTERVAL_NONE] = "none",
	};

	return names[interval];
}

bool momus_contrast_splits(const struct momus_contrast *c)
{
	const double rounding = 1e-12; /* an end at 0 takes no side */

	if (isnan(c->low) || isnan(c->p))
		return false;
	return c->p > 0.05 ? c->low > rounding || c->high < -rounding
			   : c->low < -rounding && c->high > rounding;
}

void momus_contrast_name(const struct momus_contrast *c, char text[64])
{
	static const char *const names[] = {
		[MOMUS_CONTRAST_PASS1] = "Pass@1",
		[MOMUS_CONTRAST_UP] = "Δ↑",
		[MOMUS_CONTRAST_DOWN] = "Δ↓",
		[MOMUS_CONTRAST_KEPT] = "p_cc, all turns",
		[MOMUS_CONTRAST_MENDED] = "p_cw, all turns",
		[MOMUS_CONTRAST_F1] = "macro F1, all turns",
	};

	if (c->kind == MOMUS_CONTRAST_PASSK)
		snprintf(text, 64, "Pass@%u after turn %u", c->k, c->turn);
	else if (c->kind > MOMUS_CONTRAST_PASSK)
		snprintf(text, 64, "%s", names[c->kind]);
	else
		snprintf(text, 64, "%s after turn %u", names[c->kind], c->turn);
}

/* "p = 0.03", and which p that is. */
static void say_p(const struct momus_comparison *c, double p, double log_e,
		  struct momus_buffer *b)
{
	momus_buffer_printf(b, "p = %.2g", p);
	if (c->gate.anytime)
		momus_buffer_printf(b, " at any look, e = %.3g",
				    exp(fmin(log_e, 700)));
}

/* What a planned look asks of p. */
static void say_look(const struct momus_comparison *c, struct momus_buffer *b)
{
	const struct momus_compare_options *o = &c->options;

	if (!o->n_looks)
		return;
	momus_buffer_printf(b,
			    "; look %zu of %zu, where a change counts from p "
			    "= %.2g down, and no worse from %.2g",
			    o->look + 1, o->n_looks, c->gate.level,
			    c->gate.level_no_worse);
	if (momus_compare_goes_on(c))
		momus_buffer_puts(b,
				  c->verdict.answer == MOMUS_ANSWER_CANNOT_TELL
					  ? "; go on to the next look"
					  : "; nothing more needs to be run");
}

static void say_regression(const struct momus_comparison *c,
			   struct momus_buffer *b)
{
	const struct momus_contrast *x = c->primary;

	momus_buffer_printf(b,
			    "regression: Pass@1 fell by %.2f points (95 %% "
			    "interval %.2f to %.2f, ",
			    -100 * x->difference, 100 * x->low, 100 * x->high);
	say_p(c, x->p, c->verdict.log_e, b);
	momus_buffer_putc(b, ')');
	if (x->worse <= c->gate.level_no_worse)
		momus_buffer_printf(b,
				    ", less than the margin of %.2f points all "
				    "the same",
				    100 * c->options.margin);
}

static void say_no_worse(const struct momus_comparison *c,
			 struct momus_buffer *b)
{
	const struct momus_contrast *x = c->primary;

	if (x->p <= c->gate.level && x->difference > 0) {
		momus_buffer_printf(b,
				    "no worse, and better: Pass@1 rose by %.2f "
				    "points (95 %% interval %.2f to %.2f, ",
				    100 * x->difference, 100 * x->low,
				    100 * x->high);
		say_p(c, x->p, c->verdict.log_e, b);
		momus_buffer_putc(b, ')');
		return;
	}
	momus_buffer_printf(b,
			    "no worse: a drop of %.2f points or more is "
			    "ruled out (",
			    100 * c->options.margin);
	say_p(c, x->worse, c->verdict.log_e_no_worse, b);
	momus_buffer_printf(b,
			    "); Pass@1 changed by %+.2f points (95 %% interval "
			    "%.2f to %.2f)",
			    100 * x->difference, 100 * x->low, 100 * x->high);
}

/* Problems in common that the base, or the NEXT run, judged. */
static size_t judged(const struct momus_comparison *c, bool next)
{
	const struct momus_versions *v = &c->versions;
	size_t n = 0;

	for (size_t i = 0; i < v->n; i++)
		n += !isnan(momus_contrast_of(
			next ? &v->next : &v->base,
			next ? v->matches[i].next : v->matches[i].base,
			MOMUS_CONTRAST_PASS1, c->primary->turn, 0));
	return n;
}

static void say_cannot_tell(const struct momus_comparison *c,
			    struct momus_buffer *b)
{
	const struct momus_contrast *x = c->primary;

	if (!x->problems) {
		momus_buffer_printf(b,
				    "cannot tell: no problem was judged in "
				    "both runs; of the %zu in common %zu were "
				    "judged in the base and %zu in the new "
				    "run, and the others failed or could not "
				    "be judged",
				    c->versions.n, judged(c, false),
				    judged(c, true));
		return;
	}
	momus_buffer_printf(b,
			    "cannot tell%s: n is too small for a drop of %.2f "
			    "points; Pass@1 changed by %+.2f points (95 %% "
			    "interval %.2f to %.2f, ",
			    momus_compare_goes_on(c) ? " yet" : "",
			    100 * c->options.margin, 100 * x->difference,
			    100 * x->low, 100 * x->high);
	say_p(c, x->p, c->verdict.log_e, b);
	momus_buffer_putc(b, ')');
	if (isnan(x->detectable))
		return;
	if (x->detectable <= 1.0)
		momus_buffer_printf(b,
				    ", and %llu problems show only %.2f points "
				    "or more",
				    (unsigned long long)x->problems,
				    100 * x->detectable);
	else
		momus_buffer_printf(b,
				    ", and %llu problem%s too few to show any "
				    "change",
				    (unsigned long long)x->problems,
				    x->problems == 1 ? " is" : "s are");
	momus_buffer_printf(b, " in %.0f of 100 comparisons",
			    100 * c->options.power);
}

/* A failed request is no wrong answer, and no answer either. */
static void say_left_out(const struct momus_comparison *c,
			 struct momus_buffer *b)
{
	if (c->unjudged && c->primary->problems)
		momus_buffer_printf(b,
				    "; %zu problem%s not judged in both runs "
				    "left out",
				    c->unjudged, c->unjudged == 1 ? "" : "s");
}

const char *momus_contrast_why(const struct momus_contrast *c)
{
	static const char *const lacking[][2] = {
		[MOMUS_CONTRAST_KEPT] = { "the base has no judged revision of "
					  "a right solution",
					  "the new run has no judged revision "
					  "of a right solution" },
		[MOMUS_CONTRAST_MENDED] = { "the base has no judged revision "
					    "of a wrong solution",
					    "the new run has no judged "
					    "revision of a wrong solution" },
		[MOMUS_CONTRAST_F1] = { "the base has no judgments that both "
					"F1 can be made of",
					"the new run has no judgments that "
					"both F1 can be made of" },
	};

	if (!isnan(c->difference))
		return NULL;
	if (c->kind < MOMUS_CONTRAST_KEPT)
		return "no problem was judged in both runs";
	return lacking[c->kind][!isnan(c->base)];
}

int momus_compare_sentence(struct momus_comparison *c, struct momus_text *out,
			   struct momus_error *err)
{
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, 4096);
	if (c->verdict.answer == MOMUS_ANSWER_REGRESSION)
		say_regression(c, &b);
	else if (c->verdict.answer == MOMUS_ANSWER_NO_WORSE)
		say_no_worse(c, &b);
	else
		say_cannot_tell(c, &b);
	say_left_out(c, &b);
	say_look(c, &b);
	rc = momus_buffer_check(&b, "a sentence", err);
	if (rc == MOMUS_OK) {
		*out = momus_arena_copy(c->arena, momus_buffer_text(&b));
		if (!out->ptr)
			rc = momus_fail(err, MOMUS_ENOMEM,
					"compare: out of memory");
	}
	momus_buffer_release(&b);
	return rc;
}

int momus_compare_link(const struct momus_comparison *c, struct momus_text id,
		       char **out, struct momus_error *err)
{
	const char *pages = c->options.pages;
	size_t n = pages ? strlen(pages) : 0;
	char file[80];

	*out = NULL;
	if (!pages)
		return MOMUS_OK;
	momus_site_file(id, 0, file);
	if (asprintf(out, "%s%sproblems/%s", pages,
		     n && pages[n - 1] == '/' ? "" : "/", file) >= 0)
		return MOMUS_OK;
	*out = NULL;
	return momus_fail(err, MOMUS_ENOMEM, "compare: out of memory");
}
