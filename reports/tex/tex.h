/* tex.h - tables for LaTeX */
#ifndef MOMUS_REPORTS_TEX_H
#define MOMUS_REPORTS_TEX_H

#include <stdio.h>

#include "reports/document.h"

/* Writes table B as a tabular environment with booktabs' rules. */
int momus_tex_tabular(FILE *file, const struct momus_block *b,
		      struct momus_error *err);

/* Writes T so that none of it is a command. */
int momus_tex_text(FILE *file, struct momus_text t, struct momus_error *err);

#endif /* MOMUS_REPORTS_TEX_H */
