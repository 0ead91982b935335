/* fiber.h - a stack of its own, to which one can change and back */
#ifndef SHIM_FIBER_H
#define SHIM_FIBER_H

#include <stddef.h>

#ifndef __x86_64__
#include <ucontext.h>
#endif

struct fiber {
#ifdef __x86_64__
	void *sp; /* where it stopped */
#else
	ucontext_t context;
#endif
};

/* Makes F begin in ENTRY on STACK (BYTES) when it is first changed to.  ENTRY
 * never returns: it changes away for good. */
void fiber_make(struct fiber *f, void *stack, size_t bytes,
		void (*entry)(void));

/* Stops here, in FROM, and goes on where TO stopped. */
void fiber_change(struct fiber *from, struct fiber *to);

#endif /* SHIM_FIBER_H */
