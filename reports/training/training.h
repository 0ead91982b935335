/* training.h - what trainings did, and the formats that say it
 *
 * The numbers are those of training.h5 (store/ledger.h); nothing is estimated but
 * means over steps.  Document, tables and pictures are a report's.
 */
#ifndef MOMUS_REPORTS_TRAINING_H
#define MOMUS_REPORTS_TRAINING_H

#include "reports/folder.h"
#include "reports/report.h"
#include "store/ledger.h"

struct momus_trainings {
	const char *const *paths;  /* borrowed, (n) */
	struct momus_ledger *list; /* owned, (n) */
	size_t n;
	/* What is said of them; it has no runs. */
	struct momus_report report;
};

/* Reads the N trainings of PATHS (borrowed).  The first that cannot be read ends
 * it. */
int momus_trainings_load(struct momus_trainings *out, const char *const *paths,
			 size_t n, struct momus_error *err);
void momus_trainings_release(struct momus_trainings *t);

/* Fills the report's document. */
int momus_trainings_compose(struct momus_trainings *t, struct momus_error *err);

/* Writes the pictures into FOLDER, as momus_plots_write() does. */
int momus_trainings_plots(struct momus_trainings *t,
			  struct momus_folder *folder, struct momus_error *err);

/* Writes index.html, style.css and tables/; ALL as momus_pages_write(). */
int momus_trainings_pages(const struct momus_trainings *t,
			  struct momus_folder *folder, bool all,
			  struct momus_error *err);

/* Each writes to FILE: every step as CSV; everything as JSON; one page. */
int momus_trainings_csv(const struct momus_trainings *t, FILE *file,
			struct momus_error *err);
int momus_trainings_json(const struct momus_trainings *t, FILE *file,
			 struct momus_error *err);
int momus_trainings_html(const struct momus_trainings *t, FILE *file,
			 struct momus_error *err);

/* Writes what the pictures show as inline SVG, with a heading; nothing where no
 * training has two steps. */
void momus_trainings_charts(const struct momus_trainings *t, FILE *file);

/* Whether L's trainer learns from rewards; whether any of T's does. */
bool momus_training_rewards(const struct momus_ledger *l);
bool momus_trainings_rewarded(const struct momus_trainings *t);

/* Appends "A  its name (seed 3)", with the letter where T has several. */
void momus_training_name(struct momus_buffer *b,
			 const struct momus_trainings *t, size_t i);

#endif /* MOMUS_REPORTS_TRAINING_H */
