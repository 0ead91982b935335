/* dossier.h - one problem's page while it is being written */
#ifndef MOMUS_REPORTS_DOSSIER_H
#define MOMUS_REPORTS_DOSSIER_H

#include "reports/html/pages.h"

struct momus_dossier {
	FILE *file;
	struct momus_run *run; /* borrowed, as all below */
	const struct momus_grid *grid;
	const struct momus_labels *labels; /* of its critiques; NULL: none */
	struct momus_text id;
	const char *path; /* of the run */
	size_t index;	  /* of the run: ids of elements name it */
	size_t first;	  /* the problem's first node */
	bool strict;	  /* the strict verdict decides */
	bool told;	  /* models were shown how tests ended */
	size_t left;	  /* bytes of text that the page may still hold */
	struct momus_arena *texts;   /* owned by the page: of one turn */
	struct momus_arena *scratch; /* of one comparison */
	struct momus_error *err;
	int rc;
};

/* Writes T, if nothing failed before. */
void momus_dossier_text(struct momus_dossier *s, struct momus_text t);

/* T, or as much of it as a page has room for; *CUT receives how many bytes are
 * not in it. */
struct momus_text momus_dossier_fit(struct momus_dossier *s,
				    struct momus_text t, size_t *cut);

/* Writes T in a <pre>; says what had no room. */
void momus_dossier_pre(struct momus_dossier *s, struct momus_text t);

/* Reads node I of the run with its texts into *OUT; false if it cannot. */
bool momus_dossier_node(struct momus_dossier *s, uint32_t i,
			struct momus_node *out);

/* Writes first solution BRANCH; then each revision that goes back to it. */
void momus_dossier_sample(struct momus_dossier *s, uint32_t branch);

/* Writes what AFTER changes of BEFORE, side by side. */
void momus_dossier_sides(struct momus_dossier *s, struct momus_text before,
			 struct momus_text after);

/* Writes how the tests of NODE ended; those of BEFORE, what it revises, beside
 * them (NULL: none). */
void momus_dossier_tests(struct momus_dossier *s, const struct momus_node *node,
			 const struct momus_node *before);

#endif /* MOMUS_REPORTS_DOSSIER_H */
