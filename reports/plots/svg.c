/* svg.c - see gnuplot.h: what gnuplot's SVG lacks */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "momus/buffer.h"
#include "reports/html/html.h"
#include "reports/plots/gnuplot.h"

static const size_t svg_limit = (size_t)256 << 20; /* bytes */

/* The scripts' colours, as red, green and blue, and what a dark page shows.
 * Colours that are not here, those of filled cells, stay. */
static const struct {
	int light[3];
	const char *dark;
} colours[] = {
	{ { 0x22, 0x22, 0x22 }, "#e4e6e8" },
	{ { 0x55, 0x55, 0x55 }, "#a8adb3" },
	{ { 0xd9, 0xd9, 0xd9 }, "#3a3e43" },
	{ { 0x00, 0x72, 0xb2 }, "#5aaae6" },
	{ { 0xd5, 0x5e, 0x00 }, "#f58a3c" },
	{ { 0x00, 0x9e, 0x73 }, "#35c79b" },
	{ { 0xcc, 0x79, 0xa7 }, "#e29cc5" },
	{ { 0xe6, 0x9f, 0x00 }, "#f0b73a" },
	{ { 0x56, 0xb4, 0xe9 }, "#9ad6f7" },
	{ { 0x7f, 0x7f, 0x7f }, "#b0b0b0" },
	{ { 0x8c, 0x56, 0x4b }, "#c9978c" },
};

/* gnuplot writes colours of lines and areas with spaces, of texts without.
 * The rules count for this picture alone, should it become part of a page. */
static void write_style(FILE *file)
{
	static const char *const properties[] = { "stroke", "fill", "color" };

	fputs("<style>.momus-figure text{font-family:Helvetica,Arial,"
	      "'Liberation Sans','Nimbus Sans',sans-serif}\n"
	      "@media(prefers-color-scheme:dark){\n",
	      file);
	for (size_t i = 0; i < sizeof(colours) / sizeof(*colours); i++) {
		const int *c = colours[i].light;

		for (int k = 0; k < 3; k++)
			fprintf(file,
				".momus-figure [%s=\"rgb(%3d, %3d, %3d)\"]"
				"{%s:%s}\n",
				properties[k], c[0], c[1], c[2], properties[k],
				colours[i].dark);
		fprintf(file,
			".momus-figure [fill=\"rgb(%d,%d,%d)\"]{fill:%s}\n",
			c[0], c[1], c[2], colours[i].dark);
	}
	fputs("}</style>\n", file);
}

static int write_words(FILE *file, const struct momus_plot *p,
		       struct momus_error *err)
{
	int rc;

	fprintf(file, "<title id=\"%s-title\">", p->name);
	rc = momus_html_text(file, p->title, err);
	fprintf(file, "</title>\n<desc id=\"%s-desc\">", p->name);
	if (rc == MOMUS_OK)
		rc = momus_html_text(file, p->alt, err);
	fputs("</desc>\n", file);
	write_style(file);
	return rc;
}

static bool begins(struct momus_text line, const char *with)
{
	size_t len = strlen(with);

	return line.len >= len && memcmp(line.ptr, with, len) == 0;
}

/* Copies SVG line by line; labels cannot be taken for what is looked for, as
 * gnuplot writes their "<" as a reference. */
static int rewrite(FILE *file, struct momus_text svg,
		   const struct momus_plot *p, struct momus_error *err)
{
	struct momus_text line;
	int rc = MOMUS_OK;

	while (rc == MOMUS_OK && momus_text_line(&svg, &line)) {
		size_t cut = (size_t)-1;

		/* a browser would show such titles as tooltips */
		if (begins(line, "\t<g id=\"gnuplot_plot_"))
			cut = momus_text_find(line, MOMUS_TEXT("<title>"), 0);
		if (begins(line, "<desc>Produced by GNUPLOT"))
			continue;
		if (begins(line, "<title>Gnuplot</title>")) {
			rc = write_words(file, p, err);
			continue;
		}
		if (begins(line, "<svg"))
			fprintf(file,
				"<svg class=\"momus-figure\" role=\"img\" "
				"aria-labelledby=\"%s-title %s-desc\" "
				"width=\"%d\" height=\"%d\"\n",
				p->name, p->name, p->width, p->height);
		else
			fprintf(file, "%.*s\n",
				(int)(cut < line.len ? cut : line.len),
				line.ptr);
	}
	return rc;
}

static int read_whole(const char *path, struct momus_buffer *out,
		      struct momus_error *err)
{
	char piece[16384];
	FILE *file = fopen(path, "r");
	size_t n;
	int rc = MOMUS_OK;

	if (!file)
		return momus_fail(err, MOMUS_EIO, "%s: %m", path);
	while ((n = fread(piece, 1, sizeof(piece), file)) > 0)
		momus_buffer_add(out, (struct momus_text){ piece, n });
	if (ferror(file))
		rc = momus_fail(err, MOMUS_EIO, "%s: %m", path);
	fclose(file);
	return rc == MOMUS_OK ? momus_buffer_check(out, path, err) : rc;
}

int momus_svg_finish(const char *path, const struct momus_plot *p,
		     struct momus_error *err)
{
	struct momus_buffer svg;
	char *part = NULL;
	FILE *file = NULL;
	int rc;

	momus_buffer_init(&svg, svg_limit);
	rc = read_whole(path, &svg, err);
	if (rc == MOMUS_OK && asprintf(&part, "%s.part", path) < 0) {
		part = NULL;
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	}
	if (rc == MOMUS_OK) {
		file = fopen(part, "w");
		rc = file ? rewrite(file, momus_buffer_text(&svg), p, err)
			  : momus_fail(err, MOMUS_EIO, "%s: %m", part);
	}
	if (file && (ferror(file) | fclose(file)) && rc == MOMUS_OK)
		rc = momus_fail(err, MOMUS_EIO, "%s: %m", part);
	if (rc == MOMUS_OK && rename(part, path) != 0)
		rc = momus_fail(err, MOMUS_EIO, "%s: %m", path);
	if (rc < 0 && file)
		unlink(part);
	free(part);
	momus_buffer_release(&svg);
	return rc;
}
