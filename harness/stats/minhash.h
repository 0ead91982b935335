/* minhash.h - sets as signatures: which are alike, without comparing all
 *
 * Broder 1997: of the smallest member of two sets under a random order, the
 * chance to be the same one is their Jaccard similarity J.  K orders estimate J
 * without bias, standard error sqrt(J (1 - J) / K).  Banding (Indyk, Motwani
 * 1998; Leskovec, Rajaraman, Ullman, ch. 3) finds the pairs to look at: those
 * that agree in all of ROWS places of at least one of BANDS bands.
 */
#ifndef MOMUS_STATS_MINHASH_H
#define MOMUS_STATS_MINHASH_H

#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

#define MOMUS_MINHASH_K 128 /* places of a signature */

/* SIGNATURE (MOMUS_MINHASH_K) of SET (n), whose members are well-scattered
 * 64-bit hashes; all UINT32_MAX if it is empty. */
MOMUS_API void momus_minhash(const uint64_t *set, size_t n,
			     uint32_t *signature);

/* Share of the (K) places in which A and B agree. */
MOMUS_API double momus_minhash_alike(const uint32_t *a, const uint32_t *b);

/* Key of band BAND (of ROWS places each) of SIGNATURE. */
MOMUS_API uint64_t momus_minhash_band(const uint32_t *signature, size_t band,
				      size_t rows);

/* Chance that a pair of similarity J in [0,1] shares a band: 1 - (1 - J^ROWS)
 * ^BANDS, the S-curve. */
MOMUS_API double momus_minhash_chance(double j, size_t bands, size_t rows);

/* Most ROWS, and as many BANDS as K allows, with which a pair of similarity J
 * is found with a chance of at least CHANCE; one row if there are none. */
MOMUS_API void momus_minhash_bands(double j, double chance, size_t *bands,
				   size_t *rows);

#endif /* MOMUS_STATS_MINHASH_H */
