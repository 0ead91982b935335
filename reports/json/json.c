/* json.c - a report as JSON: everything the other formats say, and more */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "momus/buffer.h"
#include "reports/report.h"
#include "store/layout.h"

static const size_t string_limit = (size_t)1 << 30; /* bytes */

/* Whether the UTF-8 at C is a control character of two bytes or one that turns
 * the direction of writing; *N: its bytes.  JSON has an escape for them. */
static bool is_active(const unsigned char *c, size_t left, size_t *n)
{
	*n = c[0] >= 0xe0 ? 3 : c[0] >= 0xc2 ? 2 : 1;
	if (*n > left)
		return false;
	if (*n == 1)
		return c[0] == 0x7f;
	if (*n == 2)
		return (c[0] == 0xc2 && c[1] < 0xa0) ||
		       (c[0] == 0xd8 && c[1] == 0x9c);
	return c[0] == 0xe2 &&
	       ((c[1] == 0x80 && (c[2] == 0x8e || c[2] == 0x8f ||
				  (c[2] >= 0xa8 && c[2] <= 0xae))) ||
		(c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9));
}

void momus_report_json_text(FILE *file, struct momus_text t)
{
	struct momus_buffer b;
	const unsigned char *c;
	unsigned code;
	size_t n;

	momus_buffer_init(&b, string_limit);
	momus_buffer_json(&b, t);
	for (size_t i = 0; i < b.len; i++) {
		c = (const unsigned char *)b.ptr + i;
		if (!is_active(c, b.len - i, &n)) {
			putc(*c, file);
			continue;
		}
		code = n == 1	? c[0]
		       : n == 2 ? (c[0] & 0x1fu) << 6 | (c[1] & 0x3fu)
				: (c[0] & 0xfu) << 12 | (c[1] & 0x3fu) << 6 |
					  (c[2] & 0x3fu);
		fprintf(file, "\\u%04x", code);
		i += n - 1;
	}
	if (b.failed)
		fputs("null", file);
	momus_buffer_release(&b);
}

static void write_field(FILE *file, const char *name, const char *value)
{
	fprintf(file, ",\"%s\":", name);
	momus_report_json_text(file, momus_text_of(value ? value : ""));
}

static void write_real(FILE *file, double x)
{
	struct momus_buffer b;

	momus_buffer_init(&b, 64);
	momus_buffer_real(&b, x);
	fputs(b.ptr && !b.failed ? b.ptr : "null", file);
	momus_buffer_release(&b);
}

static void write_pair(FILE *file, const char *name, double a, double b)
{
	if (isnan(a) || isnan(b))
		return;
	fprintf(file, ",\"%s\":[", name);
	write_real(file, a);
	putc(',', file);
	write_real(file, b);
	putc(']', file);
}

static void write_figure(FILE *file, const struct momus_figure *f,
			 uint64_t seed)
{
	fprintf(file, "{\"figure\":\"%s\"", momus_figure_name(f->kind));
	if (f->of)
		fprintf(file, ",\"of\":\"%s\"", momus_figure_of_name(f->of));
	if (f->into)
		fprintf(file, ",\"into\":\"%s\"",
			momus_figure_of_name(f->into));
	if (f->reward.len) {
		fputs(",\"of\":", file);
		momus_report_json_text(file, f->reward);
	}
	if (f->turn >= 0)
		fprintf(file, ",\"turn\":%d", f->turn);
	if (f->k)
		fprintf(file, ",\"k\":%u", f->k);
	if (f->category.len) {
		fputs(",\"category\":", file);
		momus_report_json_text(file, f->category);
	}
	if (f->reason.len) {
		fputs(",\"reason\":", file);
		momus_report_json_text(file, f->reason);
	}
	fputs(",\"value\":", file);
	write_real(file, f->value);
	if (momus_figure_why(f))
		write_field(file, "why", momus_figure_why(f));
	write_pair(file, "interval", f->low, f->high);
	write_pair(file, "bounds", f->least, f->most);
	if (!isnan(f->error)) {
		fputs(",\"standard_error\":", file);
		write_real(file, f->error);
	}
	fprintf(file, ",\"n\":%llu", (unsigned long long)f->n);
	if (f->method)
		fprintf(file,
			",\"problems\":%llu,\"method\":\"%s\","
			"\"level\":0.95,\"resamples\":%u,\"seed\":%llu",
			(unsigned long long)f->problems,
			momus_figure_method_name(f->method), f->used,
			(unsigned long long)seed);
	fprintf(file, ",\"unit\":\"%s\",\"estimator\":\"%s\"}",
		momus_figure_unit(f->kind), momus_figure_estimator(f->kind));
}

/* Where the run stands in a study. */
static void write_cell(FILE *file, const struct momus_report_cell *cell)
{
	const struct {
		const char *name;
		struct momus_text value;
	} fields[] = {
		{ "generator", cell->generator },
		{ "benchmark", cell->benchmark },
		{ "row", cell->row },
		{ "baseline", cell->baseline },
	};

	if (!cell->study.len)
		return;
	fputs(",\"cell\":{\"study\":", file);
	momus_report_json_text(file, cell->study);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		fprintf(file, ",\"%s\":", fields[i].name);
		momus_report_json_text(file, fields[i].value);
	}
	putc('}', file);
}

