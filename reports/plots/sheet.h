/* sheet.h - one picture in the making: its script, its data, its words
 *
 * What models, recipes and data sets wrote reaches a script through
 * momus_sheet_quote() alone: a single-quoted string, in which gnuplot expands
 * nothing, in terminals that have enhanced text switched off.  An apostrophe
 * becomes a typographic one, as gnuplot 5.4 does not read two of them as one at
 * the beginning of a string or behind others.
 */
#ifndef MOMUS_REPORTS_SHEET_H
#define MOMUS_REPORTS_SHEET_H

#include "momus/buffer.h"
#include "reports/figure.h"
#include "reports/folder.h"
#include "reports/plots/plots.h"

enum {
	MOMUS_SHEET_SERIES = 8, /* most that one picture shows apart */
	MOMUS_SHEET_LABEL = 36, /* most characters of a label */
	MOMUS_SHEET_WIDTH = 84, /* mm: a column of a paper */
	MOMUS_SHEET_HEIGHT = 54,
};

/* What the scripts use besides the colours of series; svg.c knows what becomes
 * of each on a dark page.  Text on filled cells stays as it is. */
#define MOMUS_SHEET_INK	    "#222222"
#define MOMUS_SHEET_ON_FILL "#010101"

struct momus_sheet {
	char name[32];
	const char *title;    /* borrowed */
	double width, height; /* mm; the legend comes on top of that */
	bool bare;	      /* no axes, marks nor grid: cells */
	/* 'x', 'y': labels of that axis have .small_size, pixels of the SVG,
	 * whose font has 16; so does the script's variable `small` */
	char small_axis;
	double small_size; /* 0: nothing is smaller */
	unsigned keys;	   /* of the legend, */
	size_t longest;	   /* and the longest of them, characters */
	/* .under and .over: elements of the plot command, bands below lines */
	struct momus_buffer data, script, under, over, caption, alt;
	unsigned blocks;  /* of the data so far */
	unsigned methods; /* bit m: an interval by enum momus_figure_method m */
};

/* Starts picture NAME: TITLE is what it is called, COLUMNS what those of its data
 * hold. */
void momus_sheet_init(struct momus_sheet *s, const char *name,
		      const char *title, const char *columns);

/* The same for the part of a report that OUT is at: its name ends with it. */
void momus_sheet_begin(struct momus_sheet *s, const struct momus_plots *out,
		       const char *name, const char *title,
		       const char *columns);

/* Appends T, at most MOST characters of it, on one line, what cannot be seen as
 * its number, "<001b>": as a quoted string of gnuplot's, or without quotes, for a
 * comment or a caption. */
void momus_sheet_quote(struct momus_buffer *b, struct momus_text t,
		       size_t most);
void momus_sheet_plain(struct momus_buffer *b, struct momus_text t,
		       size_t most);

/* Names the axis 'x' or 'y'; NAME is ours. */
void momus_sheet_axis(struct momus_sheet *s, char axis, const char *name);
/* Lets AXIS reach from LOW to HIGH in about five tidy steps, but not beyond LEAST
 * and MOST (NAN: no limit); left to gnuplot if they are not finite. */
void momus_sheet_range(struct momus_sheet *s, char axis, double low,
		       double high, double least, double most);

/* Appends " title '…'" to the element that .over ends with, for LABEL, which may
 * be foreign, or " notitle" if it is empty, and ends the element. */
void momus_sheet_key(struct momus_sheet *s, struct momus_text label);

/* Appends T, quoted, as what stands AT a place of an axis, where gnuplot takes it
 * for a format. */
void momus_sheet_tic(struct momus_buffer *b, struct momus_text t, size_t most,
		     double at);

/* Starts the next block of the data; NAME says what it holds.  Its index. */
unsigned momus_sheet_block(struct momus_sheet *s, const char *name);
/* Appends the next value of a row, "-" where it is not finite. */
void momus_sheet_value(struct momus_sheet *s, double x);
void momus_sheet_end_row(struct momus_sheet *s);

/* Notes how F's interval was made; and appends to the caption how all that were
 * noted were: " Bands: 95 % intervals, bootstrap over problems …", for WHAT they
 * are drawn as. */
void momus_sheet_note(struct momus_sheet *s, const struct momus_figure *f);
void momus_sheet_methods(struct momus_sheet *s, const char *what);

/* How series I looks: "#0072b2", a point type, a dash type of gnuplot's. */
const char *momus_sheet_colour(size_t i);
int momus_sheet_point(size_t i);
int momus_sheet_dash(size_t i);

void momus_sheet_release(struct momus_sheet *s);

/* Writes script and data into FOLDER's "figures" and appends the picture to OUT; one
 * without data is dropped.  S is released in any case. */
int momus_sheet_finish(struct momus_sheet *s, struct momus_plots *out,
		       struct momus_folder *folder, struct momus_error *err);

/* Writes TEXT as "figures/NAME" of FOLDER. */
int momus_sheet_write(struct momus_folder *folder, const char *name,
		      struct momus_text text, struct momus_error *err);

struct momus_stroke { /* a line of the data's BLOCK: x, y, low, high */
	unsigned block;
	size_t look; /* its colour */
	int point;   /* gnuplot's pointtype */
	double size; /* of its points */
	bool dashed, band;
};

/* Draws it over its band; LABEL: what the legend says of it, or nothing. */
void momus_sheet_stroke(struct momus_sheet *s, const struct momus_stroke *k,
			struct momus_text label);
/* Ends the legend with what SOLID and DASHED lines are. */
void momus_sheet_strokes(struct momus_sheet *s, const char *solid,
			 const char *dashed);

#endif /* MOMUS_REPORTS_SHEET_H */
