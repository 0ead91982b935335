/* sheet.c - see sheet.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/plots/sheet.h"
#include "stats/bootstrap.h"

static const size_t text_limit = (size_t)64 << 20; /* bytes of one file */

/* Okabe and Ito's colours, which colour-blind readers tell apart, in an order
 * in which neighbours differ in grey. */
static const struct {
	const char *colour;
	int point, dash;
} looks[MOMUS_SHEET_SERIES] = {
	{ "#0072b2", 7, 1 },  { "#d55e00", 5, 2 },  { "#009e73", 9, 4 },
	{ "#cc79a7", 13, 3 }, { "#e69f00", 6, 1 },  { "#56b4e9", 4, 2 },
	{ "#7f7f7f", 8, 4 },  { "#8c564b", 12, 3 },
};

const char *momus_sheet_colour(size_t i)
{
	return looks[i % MOMUS_SHEET_SERIES].colour;
}

int momus_sheet_point(size_t i)
{
	return looks[i % MOMUS_SHEET_SERIES].point;
}

int momus_sheet_dash(size_t i)
{
	return looks[i % MOMUS_SHEET_SERIES].dash;
}

void momus_sheet_init(struct momus_sheet *s, const char *name,
		      const char *title, const char *columns)
{
	struct momus_buffer *all[] = { &s->data, &s->script,  &s->under,
				       &s->over, &s->caption, &s->alt };

	memset(s, 0, sizeof(*s));
	snprintf(s->name, sizeof(s->name), "%s", name);
	s->title = title;
	s->width = MOMUS_SHEET_WIDTH;
	s->height = MOMUS_SHEET_HEIGHT;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		momus_buffer_init(all[i], text_limit);
	momus_buffer_printf(&s->data, "# %s: %s\n# columns: %s\n", s->name,
			    title, columns);
}

void momus_sheet_begin(struct momus_sheet *s, const struct momus_plots *out,
		       const char *name, const char *title, const char *columns)
{
	char whole[sizeof s->name];

	snprintf(whole, sizeof whole, "%s%s", name,
		 out->suffix ? out->suffix : "");
	momus_sheet_init(s, whole, title, columns);
}

/* Whether C would not be seen, or would turn or break the line. */
static bool is_unseen(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad ||
	       c == 0x061c || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	       c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) || c >= 0xe0000;
}

enum place { PLAIN, QUOTED, TIC };

static void add_visible(struct momus_buffer *b, struct momus_text t,
			size_t most, enum place place)
{
	size_t at = 0, n = 0;

	while (at < t.len && n++ < most) {
		size_t from = at;
		uint32_t c = momus_text_next(t, &at);

		if (n == most && at < t.len)
			momus_buffer_puts(b, "\xe2\x80\xa6"); /* … */
		else if (c == 0xfffd)
			momus_buffer_puts(b, "\xef\xbf\xbd");
		else if (c == '\n' || c == '\t' || c == '\r')
			momus_buffer_putc(b, ' ');
		else if (is_unseen(c))
			momus_buffer_printf(b, "<%04x>", c);
		else if (place != PLAIN && c == '\'')
			momus_buffer_puts(b, "\xe2\x80\x99"); /* ’ */
		else if (place == TIC && c == '%')
			momus_buffer_puts(b, "%%");
		else
			momus_buffer_add(b, (struct momus_text){ t.ptr + from,
								 at - from });
	}
}

void momus_sheet_plain(struct momus_buffer *b, struct momus_text t, size_t most)
{
	add_visible(b, t, most, PLAIN);
}

void momus_sheet_quote(struct momus_buffer *b, struct momus_text t, size_t most)
{
	momus_buffer_putc(b, '\'');
	add_visible(b, t, most, QUOTED);
	momus_buffer_putc(b, '\'');
}

void momus_sheet_tic(struct momus_buffer *b, struct momus_text t, size_t most,
		     double at)
{
	momus_buffer_putc(b, '\'');
	add_visible(b, t, most, TIC);
	momus_buffer_printf(b, "' %.10g", at);
}

unsigned momus_sheet_block(struct momus_sheet *s, const char *name)
{
	momus_buffer_puts(&s->data, s->blocks ? "\n\n# " : "\n# ");
	momus_sheet_plain(&s->data, momus_text_of(name), 200);
	momus_buffer_putc(&s->data, '\n');
	return s->blocks++;
}

