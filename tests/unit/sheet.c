/* sheet.c - tests of reports/plots: sheet.c, gnuplot.c, svg.c */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/plots/gnuplot.h"
#include "reports/plots/sheet.h"
#include "tap.h"

static const char *quoted(struct momus_text t, size_t most)
{
	static char out[256];
	struct momus_buffer b;

	momus_buffer_init(&b, sizeof(out));
	momus_sheet_quote(&b, t, most);
	snprintf(out, sizeof(out), "%s", b.ptr ? b.ptr : "");
	momus_buffer_release(&b);
	return out;
}

TEST(quoted_text_ends_where_it_ends)
{
	CHECK_STR(quoted(MOMUS_TEXT("it's 'q'"), 99), "'it’s ’q’'");
	CHECK_STR(quoted(MOMUS_TEXT("''''"), 99), "'’’’’'");
	CHECK_STR(quoted(MOMUS_TEXT("`x` @y \"z\" \\"), 99),
		  "'`x` @y \"z\" \\'");
	CHECK_STR(quoted(MOMUS_TEXT(""), 99), "''");
}

TEST(quoted_text_is_one_visible_line)
{
	CHECK_STR(quoted(MOMUS_TEXT("a\nb\tc\rd"), 99), "'a b c d'");
	CHECK_STR(quoted(MOMUS_TEXT("\x1b[31m\0"), 99), "'<001b>[31m<0000>'");
	CHECK_STR(quoted(MOMUS_TEXT("\xe2\x80\xae"
				    "x"),
			 99),
		  "'<202e>x'");
	CHECK_STR(quoted(MOMUS_TEXT("\xff\xfe"), 99),
		  "'\xef\xbf\xbd\xef\xbf\xbd'");
	CHECK_STR(quoted(MOMUS_TEXT("\xe2\x80\xa8"), 99), "'<2028>'");
}

TEST(long_text_is_cut_at_a_character)
{
	CHECK_STR(quoted(MOMUS_TEXT("abcdef"), 6), "'abcdef'");
	CHECK_STR(quoted(MOMUS_TEXT("abcdefg"), 6), "'abcde…'");
	CHECK_STR(quoted(MOMUS_TEXT("ääääääää"), 3), "'ää…'");
}

TEST(a_place_of_an_axis_is_no_format)
{
	struct momus_buffer b;

	momus_buffer_init(&b, 100);
	momus_sheet_tic(&b, MOMUS_TEXT("100 % 'n'"), 99, 1.5);
	CHECK_STR(b.ptr, "'100 %% ’n’' 1.5");
	momus_buffer_release(&b);
}

static const char *range(double low, double high, double least, double most)
{
	static char out[256];
	struct momus_sheet s;

	momus_sheet_init(&s, "x", "X", "x");
	momus_sheet_range(&s, 'y', low, high, least, most);
	snprintf(out, sizeof(out), "%s", s.script.ptr ? s.script.ptr : "");
	momus_sheet_release(&s);
	return out;
}

TEST(axes_reach_over_what_is_shown_in_tidy_steps)
{
	CHECK_STR(range(31, 77, 0, 100), "set yrange [30:80]\nset ytics 10\n");
	CHECK_STR(range(0.924, 0.968, NAN, NAN),
		  "set yrange [0.92:0.97]\nset ytics 0.01\n");
	CHECK_STR(range(-3, 104, 0, 100), "set yrange [0:100]\nset ytics 20\n");
	CHECK_STR(range(50, 50, 0, 100), "set yrange [47:53]\nset ytics 1\n");
	CHECK_STR(range(0, 0, 0, 100), "set yrange [0:0.5]\nset ytics 0.1\n");
	CHECK_STR(range(INFINITY, -INFINITY, 0, 100), "");
}

TEST(what_is_not_finite_is_a_missing_value)
{
	struct momus_sheet s;

	momus_sheet_init(&s, "x", "X", "a");
	CHECK_INT(momus_sheet_block(&s, "one"), 0);
	momus_sheet_value(&s, 1);
	momus_sheet_value(&s, NAN);
	momus_sheet_value(&s, INFINITY);
	momus_sheet_value(&s, 0.1);
	momus_sheet_end_row(&s);
	CHECK_INT(momus_sheet_block(&s, "two\nlines"), 1);
	CHECK_STR(s.data.ptr, "# x: X\n# columns: a\n\n# one\n1 - - 0.1\n"
			      "\n\n# two lines\n");
	momus_sheet_release(&s);
}

struct place { /* a folder with figures/ and a gnuplot of its own */
	char folder[64], *path;
	struct momus_plots plots;
	struct momus_plot plot;
};

