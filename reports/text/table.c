/* table.c - see lines.h: tables that fit
 *
 * A column and those that stand close behind it (an interval behind its value) are
 * one unit, which stays together.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "reports/text/cells.h"
#include "reports/text/lines.h"

enum { COLUMNS = MOMUS_PARTS, KEYS = 4, TEXT = 24, NEAR = 64 };

struct table {
	const struct momus_block *b;
	char **cells;		/* owned: titles first, then row-major */
	size_t n;		/* cells, with the titles */
	size_t widths[COLUMNS]; /* as shown */
	size_t keys;		/* columns that every part begins with */
	size_t gap;		/* before a unit */
	bool titled;
};

static void release(struct table *t)
{
	for (size_t i = 0; t->cells && i < t->n; i++)
		free(t->cells[i]);
	free(t->cells);
}

static int init(struct table *t, const struct momus_block *b,
		struct momus_error *err)
{
	*t = (struct table){
		.b = b, .n = b->n_columns + b->n_cells, .keys = 1, .gap = 2
	};
	t->cells = calloc(t->n + 1, sizeof *t->cells);
	for (size_t i = 0; t->cells && i < t->n; i++) {
		size_t *w = &t->widths[i % b->n_columns], n;

		t->cells[i] = momus_cells_inert(
			i < b->n_columns ? momus_text_of(b->columns[i].title)
					 : b->cells[i - b->n_columns]);
		if (!t->cells[i]) {
			release(t);
			t->cells = NULL;
			break;
		}
		n = momus_cells_columns(t->cells[i]);
		*w = n > *w ? n : *w;
		t->titled |= i < b->n_columns && n;
	}
	return t->cells ? MOMUS_OK
			: momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

static size_t gap_of(const struct table *t, size_t c)
{
	return t->b->columns[c].align == MOMUS_ALIGN_AFTER ? 1 : t->gap;
}

/* Columns that FROM up to TO take, with what stands before them. */
static size_t room_of(const struct table *t, size_t from, size_t to)
{
	size_t sum = 0;

	for (size_t c = from; c < to; c++)
		sum += gap_of(t, c) + t->widths[c];
	return sum;
}

static size_t end_of_unit(const struct table *t, size_t c)
{
	do
		c++;
	while (c < t->b->n_columns &&
	       t->b->columns[c].align == MOMUS_ALIGN_AFTER);
	return c;
}

/* Whether rows I and K, places of their first cells, begin with the same N. */
static bool same(const struct table *t, size_t i, size_t k, size_t n)
{
	for (size_t c = 0; c < n; c++)
		if (strcmp(t->cells[i + c], t->cells[k + c]) != 0)
			return false;
	return true;
}

/* Whether the first N columns tell every row from the NEAR ones before it. */
static bool tell_apart(const struct table *t, size_t n)
{
	const size_t all = t->b->n_columns;

	for (size_t i = 2 * all; i + all <= t->n; i += all)
		for (size_t k = i > NEAR * all ? i - NEAR * all : all; k < i;
		     k += all)
			if (same(t, i, k, n))
				return false;
	return true;
}

static bool may_be_keys(const struct table *t, size_t n, size_t width)
{
	return n <= KEYS && n < t->b->n_columns &&
	       1 + room_of(t, 0, n) <= 3 * width / 5;
}

/* The fewest first columns that do, or one if many do not; and a name behind them,
 * which tells a reader more than a letter. */
static void choose_keys(struct table *t, size_t width)
{
	size_t n = end_of_unit(t, 0);

	t->keys = n;
	for (; may_be_keys(t, n, width); n = end_of_unit(t, n))
		if (tell_apart(t, n)) {
			t->keys = n;
			break;
		}
	if (t->keys < t->b->n_columns &&
	    t->b->columns[t->keys].align == MOMUS_ALIGN_LEFT &&
	    may_be_keys(t, t->keys + 1, width))
		t->keys++;
}

static size_t widest(const struct table *t, size_t from, size_t to)
{
	size_t best = from;

	for (size_t c = from; c < to; c++)
		if (t->widths[c] > t->widths[best])
			best = c;
	return best;
}

/* Makes the unit FROM up to TO narrow enough for ROOM columns. */
static void cap_unit(struct table *t, size_t from, size_t to, size_t room)
{
	for (size_t now; (now = room_of(t, from, to)) > room;) {
		size_t *w = &t->widths[widest(t, from, to)];

		if (*w <= 1)
			return;
		*w = *w > now - room ? *w - (now - room) : 1;
	}
}

/* Makes columns narrower that would not fit even alone. */
static void cap(struct table *t, size_t width)
{
	size_t left;

	cap_unit(t, 0, t->keys, 3 * width / 5);
	left = width - 1 - room_of(t, 0, t->keys);
	for (size_t c = t->keys, end; c < t->b->n_columns; c = end) {
		end = end_of_unit(t, c);
		cap_unit(t, c, end, left);
	}
}

/* Whether the last column, of texts, fits in several lines a row behind the others:
 * then it is made as narrow. */
static bool narrow_last(struct table *t, size_t width)
{
	const size_t last = t->b->n_columns - 1;
	size_t others = 1 + room_of(t, 0, last) + t->gap;

	if (!last || t->b->columns[last].align != MOMUS_ALIGN_LEFT ||
	    others + TEXT > width)
		return false;
	t->widths[last] = width - others;
	return true;
}

/* How many bytes of S go on a line of WIDTH: to a blank, if there is one. */
static size_t take(const char *s, size_t width)
{
	size_t at = 0, n = 0, blank = 0;

	while (s[at] && n < width) {
		at++;
		while (((unsigned char)s[at] & 0xc0) == 0x80)
			at++;
		n++;
		if (s[at] == ' ')
			blank = at;
	}
	return !s[at] || !blank ? at : blank;
}

static void write_cell(FILE *file, const char *text, size_t len, size_t width,
		       enum momus_align align, bool last)
{
	size_t n = 0, pad;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	pad = n < width ? width - n : 0;
	if (align == MOMUS_ALIGN_RIGHT)
		fprintf(file, "%*s", (int)pad, "");
	fwrite(text, 1, len, file);
	if (align != MOMUS_ALIGN_RIGHT && !last)
		fprintf(file, "%*s", (int)pad, "");
}

/* One line of the cells at REST, whose columns are those of CHOSEN (N); what is left
 * of them stays there. */
static void write_line(const struct table *t, FILE *file, const size_t *chosen,
		       size_t n, const char **rest)
{
	size_t last = n;

	while (last > 0 && !*rest[chosen[last - 1]])
		last--;
	putc(' ', file);
	for (size_t i = 0; i < last; i++) {
		size_t c = chosen[i], len = take(rest[c], t->widths[c]);

		fprintf(file, "%*s", (int)gap_of(t, c), "");
		write_cell(file, rest[c], len, t->widths[c],
			   t->b->columns[c].align, i + 1 == last);
		rest[c] += len + strspn(rest[c] + len, " ");
	}
	putc('\n', file);
}

static void write_row(const struct table *t, FILE *file, const size_t *chosen,
		      size_t n, char *const *row)
{
	const char *rest[COLUMNS];
	bool more;

	for (size_t i = 0; i < n; i++)
		rest[chosen[i]] = row[chosen[i]];
	do {
		write_line(t, file, chosen, n, rest);
		more = false;
		for (size_t i = 0; i < n; i++)
			more |= *rest[chosen[i]] != '\0';
	} while (more);
}

/* The keys, and columns FROM up to TO. */
static void write_part(const struct table *t, FILE *file, size_t from,
		       size_t to)
{
	const size_t all = t->b->n_columns;
	size_t chosen[COLUMNS], n = 0;

	for (size_t c = 0; c < to; c++)
		if (c < t->keys || c >= from)
			chosen[n++] = c;
	for (size_t i = t->titled ? 0 : all; i + all <= t->n; i += all)
		write_row(t, file, chosen, n, t->cells + i);
}

/* The end of the part that begins with column FROM. */
static size_t end_of_part(const struct table *t, size_t from, size_t width)
{
	size_t keys = 1 + room_of(t, 0, t->keys), to = end_of_unit(t, from);

	while (to < t->b->n_columns &&
	       keys + room_of(t, from, end_of_unit(t, to)) <= width)
		to = end_of_unit(t, to);
	return to;
}

static void write_parts(struct table *t, FILE *file, size_t width)
{
	choose_keys(t, width);
	cap(t, width);
	for (size_t from = t->keys, to; from < t->b->n_columns; from = to) {
		to = end_of_part(t, from, width);
		if (from > t->keys)
			putc('\n', file);
		write_part(t, file, from, to);
	}
}

int momus_lines_parts(const struct momus_block *b, size_t width,
		      struct momus_parts *out, struct momus_error *err)
{
	struct table t;
	int rc = init(&t, b, err);