void momus_sheet_value(struct momus_sheet *s, double x)
{
	if (s->data.len && s->data.ptr[s->data.len - 1] != '\n')
		momus_buffer_putc(&s->data, ' ');
	if (isfinite(x))
		momus_buffer_printf(&s->data, "%.8g", x);
	else
		momus_buffer_putc(&s->data, '-');
}

void momus_sheet_end_row(struct momus_sheet *s)
{
	momus_buffer_putc(&s->data, '\n');
}

/* The legend's columns, and the rows that they make. */
static unsigned key_columns(const struct momus_sheet *s)
{
	unsigned fit =
		(unsigned)((s->width - 17) / (9 + 1.7 * (double)s->longest));

	return fit < 1 ? 1 : fit > s->keys ? s->keys : fit;
}

static unsigned key_rows(const struct momus_sheet *s)
{
	unsigned columns = key_columns(s);

	return s->keys ? (s->keys + columns - 1) / columns : 0;
}

/* The size of what is smaller, in a terminal whose font is SCALE of the SVG's. */
static void write_small(const struct momus_sheet *s, double scale,
			struct momus_buffer *b)
{
	if (s->small_size > 0)
		momus_buffer_printf(b, "small = %g\n", scale * s->small_size);
	if (s->small_axis) /* no expression there */
		momus_buffer_printf(b, "set %ctics font ',%g'\n", s->small_axis,
				    scale * s->small_size);
}

/* Sizes: of a font of 8 points the SVG counts two pixels a point, the PNG 300
 * pixels an inch; both of cairo's terminals take points for 4/3 of one. */
static void write_head(const struct momus_sheet *s, const struct momus_plot *p,
		       struct momus_buffer *b)
{
	momus_buffer_printf(
		b,
		"# %s.gp - draws %s.svg, %s.pdf and %s.png from %s.dat:\n"
		"#   gnuplot %s.gp\n"
		"# %.*s\n"
		"set encoding utf8\n"
		"set terminal svg size %d,%d dynamic font 'Helvetica,16' "
		"noenhanced linewidth 2\n"
		"set output '%s.svg'\n"
		"set datafile missing '-'\n"
		"set border %d linewidth 0.5 linecolor rgb '#555555'\n"
		"set tics nomirror out scale %g textcolor rgb "
		"'" MOMUS_SHEET_INK "'\n"
		"set xtics offset 0,0.4\n"
		"set xlabel offset 0,1\n"
		"set ylabel offset 0.6,0\n"
		"set pointsize 0.5\n",
		s->name, s->name, s->name, s->name, s->name, s->name,
		(int)p->caption.len, p->caption.ptr, p->width, p->height,
		s->name, s->bare ? 0 : 3, s->bare ? 0 : 0.5);
	if (!s->bare)
		momus_buffer_puts(b, "set grid ytics linetype 1 linewidth 0.4 "
				     "linecolor rgb '#d9d9d9'\n"
				     "set style fill transparent solid 0.18 "
				     "noborder\n");
	if (s->keys)
		momus_buffer_printf(
			b,
			"set key bmargin center %s maxcols %u "
			"noenhanced Left "
			"reverse samplen 3 spacing 1.1 height 1 textcolor rgb "
			"'" MOMUS_SHEET_INK "'\n",
			key_columns(s) > 1 ? "horizontal" : "vertical",
			key_columns(s));
	else
		momus_buffer_puts(b, "unset key\n");
	write_small(s, 1, b);
}

static void write_tail(const struct momus_sheet *s, const struct momus_plot *p,
		       struct momus_buffer *b)
{
	double width = p->width / 144.0, height = p->height / 144.0;

	write_small(s, 0.5, b);
	momus_buffer_printf(
		b,
		"set terminal pdfcairo size %.3f,%.3f font 'Helvetica,8' "
		"fontscale 0.75 noenhanced linewidth 2 pointscale 0.7\n"
		"set output '%s.pdf'\n"
		"replot\n"
		"set terminal pngcairo size %.0f,%.0f font 'Helvetica,8' "
		"fontscale 3.125 noenhanced linewidth 4.2 pointscale 3\n"
		"set output '%s.png'\n"
		"replot\n"
		"set output\n",
		width, height, s->name, 300 * width, 300 * height, s->name);
}

