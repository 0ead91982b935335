/* sides.c - see dossier.h: what a revision changes, side by side */
#include "config.h"

#include "core/diff.h"
#include "reports/html/dossier.h"

enum {
	CONTEXT = 3, /* unchanged lines around a change … */
	FOLD = 12,   /* … where more than this would stand there */
};

static const uint64_t line_work = 4000000, word_work = 400000;

struct words { /* of a changed part, to be drawn line by line */
	struct momus_diff diff;
	bool *gone, *added; /* in the scratch arena: of its tokens */
	bool marked;	    /* enough is the same that marks say something */
};

struct side { /* one column */
	const struct momus_text *tokens;
	const bool *changed;
	size_t n, at;	 /* tokens; the next one */
	const char *tag; /* of what is changed */
};

static void open_table(struct momus_dossier *s, const char *class)
{
	fprintf(s->file,
		"<table class=\"sides%s\"><colgroup><col class=\"l\"><col><col "
		"class=\"l\"><col></colgroup><thead><tr><th scope=\"col\" "
		"colspan=\"2\">before</th><th scope=\"col\" "
		"colspan=\"2\">after</th></tr></thead><tbody>\n",
		class);
}

static struct momus_text without_end(struct momus_text line)
{
	if (line.len && line.ptr[line.len - 1] == '\n')
		line.len--;
	return line;
}

/* The number is drawn by the style sheet, so that it is not copied. */
static void open_cell(struct momus_dossier *s, const char *class, size_t number)
{
	fprintf(s->file, "<td class=\"l\" data-n=\"%zu\"></td><td%s>", number,
		class);
}

static void write_same(struct momus_dossier *s, const struct momus_diff *d,
		       const struct momus_diff_part *p, uint32_t from,
		       uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		fputs("<tr>", s->file);
		open_cell(s, " class=\"s\"", p->a + i + 1);
		momus_dossier_text(s, without_end(d->a[p->a + i]));
		fputs("</td>", s->file);
		open_cell(s, "", p->b + i + 1);
		momus_dossier_text(s, without_end(d->b[p->b + i]));
		fputs("</td></tr>\n", s->file);
	}
}

/* Lines that are the same; in the middle of many, only how many. */
static void write_same_part(struct momus_dossier *s, const struct momus_diff *d,
			    size_t i)
{
	const struct momus_diff_part *p = &d->parts[i];
	uint32_t head = i ? CONTEXT : 0, tail = i + 1 < d->n ? CONTEXT : 0;

	if (p->n_a <= FOLD) {
		write_same(s, d, p, 0, p->n_a);
		return;
	}
	write_same(s, d, p, 0, head);
	fprintf(s->file,
		"</tbody></table><details class=\"fold\"><summary>%u "
		"unchanged lines</summary>",
		p->n_a - head - tail);
	open_table(s, " more");
	write_same(s, d, p, head, p->n_a - tail);
	fputs("</tbody></table></details>", s->file);
	open_table(s, " more");
	write_same(s, d, p, p->n_a - tail, p->n_a);
}

/* The bytes of lines FROM on, N of them: they lie in a row. */
static struct momus_text joined(const struct momus_text *lines, uint32_t from,
				uint32_t n)
{
	struct momus_text t = lines[from];

	for (uint32_t i = 1; i < n; i++)
		t.len += lines[from + i].len;
	return t;
}

static bool is_blank(struct momus_text t)
{
	return t.ptr[0] == ' ' || t.ptr[0] == '\t' || t.ptr[0] == '\n';
}

/* Compares the words of a part's lines; false if there is nothing to mark. */
static bool compare_words(struct momus_dossier *s, const struct momus_diff *d,
			  const struct momus_diff_part *p, struct words *w)
{
	size_t same = 0, all = 0;

	*w = (struct words){ .marked = false };
	if (!p->n_a || !p->n_b ||
	    momus_diff(joined(d->a, p->a, p->n_a), joined(d->b, p->b, p->n_b),
		       MOMUS_DIFF_WORDS, word_work, s->scratch, &w->diff,
		       NULL) < 0)
		return false;
	w->gone = momus_arena_alloc(s->scratch, w->diff.n_a + 1);
	w->added = momus_arena_alloc(s->scratch, w->diff.n_b + 1);
	if (!w->gone || !w->added)
		return false;
	for (size_t i = 0; i < w->diff.n; i++) {
		const struct momus_diff_part *q = &w->diff.parts[i];

		for (uint32_t k = q->a; k < q->a + q->n_a; k++) {
			w->gone[k] = !q->same;
			all += !is_blank(w->diff.a[k]);
			same += q->same && !is_blank(w->diff.a[k]);
		}
		for (uint32_t k = q->b; k < q->b + q->n_b; k++) {
			w->added[k] = !q->same;
			all += !is_blank(w->diff.b[k]);
			same += q->same && !is_blank(w->diff.b[k]);
		}
	}
	w->marked = w->diff.least && 3 * same >= all;
	return w->marked;
}

