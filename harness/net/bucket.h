/* bucket.h - so many a minute, and no burst beyond a tenth of a second's worth */
#ifndef MOMUS_NET_BUCKET_H
#define MOMUS_NET_BUCKET_H

#include "momus/decls.h"

/* A token bucket.  Any minute sees at most the allowance, and what one taking
 * costs beyond the bucket's size. */
struct momus_bucket {
	double rate; /* a second; 0: no limit */
	double size, level, at;
};

/* PER_MINUTE 0: no limit.  Starts full at time NOW (seconds). */
MOMUS_API void momus_bucket_init(struct momus_bucket *b, double per_minute,
				 double now);

/* Seconds until AMOUNT may be taken: 0 means now.  An amount larger than the
 * bucket waits for a full one and leaves a debt. */
MOMUS_API double momus_bucket_wait(struct momus_bucket *b, double amount,
				   double now);

/* Takes AMOUNT; a negative one gives back what was not used after all. */
MOMUS_API void momus_bucket_take(struct momus_bucket *b, double amount);

#endif /* MOMUS_NET_BUCKET_H */