void momus_sheet_axis(struct momus_sheet *s, char axis, const char *name)
{
	momus_buffer_printf(&s->script,
			    "set %clabel '%s' textcolor rgb '" MOMUS_SHEET_INK
			    "'\n",
			    axis, name);
}

/* STEPS of about a fifth of LENGTH: 1, 2 or 5 times a power of ten. */
static double tidy(double length)
{
	double power = pow(10, floor(log10(length / 5)));
	double raw = length / 5 / power;

	return power * (raw <= 1 ? 1 : raw <= 2 ? 2 : raw <= 5 ? 5 : 10);
}

void momus_sheet_range(struct momus_sheet *s, char axis, double low,
		       double high, double least, double most)
{
	double step;

	if (!isfinite(low) || !isfinite(high) || high < low)
		return;
	if (high - low < 1e-9 * fmax(1, fabs(high))) {
		low -= fmax(0.5, fabs(low) / 20);
		high += fmax(0.5, fabs(high) / 20);
	}
	if (low < least)
		low = least;
	if (high > most)
		high = most;
	step = tidy(high - low);
	momus_buffer_printf(&s->script,
			    "set %crange [%.10g:%.10g]\nset %ctics %.10g\n",
			    axis, step * floor(low / step),
			    step * ceil(high / step), axis, step);
}

void momus_sheet_key(struct momus_sheet *s, struct momus_text label)
{
	size_t at = 0, n = 0;

	if (!label.len) {
		momus_buffer_puts(&s->over, " notitle\n");
		return;
	}
	while (at < label.len)
		momus_text_next(label, &at), n++;
	s->keys++;
	if (n > s->longest)
		s->longest = n;
	momus_buffer_puts(&s->over, " title ");
	momus_sheet_quote(&s->over, label, 2 * MOMUS_SHEET_LABEL);
	momus_buffer_putc(&s->over, '\n');
}

static void write_plot(const struct momus_sheet *s, struct momus_buffer *b)
{
	struct momus_text rest, line;
	bool any = false;

	for (int i = 0; i < 2; i++) {
		rest = momus_buffer_text(i ? &s->over : &s->under);
		while (momus_text_line(&rest, &line)) {
			momus_buffer_puts(b, any ? ", \\\n\t" : "plot ");
			momus_buffer_add(b, line);
			any = true;
		}
	}
	momus_buffer_putc(b, '\n');
}

int momus_sheet_write(struct momus_folder *folder, const char *name,
		      struct momus_text text, struct momus_error *err)
{
	char path[64];
	FILE *file;
	int rc;

	snprintf(path, sizeof(path), "figures/%s", name);
	rc = momus_folder_begin(folder, path, &file, err);
	if (rc < 0)
		return rc;
	fwrite(text.ptr, 1, text.len, file);
	return momus_folder_end(folder, MOMUS_OK, err);
}

/* What gnuplot is going to make of S belongs to the folder, too. */
static int claim_pictures(const struct momus_sheet *s,
			  struct momus_folder *folder, struct momus_error *err)
{
	static const char *const extensions[] = { "svg", "pdf", "png" };
	char path[64];
	int rc = MOMUS_OK;

	for (int i = 0; rc == MOMUS_OK && i < 3; i++) {
		snprintf(path, sizeof(path), "figures/%s.%s", s->name,
			 extensions[i]);
		rc = momus_folder_claim(folder, path, err);
	}
	return rc;
}

static int append(struct momus_plots *out, const struct momus_plot *p,
		  struct momus_error *err)
{
	size_t room = out->room ? 2 * out->room : 16;
	struct momus_plot *list;

	if (!p->title.ptr || !p->caption.ptr || !p->alt.ptr)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	if (out->n == out->room) {
		list = realloc(out->list, room * sizeof(*list));
		if (!list)
			return momus_fail(err, MOMUS_ENOMEM, "out of memory");
		out->list = list;
		out->room = room;
	}
	out->list[out->n++] = *p;
	return MOMUS_OK;
}

