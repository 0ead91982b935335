/* trend.h - how scores moved from version to version */
#ifndef MOMUS_REPORTS_TREND_H
#define MOMUS_REPORTS_TREND_H

#include <stdbool.h>
#include <stdio.h>

#include "reports/track/history.h"

struct momus_step { /* one entry of a series, beside the one before it */
	const struct momus_history_entry *entry;
	struct momus_history_score score; /* of the trends' metric */
	double change;		       /* of it, paired; NAN: first, or none */
	double low, high, p, adjusted; /* Holm over the series */
	bool best;		       /* none before or since was better */
	bool turned; /* a change point: .adjusted is below the level */
};

struct momus_trend {		  /* one series */
	const char *series;	  /* borrowed from the history */
	struct momus_step *steps; /* owned; in the order of adding */
	size_t n;
};

struct momus_trends {
	enum momus_history_metric metric;
	struct momus_trend *list; /* owned; in the order of first entries */
	size_t n;
	double alpha;
};

/* Compares each entry of H with the one before it in its series, by METRIC. */
int momus_trends(struct momus_trends *out, const struct momus_history *h,
		 enum momus_history_metric metric, double alpha,
		 struct momus_error *err);
void momus_trends_release(struct momus_trends *t);

/* "Pass@1 after turn 2", or what T's metric is of a run of TURNS, into TEXT. */
void momus_trends_title(const struct momus_trends *t, uint32_t turns,
			char text[64]);
/* That metric's short name: "Pass@1". */
const char *momus_trends_metric(const struct momus_trends *t);

/* Writes them for the terminal, as Markdown, or as JSON. */
int momus_trends_text(const struct momus_trends *t, FILE *file,
		      struct momus_error *err);
void momus_trends_md(const struct momus_trends *t, FILE *file);
int momus_trends_json(const struct momus_trends *t, FILE *file,
		      struct momus_error *err);

#endif /* MOMUS_REPORTS_TREND_H */
