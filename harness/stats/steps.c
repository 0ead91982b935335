/* steps.c - see steps.h */
#include "config.h"

#include <math.h>

#include "stats/steps.h"

void momus_steps_add(struct momus_steps *s, int8_t before, int8_t after)
{
	if (before == MOMUS_UNKNOWN || after == MOMUS_UNKNOWN)
		s->unknown++;
	else if (before == MOMUS_RIGHT)
		++*(after == MOMUS_RIGHT ? &s->cc : &s->cw);
	else
		++*(after == MOMUS_RIGHT ? &s->wc : &s->ww);
}

static double share(uint64_t part, uint64_t rest)
{
	return part + rest ? (double)part / (double)(part + rest) : NAN;
}

double momus_steps_pcc(const struct momus_steps *s)
{
	return share(s->cc, s->cw);
}

double momus_steps_pcw(const struct momus_steps *s)
{
	return share(s->wc, s->ww);
}
