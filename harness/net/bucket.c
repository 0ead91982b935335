/* bucket.c - see bucket.h */
#include "config.h"

#include <math.h>

#include "net/bucket.h"

void momus_bucket_init(struct momus_bucket *b, double per_minute, double now)
{
	b->size = fmax(1, per_minute / 600);
	/* A full bucket plus 60 s of refill must not pass the allowance. */
	b->rate = per_minute > 0 ? (per_minute - (b->size - 1)) / 60 : 0;
	b->level = b->size;
	b->at = now;
}

double momus_bucket_wait(struct momus_bucket *b, double amount, double now)
{
	double lacking;

	if (!b->rate)
		return 0;
	if (now > b->at) {
		b->level = fmin(b->size, b->level + (now - b->at) * b->rate);
		b->at = now;
	}
	lacking = fmin(amount, b->size) - b->level;
	/* Rounding must not ask for a wait too short to change the level. */
	return lacking > 1e-9 * b->size ? lacking / b->rate : 0;
}

void momus_bucket_take(struct momus_bucket *b, double amount)
{
	if (b->rate)
		b->level = fmin(b->size, b->level - amount);
}
