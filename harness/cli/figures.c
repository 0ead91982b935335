/* figures.c - see figures.h */
#include "config.h"

#include <stdio.h>

#include "cli/figures.h"
#include "reports/plots/plots.h"

void momus_cli_figures(const struct momus_plots *p)
{
	if (p->trouble.len)
		fprintf(stderr, "momus: %.*s\n", (int)p->trouble.len,
			p->trouble.ptr);
}
