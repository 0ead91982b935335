/* interrupt.h - Ctrl-C, and what a scheduler sends, as a wish to stop */
#ifndef MOMUS_CLI_INTERRUPT_H
#define MOMUS_CLI_INTERRUPT_H

#include <signal.h>

/* From now on SIGINT, SIGTERM and SIGHUP add one to *momus_interrupts(), up to
 * two: enum momus_pipeline_stop. */
void momus_interrupt_catch(void);
/* As before the catch. */
void momus_interrupt_leave(void);
const volatile sig_atomic_t *momus_interrupts(void);

#endif /* MOMUS_CLI_INTERRUPT_H */
