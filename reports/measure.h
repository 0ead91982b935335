/* measure.h - from counts to figures: scores with intervals and bounds */
#ifndef MOMUS_REPORTS_MEASURE_H
#define MOMUS_REPORTS_MEASURE_H

#include "reports/figure.h"
#include "reports/gather.h"

/* Appends all scores and counts of G to OUT; SEED is that of the resamples. */
int momus_measure(const struct momus_gathered *g, uint64_t seed,
		  struct momus_figures *out, struct momus_error *err);

/* Parts of the above, in files of their own. */
int momus_measure_passk(const struct momus_gathered *g, int turn, uint64_t seed,
			struct momus_figures *out, struct momus_error *err);
int momus_measure_chain(const struct momus_gathered *g, uint64_t seed,
			struct momus_figures *out, struct momus_error *err);

/* Appends what stops and further turns do, if G has turns. */
int momus_measure_stopping(const struct momus_gathered *g, uint64_t seed,
			   struct momus_figures *out, struct momus_error *err);

/* Each goes through RUN, read from PATH, again: moves between all verdicts and
 * whether problems differ; components of variance of the tree; the best of k
 * solutions by votes. */
int momus_measure_moves(const struct momus_run *run, const char *path,
			const struct momus_gathered *g,
			struct momus_figures *out, struct momus_error *err);
int momus_measure_spread(const struct momus_run *run, const char *path,
			 const struct momus_gathered *g,
			 struct momus_figures *out, struct momus_error *err);
int momus_measure_choice(const struct momus_run *run, const char *path,
			 const struct momus_gathered *g,
			 struct momus_figures *out, struct momus_error *err);

/* Appends what RUN's critiques say and whether it is so; all turns together also
 * by category. */
int momus_measure_judgments(const struct momus_run *run,
			    const struct momus_gathered *g,
			    struct momus_figures *out, struct momus_error *err);

/* Appends how far the share of RUN's votes can be believed, if it has several. */
int momus_measure_calibration(const struct momus_run *run, const char *path,
			      const struct momus_gathered *g,
			      struct momus_figures *out,
			      struct momus_error *err);

/* Appends how much a sample of RUN's revisions changes, and how it went. */
int momus_measure_rewrites(struct momus_run *run, const char *path,
			   const struct momus_gathered *g,
			   struct momus_figures *out, struct momus_error *err);

/* Appends what the critiques of that sample are like. */
int momus_measure_critiques(struct momus_run *run, const char *path,
			    const struct momus_gathered *g,
			    struct momus_figures *out, struct momus_error *err);

struct momus_labels;
/* Appends what the judge of LABELS, read from FILE, says of RUN's critiques, how
 * revisions went by that, and how far the rule agrees; NULL: nothing.  MOMUS_EPARSE
 * if a critique is not the one that was labelled. */
int momus_measure_labels(struct momus_run *run, const char *path,
			 const struct momus_gathered *g,
			 const struct momus_labels *labels, const char *file,
			 struct momus_figures *out, struct momus_error *err);

/* Appends how many of RUN's critiques share words with what is hidden, if any was
 * searched for it. */
int momus_measure_leaks(const struct momus_run *run,
			const struct momus_gathered *g,
			struct momus_figures *out, struct momus_error *err);
/* Appends Pass@1 of each category, if RUN's problems have more than one. */
int momus_measure_categories(const struct momus_run *run,
			     const struct momus_gathered *g,
			     struct momus_figures *out,
			     struct momus_error *err);

/* Appends how many pass each part that the grader names, by RUN, read from PATH;
 * names are put into ARENA, which the figures borrow. */
int momus_measure_parts(struct momus_run *run, const char *path,
			struct momus_arena *arena, struct momus_figures *out,
			struct momus_error *err);

/* Appends what RUN's revisions earned, reward by reward and turn by turn. */
int momus_measure_rewards(const struct momus_run *run,
			  struct momus_figures *out, struct momus_error *err);

/* Appends what is to be said of pairs, overall and by category, if RUN, read
 * from PATH, has any; and what a pair's votes cost. */
int momus_measure_pairs(const struct momus_run *run, const char *path,
			bool strict, struct momus_figures *out,
			struct momus_error *err);
struct momus_report_pairs;
int momus_measure_pair_costs(const struct momus_run *run,
			     const struct momus_report_pairs *pairs,
			     struct momus_figures *out,
			     struct momus_error *err);

/* Appends what RUN used: outputs, requests, tokens, seconds, cost. */
int momus_measure_usage(const struct momus_run *run, struct momus_figures *out,
			struct momus_error *err);

#endif /* MOMUS_REPORTS_MEASURE_H */
