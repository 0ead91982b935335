/* variant.h - one of several ways to compute the same, by what a processor can */
#ifndef NATIVE_VARIANT_H
#define NATIVE_VARIANT_H

#include <stdbool.h>
#include <string.h>

#include <momus/error.h>

/* The first member of what describes one way; constant. */
struct variant {
	const char *name;
	bool (*have)(void); /* whether this processor can */
};

/* Which of LIST (N, the best one last) is called NAME, or for "auto" is the best
 * that this processor has.  MOMUS_ENOTSUP where it lacks the instructions. */
static inline int variant_find(const struct variant *const *list, int n,
			       const char *name, struct momus_error *err)
{
	bool best = strcmp(name, "auto") == 0;

	for (int i = n; i-- > 0;)
		if ((best || strcmp(name, list[i]->name) == 0) &&
		    list[i]->have())
			return i;
	return momus_fail(err, MOMUS_ENOTSUP,
			  "native: this processor lacks the instructions of "
			  "kernels \"%s\"; set kernels to auto",
			  name);
}

#endif /* NATIVE_VARIANT_H */
