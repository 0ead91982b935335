/* write.c - trends in words: see trend.h */
#include "config.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

#include "core/inert.h"
#include "reports/text/lines.h"
#include "reports/track/trend.h"

static int title(const struct momus_trends *all, const struct momus_trend *t,
		 FILE *file, struct momus_error *err)
{
	char metric[64];
	const struct momus_history_entry *e = t->steps[0].entry;

	momus_trends_title(all, e->turns, metric);
	return momus_lines_say(
		file, err, "%s, grader %s, feedback %s, %s (series %.8s)",
		e->task, e->grader, e->feedback, metric, e->series);
}

/* What there is to say of a step besides its numbers, or why it has none. */
static const char *remark(const struct momus_trends *t,
			  const struct momus_step *s)
{
	if (isnan(s->score.value))
		return t->metric == MOMUS_HISTORY_F1
			       ? "no judgments to make it of"
			       : "no answer was judged";
	if (s->turned && s->change < 0)
		return s->best ? "fell; best" : "fell";
	if (s->turned)
		return s->best ? "rose; best" : "rose";
	return s->best ? "best" : "";
}

/* A bar of the scale's 0 to 100 percent, with its interval. */
static void bar(const struct momus_history_score *s, size_t width, char *out)
{
	int all = (int)width - 2, low = 0, high = -1, at;

	*out = '\0';
	if (isnan(s->value))
		return;
	at = (int)(s->value * all);
	if (!isnan(s->low)) {
		low = (int)(s->low * all);
		high = (int)(s->high * all);
	}
	*out++ = '|';
	for (int i = 0; i <= all; i++)
		*out++ = i == at ? '*' : i >= low && i <= high ? '-' : ' ';
	*out++ = '|';
	*out = '\0';
}

enum { BAR = 42, BAR_LEAST = 12, BESIDE = 52 /* what stands beside a bar */ };

static void write_step(const struct momus_trends *t, const struct momus_step *s,
		       size_t width, struct momus_document *d)
{
	const struct momus_history_entry *e = s->entry;
	const struct momus_history_score *x = &s->score;
	char drawn[BAR + 4];

	momus_document_cell(d, "%s", e->version);
	momus_document_cell(d, "%.10s", e->added);
	momus_document_cell(d, "%llu", (unsigned long long)e->problems);
	momus_document_cell(d, isnan(x->value) ? "-" : "%.2f", 100 * x->value);
	if (isnan(s->change)) {
		momus_document_cell(d, "%s", "");
		momus_document_cell(d, "%s", "");
	} else {
		momus_document_cell(d, "%+.2f", 100 * s->change);
		momus_document_cell(d, "%.3g", s->adjusted);
	}
	bar(x, width, drawn);
	momus_document_cell(d, "%s", drawn);
	momus_document_cell(d, "%s", remark(t, s));
}

/* As wide a bar as the longest version and remark leave room for. */
static size_t bar_width(const struct momus_trend *t, size_t width)
{
	size_t most = 7, n, left;

	for (size_t k = 0; k < t->n; k++) {
		n = strlen(t->steps[k].entry->version);
		most = n > most ? n : most;
	}
	left = most + BESIDE < width ? width - most - BESIDE : 0;
	return left > BAR ? BAR : left < BAR_LEAST ? BAR_LEAST : left;
}

static int write_trend(const struct momus_trends *all,
		       const struct momus_trend *t, FILE *file,
		       struct momus_error *err)
{
	const struct momus_column columns[] = { { "version", MOMUS_ALIGN_LEFT },
						{ "added", MOMUS_ALIGN_LEFT },
						{ "n", MOMUS_ALIGN_RIGHT },
						{ momus_trends_metric(all),
						  MOMUS_ALIGN_RIGHT },
						{ "change", MOMUS_ALIGN_RIGHT },
						{ "p", MOMUS_ALIGN_RIGHT },
						{ "", MOMUS_ALIGN_LEFT },
						{ "", MOMUS_ALIGN_LEFT } };
	size_t width = bar_width(t, momus_lines_width(file));
	struct momus_document d;
	int rc = momus_document_init(&d, err);

	if (rc < 0)
		return rc;
	momus_document_table(&d, columns, sizeof(columns) / sizeof(*columns),
			     "");
	for (size_t k = 0; k < t->n; k++)
		write_step(all, &t->steps[k], width, &d);
	rc = title(all, t, file, err);
	if (rc < 0)
		momus_document_release(&d);
	return rc < 0 ? rc : momus_lines_document(file, &d, err);
}

int momus_trends_text(const struct momus_trends *t, FILE *file,
		      struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < t->n; i++) {
		if (i)
			putc('\n', file);
		rc = write_trend(t, &t->list[i], file, err);
	}
	if (rc < 0)
		return rc;
	if (t->n)
		putc('\n', file);
	return t->n ? momus_lines_say(
			      file, err,
			      "n counts problems; change: paired, against the "
			      "version before; p: Holm over the series; rose "
			      "and fell: p up to %g; bars: 0 to 100 percent "
			      "with 95 %% intervals",
			      t->alpha)
		    : momus_lines_say(file, err,
				      "there is no run in this history yet");
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
			if (isnan(v->value))
				fputs(" – |", file);
			else
				fprintf(file, " %.2f |", 100 * v->value);
			if (isnan(v->low))
				fputs(" – |", file);
			else
				fprintf(file, " %.1f to %.1f |", 100 * v->low,
					100 * v->high);
			if (isnan(s->change))
				fputs(" – | – |", file);
			else
				fprintf(file, " %+.2f | %.3g |",
					100 * s->change, s->adjusted);
			fprintf(file, " %s |\n", remark(t, s));
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
