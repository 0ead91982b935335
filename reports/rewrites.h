/* rewrites.h - how revisions are sorted by how much they change */
#ifndef MOMUS_REPORTS_REWRITES_H
#define MOMUS_REPORTS_REWRITES_H

#include "reports/revisions.h"

/* A revision less similar than this has rewritten the solution. */
#define MOMUS_REWRITES_REWRITTEN 0.5

/* Quarters of the similarity, the last without the unchanged; unchanged. */
enum { MOMUS_REWRITES_BINS = 5 };

/* The bin, from 0, of a revision of similarity RATIO, in [0,1], to what it
 * revises; SAME: equal to it but for names, comments and layout. */
size_t momus_rewrites_bin(double ratio, bool same);

#endif /* MOMUS_REPORTS_REWRITES_H */
