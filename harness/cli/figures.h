/* figures.h - what commands say of the pictures they made */
#ifndef MOMUS_CLI_FIGURES_H
#define MOMUS_CLI_FIGURES_H

struct momus_plots;

/* Tells on standard error why some of P are not drawn, if so. */
void momus_cli_figures(const struct momus_plots *p);

#endif /* MOMUS_CLI_FIGURES_H */
