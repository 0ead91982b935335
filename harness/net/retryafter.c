/* retryafter.c - see retryafter.h */
#include "config.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include <curl/curl.h>

#include "net/retryafter.h"

/* A decimal number and nothing else; by hand, for strtod() reads the comma of
 * a locale.  NAN if it is something else. */
static double number(const char *p)
{
	double x = 0, unit = 1;
	bool fraction = false;
	size_t digits = 0;

	for (; *p && *p != ' ' && *p != '\t'; p++) {
		if (*p == '.' && !fraction) {
			fraction = true;
			continue;
		}
		if (*p < '0' || *p > '9')
			return NAN;
		unit = fraction ? unit / 10 : 1;
		x = fraction ? x + (*p - '0') * unit : x * 10 + (*p - '0');
		digits++;
	}
	return digits && !p[strspn(p, " \t")] ? x : NAN;
}

double momus_retry_after(const char *value, const char *date)
{
	time_t until, from = -1;
	double s;

	if (!value)
		return NAN;
	value += strspn(value, " \t");
	s = number(value);
	if (!isnan(s))
		return s;
	until = curl_getdate(value, NULL);
	if (until == -1)
		return NAN;
	if (date)
		from = curl_getdate(date, NULL);
	if (from == -1)
		from = time(NULL);
	return fmax(0, difftime(until, from));
}
