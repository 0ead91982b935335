/* factorials.h - quotients of factorials without their size
 *
 * n! / 32^n stays between 1e-13 and 1e122 for every N up to MOMUS_FACTORIALS, and
 * the powers of 32 cancel in each quotient whose factorials above and below add
 * up to the same: C(n,k) = f(n) / (f(k) f(n - k)), where f is the table below.
 */
#ifndef MOMUS_STATS_FACTORIALS_H
#define MOMUS_STATS_FACTORIALS_H

#include "momus/decls.h"

enum { MOMUS_FACTORIALS = 256 };

/* (MOMUS_FACTORIALS + 1): n! / 32^n, and 32^n / n!, to the nearest double. */
MOMUS_API extern const double momus_factorial[MOMUS_FACTORIALS + 1];
MOMUS_API extern const double momus_factorial_inverse[MOMUS_FACTORIALS + 1];

#endif /* MOMUS_STATS_FACTORIALS_H */
