/* trace.c - see trace.h */
#include <stdarg.h>
#include <stdio.h>

#include "sim/trace.h"

void sim_trace(struct sim_trace *trace, const char *fmt, ...)
{
	char line[400];
	int at = 0;
	va_list ap;

	if (trace->off)
		return;
	if (trace->clock)
		at = snprintf(line, sizeof line, "%12.6f  ", trace->clock->now);
	va_start(ap, fmt);
	vsnprintf(line + at, sizeof line - (size_t)at, fmt, ap);
	va_end(ap);
	for (const char *p = line; *p; p++)
		trace->digest = (trace->digest ^ (unsigned char)*p) *
				UINT64_C(0x100000001b3);
	if (trace->show)
		printf("# %s\n", line);
}
