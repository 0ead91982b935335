/* site.h - the problems of all runs of a report, each with one page
 *
 * A problem that several runs have is one problem here, by its id.
 */
#ifndef MOMUS_REPORTS_SITE_H
#define MOMUS_REPORTS_SITE_H

#include "reports/fate.h"
#include "reports/report.h"

enum { MOMUS_SITE_NOT_THERE = UINT32_MAX };

struct momus_site_problem {
	struct momus_text id; /* borrowed from a run */
	char file[80];	      /* "Sample-runs-5f3a91c2.html" */
	uint32_t *at; /* (runs): its number there, or MOMUS_SITE_NOT_THERE */
};

struct momus_site_run {
	size_t *first; /* owned, (problems): the first node of each */
	struct momus_fate *fates; /* owned, (problems) */
	struct momus_grid grid;	  /* owned: what fill() filled */
	bool strict;		  /* the strict verdict decides */
};

struct momus_site {
	const struct momus_report *report;   /* borrowed */
	struct momus_site_run *runs;	     /* owned, (report->n) */
	struct momus_site_problem *problems; /* owned: in the order of the
					      * first run that has them */
	uint32_t *places;		     /* owned: of all .at */
	size_t n;
};

/* The name of the page of the problem ID, in "problems": what of the id is safe in
 * every file system and address, and a digest, since other ids may leave the
 * same; AGAIN, unless 0, tells apart what has one name all the same. */
void momus_site_file(struct momus_text id, size_t again, char file[80]);

/* Joins the problems of REPORT's runs and counts what became of each.  On
 * failure there is nothing to release. */
int momus_site_init(struct momus_site *site, const struct momus_report *report,
		    struct momus_error *err);
void momus_site_release(struct momus_site *site);

/* Fills the grid of run R with its problem P, and returns it. */
const struct momus_grid *momus_site_fill(struct momus_site *site, size_t r,
					 size_t p);

#endif /* MOMUS_REPORTS_SITE_H */
