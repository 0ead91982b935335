/* write.c - trends in words: see trend.h */
#include "config.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

#include "core/inert.h"
#include "reports/track/trend.h"

static void text(FILE *file, const char *s)
{
	momus_inert_write(file, momus_text_of(s));
}

static void title(const struct momus_trends *all, const struct momus_trend *t,
		  FILE *file)
{
	char metric[64];

	const struct momus_history_entry *e = t->steps[0].entry;

	text(file, e->task);
	fputs(", grader ", file);
	text(file, e->grader);
	fputs(", feedback ", file);
	text(file, e->feedback);
	momus_trends_title(all, e->turns, metric);
	fprintf(file, ", %s (series %.8s)", metric, e->series);
}

/* What there is to say of a step besides its numbers. */
static const char *remark(const struct momus_step *s)
{
	if (s->turned && s->change < 0)
		return s->best ? "fell; best" : "fell";
	if (s->turned)
		return s->best ? "rose; best" : "rose";
	return s->best ? "best" : "";
}

/* A bar of the scale's 0 to 100 percent, with its interval. */
static void bar(const struct momus_history_score *s, FILE *file)
{
	enum { WIDTH = 40 };
	int low = (int)(s->low * WIDTH), high = (int)(s->high * WIDTH);
	int at = (int)(s->value * WIDTH);

	putc('|', file);
	for (int i = 0; i <= WIDTH && !isnan(s->value); i++)
		putc(i == at				       ? '*'
		     : !isnan(s->low) && i >= low && i <= high ? '-'
							       : ' ',
		     file);
	putc('|', file);
}

static void write_step(const struct momus_step *s, FILE *file)
{
	const struct momus_history_entry *e = s->entry;
	const struct momus_history_score *x = &s->score;

	fprintf(file, "  %-20.20s  %.10s  %6llu  ", e->version, e->added,
		(unsigned long long)e->problems);
	if (isnan(x->value))
		fprintf(file, "%6s", "-");
	else
		fprintf(file, "%6.2f", 100 * x->value);
	if (isnan(s->change))
		fprintf(file, "  %7s %8s  ", "", "");
	else
		fprintf(file, "  %+7.2f %8.3g  ", 100 * s->change, s->adjusted);
	bar(x, file);
	if (*remark(s))
		fprintf(file, " %s", remark(s));
	putc('\n', file);
}

void momus_trends_text(const struct momus_trends *t, FILE *file)
{
	for (size_t i = 0; i < t->n; i++) {
		if (i)
			putc('\n', file);
		title(t, &t->list[i], file);
		fprintf(file, "\n  %-20s  %-10s  %6s  %*s  %7s %8s\n",
			"version", "added", "n",
			t->metric == MOMUS_HISTORY_UP ||
					t->metric == MOMUS_HISTORY_DOWN
				? 9 /* an arrow is three bytes wide */
				: 6,
			t->metric == MOMUS_HISTORY_F1 ? "F1"
						      : momus_trends_metric(t),
			"change", "p");
		for (size_t k = 0; k < t->list[i].n; k++)
			write_step(&t->list[i].steps[k], file);
	}
	if (t->n)
		fprintf(file,
			"\nn counts problems; change: paired, against the "
			"version before; p: Holm over the series;\nrose and "
			"fell: p up to %g; bars: 0 to 100 percent with 95 %% "
			"intervals\n",
			t->alpha);
	else
		fputs("there is no run in this history yet\n", file);
}

/* Letters, digits and a few harmless signs stay; all else is a reference. */
static void md_text(FILE *file, const char *s)
{
	for (const unsigned char *c = (const unsigned char *)s; *c; c++)
		if (*c < 0x20 || *c == 0x7f)
			putc(' ', file);
		else if (*c < 0x80 && strchr("\\`*_{}[]<>()#+!|@&~$", *c))
			fprintf(file, "&#%d;", *c);
		else
			putc(*c, file);
}

void momus_trends_md(const struct momus_trends *t, FILE *file)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct momus_trend *x = &t->list[i];

		fputs(i ? "\n### " : "### ", file);
		md_text(file, x->steps[0].entry->task);
		fputs(", ", file);
		md_text(file, x->steps[0].entry->grader);
		fprintf(file,
			"\n\n| version | n | %s | 95 %% | change | p | |\n"
			"| --- | ---: | ---: | --- | ---: | ---: | --- |\n",
			momus_trends_metric(t));
		for (size_t k = 0; k < x->n; k++) {
			const struct momus_step *s = &x->steps[k];
			const struct momus_history_score *v = &s->score;

			fputs("| ", file);
			md_text(file, s->entry->version);
			fprintf(file, " | %llu |",
				(unsigned long long)s->entry->problems);
			if (isnan(v->value) || isnan(v->low))
				fputs(" – | – |", file);
			else
				fprintf(file, " %.2f | %.1f to %.1f |",
					100 * v->value, 100 * v->low,
					100 * v->high);
			if (isnan(s->change))
				fputs(" – | – |", file);
			else
				fprintf(file, " %+.2f | %.3g |",
					100 * s->change, s->adjusted);
			fprintf(file, " %s |\n", remark(s));
		}
	}
}

static void real(cJSON *o, const char *name, double x)
{
	if (isnan(x))
		cJSON_AddNullToObject(o, name);
	else
		cJSON_AddNumberToObject(o, name, x);
}

static cJSON *step(const struct momus_step *s, enum momus_history_metric metric)
{
	const struct momus_history_entry *e = s->entry;
	cJSON *o = cJSON_CreateObject();

	cJSON_AddStringToObject(o, "version", e->version);
	cJSON_AddStringToObject(o, "file", e->file);
	cJSON_AddStringToObject(o, "added", e->added);
	cJSON_AddNumberToObject(o, "problems", (double)e->problems);
	cJSON_AddNumberToObject(o, "turn", e->turns);
	real(o, momus_history_metric_name(metric), s->score.value);
	real(o, "low", s->score.low);
	real(o, "high", s->score.high);
	real(o, "change", s->change);
	real(o, "change_low", s->low);
	real(o, "change_high", s->high);
	real(o, "p", s->p);
	real(o, "p_holm", s->adjusted);
	cJSON_AddBoolToObject(o, "best", s->best);
	cJSON_AddBoolToObject(o, "change_point", s->turned);
	return o;
}

int momus_trends_json(const struct momus_trends *t, FILE *file,
		      struct momus_error *err)
{
	cJSON *root = cJSON_CreateArray(), *o, *steps;
	char *out;

	for (size_t i = 0; i < t->n; i++) {
		const struct momus_history_entry *e = t->list[i].steps[0].entry;

		o = cJSON_CreateObject();
		cJSON_AddStringToObject(o, "series", e->series);
		cJSON_AddStringToObject(o, "task", e->task);
		cJSON_AddStringToObject(o, "grader", e->grader);
		cJSON_AddStringToObject(o, "feedback", e->feedback);
		steps = cJSON_AddArrayToObject(o, "versions");
		for (size_t k = 0; k < t->list[i].n; k++)
			cJSON_AddItemToArray(
				steps, step(&t->list[i].steps[k], t->metric));
		cJSON_AddItemToArray(root, o);
	}
	out = cJSON_Print(root);
	cJSON_Delete(root);
	if (!out)
		return momus_fail(err, MOMUS_ENOMEM, "track: out of memory");
	fprintf(file, "%s\n", out);
	cJSON_free(out);
	return MOMUS_OK;
}