static void make_file(const char *folder, const char *name, const char *text)
{
	char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	CHECK(file);
	fputs(text, file);
	fclose(file);
	chmod(path, 0755);
}

static bool is_there(const struct place *p, const char *name)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/figures/%s", p->folder, name);
	return access(path, F_OK) == 0;
}

/* GNUPLOT: a shell script in place of gnuplot. */
static int draw(struct place *p, const char *gnuplot, struct momus_error *err)
{
	char path[400], figures[100];
	int rc;

	*p = (struct place){ .plot = { .name = "x",
				       .title = MOMUS_TEXT("T <1>"),
				       .alt = MOMUS_TEXT("A & B"),
				       .width = 40,
				       .height = 30 } };
	snprintf(p->folder, sizeof(p->folder), "/tmp/momus-sheet-XXXXXX");
	CHECK(mkdtemp(p->folder));
	snprintf(figures, sizeof(figures), "%s/figures", p->folder);
	CHECK_INT(mkdir(figures, 0755), 0);
	make_file(p->folder, "gnuplot", gnuplot);
	p->path = strdup(getenv("PATH"));
	snprintf(path, sizeof(path), "%s:/usr/bin:/bin", p->folder);
	setenv("PATH", path, 1);
	p->plots.arena = momus_arena_create(10000);
	p->plots.list = &p->plot;
	p->plots.n = 1;
	rc = momus_gnuplot_draw(&p->plots, p->folder, 0.3, err);
	setenv("PATH", p->path, 1);
	return rc;
}

static void leave(struct place *p)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -rf %s", p->folder);
	CHECK_INT(system(command), 0);
	momus_arena_free(p->plots.arena);
	free(p->path);
}

TEST(a_gnuplot_that_hangs_is_ended)
{
	struct momus_error err = { "" };
	struct place p;

	CHECK_INT(draw(&p, "#!/bin/sh\ntouch x.svg x.png\nexec sleep 100\n",
		       &err),
		  MOMUS_OK);
	CHECK(!p.plot.drawn && !is_there(&p, "x.svg") &&
	      !is_there(&p, "x.png"));
	CHECK_STR(p.plots.trouble.ptr, "a figure is not drawn: x.gp: gnuplot "
				       "took more than 0.3 seconds");
	leave(&p);
}

TEST(a_gnuplot_that_dies_is_told_of)
{
	struct momus_error err = { "" };
	struct place p;

	CHECK_INT(draw(&p, "#!/bin/sh\nkill -9 $$\n", &err), MOMUS_OK);
	CHECK_STR(p.plots.trouble.ptr, "a figure is not drawn: x.gp: gnuplot "
				       "was killed by signal 9");
	leave(&p);
}

TEST(it_is_run_in_the_folder_of_figures_on_the_script)
{
	struct momus_error err = { "" };
	struct place p;

	CHECK_INT(draw(&p, "#!/bin/sh\necho \"${PWD##*/} $*\" >&2\nexit 1\n",
		       &err),
		  MOMUS_OK);
	CHECK_STR(p.plots.trouble.ptr, "a figure is not drawn: x.gp: gnuplot "
				       "failed: figures -d x.gp");
	leave(&p);
}

TEST(what_it_drew_gets_words_and_dark_colours)
{
	struct momus_error err = { "" };
	char path[100], text[8000];
	struct place p;
	FILE *file;
	size_t n;

	CHECK_INT(draw(&p,
		       "#!/bin/sh\necho x | tee x.pdf >x.png\n"
		       "printf '%s\\n' '<svg ' '>' '<title>Gnuplot</title>' "
		       "'<desc>Produced by GNUPLOT</desc>' "
		       "'\t<g id=\"gnuplot_plot_1\" ><title>name</title>' "
		       "'<text>a &lt;title></text></g></svg>' >x.svg\n",
		       &err),
		  MOMUS_OK);
	CHECK(p.plot.drawn && !p.plots.trouble.len);
	snprintf(path, sizeof(path), "%s/figures/x.svg", p.folder);
	file = fopen(path, "r");
	CHECK(file);
	n = fread(text, 1, sizeof(text) - 1, file);
	text[n] = '\0';
	fclose(file);
	CHECK(strstr(text, "<title id=\"x-title\">T &lt;1&gt;</title>"));
	CHECK(strstr(text, "<desc id=\"x-desc\">A &amp; B</desc>"));
	CHECK(strstr(text, "width=\"40\" height=\"30\""));
	CHECK(strstr(text, "prefers-color-scheme:dark"));
	CHECK(strstr(text, "\t<g id=\"gnuplot_plot_1\" >\n<text>a &lt;title>"));
	CHECK(!strstr(text, "GNUPLOT") && !strstr(text, "name</title>"));
	leave(&p);
}

TAP_MAIN
