/* crew.h - threads that divide the pieces of a loop among them
 *
 * Who computes which piece is left to chance: a piece must not depend on it.
 */
#ifndef NATIVE_CREW_H
#define NATIVE_CREW_H

#include <stdint.h>

#include <momus/error.h>

struct crew;

/* Computes pieces FROM … TO - 1; HAND is who does it, from 0: below
 * crew_hands(). */
typedef void crew_fn(void *arg, int64_t from, int64_t to, int hand);

/* HANDS (at least 1), the caller of crew_run() among them.  Threads are started
 * by the first run that has work for them. */
int crew_create(struct crew **out, int hands, struct momus_error *err);
void crew_free(struct crew *c); /* NULL allowed; between runs */
int crew_hands(const struct crew *c);

/* Calls FN for all of N pieces, GRAIN (at least 1) at a time, and returns when
 * all are done.  One caller at a time. */
void crew_run(struct crew *c, crew_fn *fn, void *arg, int64_t n, int64_t grain);

#endif /* NATIVE_CREW_H */
