/* refusing.h - for tests that ask for more memory than there is
 *
 * AddressSanitizer ends a program that does, unless told that a refusal is wanted.
 */
#ifndef TESTS_REFUSING_H
#define TESTS_REFUSING_H

__attribute__((visibility("default"))) const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

#endif /* TESTS_REFUSING_H */