/* The tokens of SIDE up to the end of its line, changed ones in its tag. */
static void write_words(struct momus_dossier *s, struct side *side)
{
	bool open = false, changed;

	for (; side->at < side->n; side->at++) {
		struct momus_text t = side->tokens[side->at];

		if (t.ptr[0] == '\n')
			break;
		changed = side->changed[side->at];
		if (changed != open)
			fprintf(s->file, "<%s%s>", open ? "/" : "", side->tag);
		open = changed;
		momus_dossier_text(s, t);
	}
	side->at += side->at < side->n;
	if (open)
		fprintf(s->file, "</%s>", side->tag);
}

/* One line of a changed part on one side; none: an empty cell. */
static void write_line(struct momus_dossier *s, const struct momus_text *lines,
		       uint32_t from, uint32_t n, uint32_t i, struct side *side)
{
	bool old = side->tag[0] == 'd';

	if (i >= n) {
		fputs("<td class=\"l\"></td><td class=\"e\"></td>", s->file);
		return;
	}
	open_cell(s, old ? " class=\"o\"" : " class=\"w\"", from + i + 1);
	if (side->tokens) {
		write_words(s, side);
	} else {
		fprintf(s->file, "<%s>", side->tag);
		momus_dossier_text(s, without_end(lines[from + i]));
		fprintf(s->file, "</%s>", side->tag);
	}
	fputs("</td>", s->file);
}

static void write_changed(struct momus_dossier *s, const struct momus_diff *d,
			  const struct momus_diff_part *p)
{
	struct side old = { .tag = "del" }, new = { .tag = "ins" };
	uint32_t n = p->n_a > p->n_b ? p->n_a : p->n_b;
	struct words w;

	if (compare_words(s, d, p, &w)) {
		old = (struct side){ w.diff.a, w.gone, w.diff.n_a, 0, "del" };
		new = (struct side){ w.diff.b, w.added, w.diff.n_b, 0, "ins" };
	}
	for (uint32_t i = 0; i < n; i++) {
		fputs("<tr>", s->file);
		write_line(s, d->a, p->a, p->n_a, i, &old);
		write_line(s, d->b, p->b, p->n_b, i, &new);
		fputs("</tr>\n", s->file);
	}
}

/* Line feeds at a text's end are no change that anybody looks for. */
static struct momus_text without_ends(struct momus_text t)
{
	while (t.len && t.ptr[t.len - 1] == '\n')
		t.len--;
	return t;
}

void momus_dossier_sides(struct momus_dossier *s, struct momus_text before,
			 struct momus_text after)
{
	size_t cut_before, cut_after;
	struct momus_diff d;

	if (s->rc < 0)
		return;
	before = without_ends(before);
	after = without_ends(after);
	if (momus_text_equal(before, after)) {
		fputs("<details><summary>Nothing is changed</summary><div>",
		      s->file);
		momus_dossier_pre(s, after);
		fputs("</div></details>\n", s->file);
		return;
	}
	before = momus_dossier_fit(s, before, &cut_before);
	after = momus_dossier_fit(s, after, &cut_after);
	momus_arena_reset(s->scratch);
	s->rc = momus_diff(before, after, MOMUS_DIFF_LINES, line_work,
			   s->scratch, &d, s->err);
	if (s->rc < 0)
		return;
	open_table(s, "");
	for (size_t i = 0; i < d.n; i++)
		if (d.parts[i].same)
			write_same_part(s, &d, i);
		else
			write_changed(s, &d, &d.parts[i]);
	fputs("</tbody></table>\n", s->file);
	if (cut_before + cut_after)
		fprintf(s->file,
			"<p class=\"note\">%zu bytes before and %zu after are "
			"left out and not compared; <code>momus show</code> "
			"shows them.</p>\n",
			cut_before, cut_after);
	if (!d.least)
		fputs("<p class=\"note\">These are too long and too unlike to "
		      "be compared to the end: fewer changes may do.</p>\n",
		      s->file);
}
