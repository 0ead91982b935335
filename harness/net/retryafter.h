/* retryafter.h - how long a server asks to be left alone */
#ifndef MOMUS_NET_RETRYAFTER_H
#define MOMUS_NET_RETRYAFTER_H

#include "momus/decls.h"

/* Seconds that the value of a Retry-After header (RFC 9110, 10.2.3) asks for:
 * a number of seconds, which may have a fraction, or a date.  DATE is the
 * reply's own Date header, against which a date is taken so that the two clocks
 * need not agree; NULL: this machine's clock.  Never negative; NAN for NULL
 * and for what is neither. */
MOMUS_API double momus_retry_after(const char *value, const char *date);

#endif /* MOMUS_NET_RETRYAFTER_H */
