/* compose.h - the sections of a report, in their order */
#ifndef MOMUS_REPORTS_COMPOSE_H
#define MOMUS_REPORTS_COMPOSE_H

#include "reports/report.h"

/* One section each, appended to R's document. */
void momus_compose_study(struct momus_report *r);
void momus_compose_runs(struct momus_report *r);
void momus_compose_scores(struct momus_report *r);
void momus_compose_statuses(struct momus_report *r);   /* of the scores */
void momus_compose_categories(struct momus_report *r); /* of the scores */
void momus_compose_parts(struct momus_report *r);
void momus_compose_passk(struct momus_report *r);
void momus_compose_pairs(struct momus_report *r);
void momus_compose_judgments(struct momus_report *r);
void momus_compose_agreement(struct momus_report *r); /* of the judgments */
void momus_compose_agreement_by_category(struct momus_report *r);
void momus_compose_steps(struct momus_report *r);
void momus_compose_chain(struct momus_report *r);
void momus_compose_moves(struct momus_report *r);   /* of the steps */
void momus_compose_mixture(struct momus_report *r); /* of the chain */
void momus_compose_choice(struct momus_report *r);  /* of the judgments */
void momus_compose_calibration(struct momus_report *r);
void momus_compose_critiques(struct momus_report *r);
void momus_compose_labels(struct momus_report *r);
void momus_compose_leaks(struct momus_report *r);
void momus_compose_rewrites(struct momus_report *r);
void momus_compose_spread(struct momus_report *r);
void momus_compose_rewards(struct momus_report *r);
void momus_compose_missing(struct momus_report *r);
void momus_compose_undefined(struct momus_report *r); /* of what is missing */
void momus_compose_verdicts(struct momus_report *r);
void momus_compose_usage(struct momus_report *r);
void momus_compose_methods(struct momus_report *r);

/* Warns of the noise that run I was shown, if any. */
void momus_compose_noise(struct momus_report *r, size_t i);

/* Whether any run has turns. */
bool momus_compose_has_turns(const struct momus_report *r);
/* Whether any run has a critic whose judgments are scored. */
bool momus_compose_has_judgments(const struct momus_report *r);

/* Starts a table of COLUMNS (N, at most 16); with several runs a column with
 * their letters comes first. */
void momus_compose_table(struct momus_report *r,
			 const struct momus_column *columns, size_t n,
			 const char *caption);
/* Starts a row of run I. */
void momus_compose_row(struct momus_report *r, size_t i);
/* Calls ROW for each turn of each run, and behind a run's of several turns with
 * MOMUS_POOLED. */
void momus_compose_turns(struct momus_report *r,
			 void (*row)(struct momus_report *r, size_t i,
				     int turn));

/* Cells: a turn, or "all"; a share in percent; a figure in percent and then its interval; a whole
 * number.  What is not defined or not there becomes a dash. */
void momus_compose_turn(struct momus_report *r, int turn);
void momus_compose_percent(struct momus_report *r, double share);
void momus_compose_figure(struct momus_report *r, const struct momus_figure *f);
void momus_compose_count(struct momus_report *r, double count);

#endif /* MOMUS_REPORTS_COMPOSE_H */