	if (rc < 0)
		return rc;
	*out = (struct momus_parts){ 0, 1, { b->n_columns } };
	if (1 + room_of(&t, 0, b->n_columns) > width && b->n_columns > 1) {
		choose_keys(&t, width);
		out->keys = t.keys;
		out->n = 0;
		for (size_t to = t.keys; to < b->n_columns;)
			out->ends[out->n++] = to = end_of_part(&t, to, width);
	}
	release(&t);
	return MOMUS_OK;
}

int momus_lines_table(FILE *file, size_t width, const struct momus_block *b,
		      struct momus_error *err)
{
	struct table t;
	int rc = init(&t, b, err);

	if (rc < 0)
		return rc;
	if (b->text.len) {
		putc('\n', file);
		momus_lines_wrap(file, width, "  ", 2, b->text.ptr);
	}
	if (1 + room_of(&t, 0, b->n_columns) > width && !narrow_last(&t, width))
		t.gap = 1;
	if (!b->n_cells)
		fputs("   none\n", file);
	else if (1 + room_of(&t, 0, b->n_columns) <= width)
		write_part(&t, file, 0, b->n_columns);
	else {
		t.gap = 2;
		if (b->n_columns > 1)
			write_parts(&t, file, width);
		else {
			t.widths[0] = width - 3;
			write_part(&t, file, 0, 1);
		}
	}
	release(&t);
	return MOMUS_OK;
}
