/* agreement.c - see agreement.h */
#include "config.h"

#include <math.h>

#include "stats/agreement.h"

double momus_kappa(const struct momus_agreement *a)
{
	double agree, chance, whole = momus_agreement_of(a, &agree, &chance);

	return whole > chance ? (agree - chance) / (whole - chance) : NAN;
}

double momus_kappa_pooled(const struct momus_agreement *list, size_t n)
{
	double above = 0, room = 0;

	for (size_t i = 0; i < n; i++) {
		double agree, chance,
			whole = momus_agreement_of(&list[i], &agree, &chance);

		if (!(whole > 0))
			continue;
		above += (agree - chance) / whole;
		room += (whole - chance) / whole;
	}
	return room > 0 ? above / room : NAN;
}
