/* interrupt.c - see interrupt.h */
#include "config.h"

#include <stddef.h>

#include "cli/interrupt.h"

static volatile sig_atomic_t wishes;

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

enum { N_SIGNALS = sizeof signals / sizeof *signals };

static struct sigaction before[N_SIGNALS];

static void on_signal(int number)
{
	sig_atomic_t so_far = __atomic_load_n(&wishes, __ATOMIC_RELAXED);

	(void)number;
	if (so_far < 2)
		__atomic_store_n(&wishes, so_far + 1, __ATOMIC_RELAXED);
}

void momus_interrupt_catch(void)
{
	/* Without SA_RESTART: a wait ends when a signal comes. */
	struct sigaction action = { .sa_handler = on_signal };

	sigemptyset(&action.sa_mask);
	wishes = 0;
	for (size_t i = 0; i < N_SIGNALS; i++) {
		sigaction(signals[i], NULL, &before[i]);
		/* What nohup ignores stays ignored. */
		if (before[i].sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

void momus_interrupt_leave(void)
{
	for (size_t i = 0; i < N_SIGNALS; i++)
		sigaction(signals[i], &before[i], NULL);
}

const volatile sig_atomic_t *momus_interrupts(void)
{
	return &wishes;
}
