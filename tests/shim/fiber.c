/* fiber.c - see fiber.h
 *
 * swapcontext() asks the kernel for the signal mask twice a change, which makes a
 * warp's shuffle a hundred times as slow as it need be; where that counts the few
 * registers that a call must preserve are all that changes.
 */
#include "fiber.h"

#ifdef __x86_64__
#include <stdint.h>

void shim_fiber_swap(void **from, void *to);

__asm__(".text\n"
	".globl shim_fiber_swap\n"
	".type shim_fiber_swap, @function\n"
	"shim_fiber_swap:\n"
	"	pushq %rbp\n"
	"	pushq %rbx\n"
	"	pushq %r12\n"
	"	pushq %r13\n"
	"	pushq %r14\n"
	"	pushq %r15\n"
	"	movq %rsp, (%rdi)\n"
	"	movq %rsi, %rsp\n"
	"	popq %r15\n"
	"	popq %r14\n"
	"	popq %r13\n"
	"	popq %r12\n"
	"	popq %rbx\n"
	"	popq %rbp\n"
	"	ret\n"
	".size shim_fiber_swap, .-shim_fiber_swap\n"
	".section .note.GNU-stack,\"\",@progbits\n"
	".text\n");

void fiber_make(struct fiber *f, void *stack, size_t bytes, void (*entry)(void))
{
	void **top = (void **)((char *)stack + (bytes & ~(size_t)15));

	*--top = NULL; /* the entry's caller: there is none */
	*--top = (void *)(uintptr_t)entry;
	for (int i = 0; i < 6; i++)
		*--top = NULL;
	f->sp = top;
}

void fiber_change(struct fiber *from, struct fiber *to)
{
	shim_fiber_swap(&from->sp, to->sp);
}

#else

void fiber_make(struct fiber *f, void *stack, size_t bytes, void (*entry)(void))
{
	getcontext(&f->context);
	f->context.uc_stack.ss_sp = stack;
	f->context.uc_stack.ss_size = bytes;
	f->context.uc_link = NULL;
	makecontext(&f->context, entry, 0);
}

void fiber_change(struct fiber *from, struct fiber *to)
{
	swapcontext(&from->context, &to->context);
}

#endif
