/* seen.h - where a text was stored before: each text is kept once
 *
 * Texts are told apart by their length and two polynomial hashes modulo
 * 2^61 - 1 at secret random points (Carter and Wegman's universal hashing): two
 * different texts of n bytes share all three with probability below
 * (n / 2^63)^2, whatever their author intended, so their bytes need not be at
 * hand to be compared.
 */
#ifndef MOMUS_STORE_SEEN_H
#define MOMUS_STORE_SEEN_H

#include <stdint.h>

#include "momus/text.h"

#define MOMUS_SEEN_NEW UINT64_MAX

struct momus_seen;

/* NULL when out of memory or random bytes. */
struct momus_seen *momus_seen_create(void);
void momus_seen_free(struct momus_seen *seen); /* NULL allowed */

/* The place remembered for T: MOMUS_SEEN_NEW, to be set by the caller, if T was
 * not seen before; valid until the next call.  NULL when out of memory. */
uint64_t *momus_seen_place(struct momus_seen *seen, struct momus_text t);

#endif /* MOMUS_STORE_SEEN_H */