static void write_head(FILE *file, const struct momus_report_run *r)
{
	const struct momus_root *root = momus_run_root(r->run);
	const struct momus_store_head *h = &root->head;

	fputs("\n{\"file\":", file);
	momus_report_json_text(file, momus_text_of(r->path));
	fputs(",\"name\":", file);
	momus_report_json_text(file, r->name);
	write_cell(file, &r->cell);
	write_field(file, "run_id", h->run_id);
	write_field(file, "recipe_key", h->recipe_key);
	write_field(file, "task", h->task);
	write_field(file, "grader", h->grader);
	write_field(file, "decides", r->gathered.strict ? "strict" : "parity");
	write_field(file, "dataset_sha256", h->dataset_sha256);
	write_field(file, "generator", h->generator);
	write_field(file, "critic", h->critic);
	write_field(file, "feedback", h->feedback);
	write_field(file, "samples_note", h->samples_note);
	write_field(file, "noise", h->noise);
	write_field(file, "software", root->software);
	write_field(file, "host", h->host);
	write_field(file, "started", root->started);
	write_field(file, "ended", root->ended);
	fprintf(file,
		",\"complete\":%s,\"problems\":%zu,\"turns\":%u,\"votes\":%u,"
		"\"seed\":%llu,\"shards\":%u",
		momus_run_complete(r->run) ? "true" : "false",
		momus_run_n_problems(r->run), h->turns, h->votes,
		(unsigned long long)h->seed, h->shards);
	for (uint32_t i = 0; i < root->n_held; i++)
		fprintf(file, "%s%u", i ? "," : ",\"held\":[", root->held[i]);
	fputs(root->n_held ? "],\"widths\":[" : ",\"widths\":[", file);
	for (uint32_t t = 0; t <= h->turns && t < 16; t++)
		fprintf(file, "%s%u", t ? "," : "", h->widths[t]);
	putc(']', file);
}

/* Who labelled the critiques, if anybody did. */
static void write_judge(FILE *file, const struct momus_report_run *r)
{
	const struct momus_labels_head *h;

	if (!r->labels)
		return;
	h = &r->labels->labels.head;
	fputs(",\"judge\":{\"file\":", file);
	momus_report_json_text(file, momus_text_of(r->labels->path));
	fputs(",\"model\":", file);
	momus_report_json_text(file, h->model);
	fputs(",\"plugin\":", file);
	momus_report_json_text(file, h->plugin);
	fprintf(file, ",\"template\":%.*s}", (int)h->template.len,
		h->template.ptr);
}

static void write_identity(FILE *file, const struct momus_gathered *g)
{
	const struct momus_deltas *d;

	fputs(",\"identity\":[", file);
	for (uint32_t t = 1; t <= g->turns; t++) {
		d = &g->turn[t].deltas;
		fprintf(file,
			"%s{\"turn\":%u,\"holds\":%s,\"judged_at_both_ends\":"
			"%llu,\"right_at_0\":%llu,\"up\":%llu,\"down\":%llu,"
			"\"right\":%llu}",
			t > 1 ? "," : "", t,
			momus_deltas_hold(d) ? "true" : "false",
			(unsigned long long)d->both,
			(unsigned long long)d->right0,
			(unsigned long long)d->up, (unsigned long long)d->down,
			(unsigned long long)d->right_now);
	}
	putc(']', file);
}

static void write_differences(FILE *file, const struct momus_report_run *r)
{
	const struct momus_difference *x;
	const struct momus_node *n;

	fputs(",\"differences\":[", file);
	for (size_t i = 0; i < r->gathered.n_differences; i++) {
		x = &r->gathered.differences[i];
		n = &momus_run_nodes(r->run)[x->node];
		fputs(i ? ",\n{\"problem\":" : "\n{\"problem\":", file);
		momus_report_json_text(
			file, momus_run_problem(r->run, x->problem).id);
		fprintf(file, ",\"turn\":%u,\"branch\":%u", x->turn, x->branch);
		fprintf(file, ",\"parity\":\"%s\",\"strict\":\"%s\"}",
			momus_layout_name(MOMUS_FIELD_STATUS, n->parity.status),
			momus_layout_name(MOMUS_FIELD_STATUS,
					  n->strict.status));
	}
	putc(']', file);
}

/* Right, judged and all solutions of each turn, a problem a line. */
static void write_problems(FILE *file, const struct momus_report_run *r)
{
	const double *s;

	fputs(",\"by_problem\":[", file);
	for (size_t i = 0; i < r->gathered.n_problems; i++) {
		fputs(i ? ",\n{\"id\":" : "\n{\"id\":", file);
		momus_report_json_text(file, momus_run_problem(r->run, i).id);
		for (uint32_t t = 0; t <= r->gathered.turns; t++) {
			s = r->gathered.turn[t].samples + i * MOMUS_ROW_SAMPLES;
			fprintf(file, "%s[%.0f,%.0f,%.0f]",
				t ? "," : ",\"right_judged_unknown\":[",
				s[MOMUS_ROW_C], s[MOMUS_ROW_N],
				s[MOMUS_ROW_UNKNOWN]);
		}
		fputs("]}", file);
	}
	putc(']', file);
}

int momus_report_json(const struct momus_report *report, FILE *file,
		      struct momus_error *err)
{
	const struct momus_report_run *r;

	(void)err;
	fprintf(file,
		"{\"format\":\"momus-report\",\"version\":1,"
		"\"identity_holds\":%s,\"runs\":[",
		report->identity ? "true" : "false");
	for (size_t i = 0; i < report->n; i++) {
		r = &report->runs[i];
		if (i)
			putc(',', file);
		write_head(file, r);
		write_judge(file, r);
		fputs(",\"figures\":[", file);
		for (size_t k = 0; k < r->figures.n; k++) {
			fputs(k ? ",\n" : "\n", file);
			write_figure(file, &r->figures.list[k],
				     momus_run_head(r->run)->seed);
		}
		putc(']', file);
		write_identity(file, &r->gathered);
		write_differences(file, r);
		write_problems(file, r);
		putc('}', file);
	}
	fputs("]}\n", file);
	return MOMUS_OK;
}