static struct momus_text title_of(const struct momus_sheet *s,
				  struct momus_plots *out)
{
	struct momus_buffer b;
	struct momus_text whole;

	if (!out->part.len)
		return momus_arena_copy(out->arena, momus_text_of(s->title));
	momus_buffer_init(&b, text_limit);
	momus_buffer_printf(&b, "%s, ", s->title);
	momus_buffer_add(&b, out->part);
	whole = b.ptr ? momus_arena_copy(out->arena, momus_buffer_text(&b))
		      : (struct momus_text){ NULL, 0 };
	momus_buffer_release(&b);
	return whole;
}

static int write_both(struct momus_sheet *s, struct momus_plots *out,
		      struct momus_folder *folder, struct momus_error *err)
{
	struct momus_plot p = {
		.title = title_of(s, out),
		.caption = momus_arena_copy(out->arena,
					    momus_buffer_text(&s->caption)),
		.alt = momus_arena_copy(out->arena, momus_buffer_text(&s->alt)),
		.width = (int)lround(s->width / 25.4 * 144),
		.height = (int)lround((s->height + 3.4 * key_rows(s)) / 25.4 *
				      144),
	};
	char script_name[40], data_name[40];
	struct momus_buffer script;
	int rc;

	memcpy(p.name, s->name, sizeof(p.name));
	snprintf(script_name, sizeof(script_name), "%s.gp", s->name);
	snprintf(data_name, sizeof(data_name), "%s.dat", s->name);
	momus_buffer_init(&script, text_limit);
	if (p.caption.ptr)
		write_head(s, &p, &script);
	momus_buffer_add(&script, momus_buffer_text(&s->script));
	write_plot(s, &script);
	write_tail(s, &p, &script);
	rc = momus_buffer_check(&script, "a figure's script", err);
	if (rc == MOMUS_OK)
		rc = momus_sheet_write(folder, script_name,
				       momus_buffer_text(&script), err);
	if (rc == MOMUS_OK)
		rc = momus_sheet_write(folder, data_name,
				       momus_buffer_text(&s->data), err);
	if (rc == MOMUS_OK)
		rc = claim_pictures(s, folder, err);
	momus_buffer_release(&script);
	return rc == MOMUS_OK ? append(out, &p, err) : rc;
}

void momus_sheet_note(struct momus_sheet *s, const struct momus_figure *f)
{
	if (isfinite(f->low))
		s->methods |= 1u << f->method;
}

void momus_sheet_methods(struct momus_sheet *s, const char *what)
{
	const unsigned resampled = 1u << MOMUS_METHOD_BOOTSTRAP |
				   1u << MOMUS_METHOD_BOOTSTRAP_PAIRS |
				   1u << MOMUS_METHOD_BCA |
				   1u << MOMUS_METHOD_BCA_PAIRS;
	bool any = false;

	for (unsigned m = MOMUS_METHOD_NONE + 1; m < 32; m++) {
		if (!(s->methods >> m & 1))
			continue;
		if (any)
			momus_buffer_puts(&s->caption, ", ");
		else
			momus_buffer_printf(&s->caption,
					    " %s: 95 %% intervals, ", what);
		momus_buffer_puts(&s->caption, momus_figure_method_name(m));
		if (resampled >> m & 1)
			momus_buffer_printf(&s->caption, " (%u resamples)",
					    MOMUS_BOOTSTRAP_RESAMPLES);
		any = true;
	}
	if (any)
		momus_buffer_putc(&s->caption, '.');
}

void momus_sheet_release(struct momus_sheet *s)
{
	struct momus_buffer *all[] = { &s->data, &s->script,  &s->under,
				       &s->over, &s->caption, &s->alt };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		momus_buffer_release(all[i]);
}

int momus_sheet_finish(struct momus_sheet *s, struct momus_plots *out,
		       struct momus_folder *folder, struct momus_error *err)
{
	const struct momus_buffer *all[] = { &s->data, &s->script,  &s->under,
					     &s->over, &s->caption, &s->alt };
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < sizeof(all) / sizeof(*all);
	     i++)
		rc = momus_buffer_check(all[i], "a figure", err);
	if (rc == MOMUS_OK && s->blocks)
		rc = write_both(s, out, folder, err);
	momus_sheet_release(s);
	return rc;
}
