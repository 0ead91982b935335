/* decls.h - linkage and visibility of everything public */
#ifndef MOMUS_DECLS_H
#define MOMUS_DECLS_H

/* nvcc compiles .cu files as C++; every public header is read by both. */
#ifdef __cplusplus
#define MOMUS_BEGIN_DECLS extern "C" {
#define MOMUS_END_DECLS	  }
#else
#define MOMUS_BEGIN_DECLS
#define MOMUS_END_DECLS
#endif

/* Everything is built with -fvisibility=hidden; these are the exceptions. */
#define MOMUS_API    __attribute__((visibility("default"))) /* libmomus.so */
#define MOMUS_EXPORT __attribute__((visibility("default"))) /* plugin entry */

/* Whether the struct behind PTR was built with MEMBER: PTR->size is the
 * sizeof of its builder. */
#define MOMUS_HAS(ptr, member) \
	((ptr)->size >=        \
	 (uint32_t)((const char *)(&(ptr)->member + 1) - (const char *)(ptr)))

#endif /* MOMUS_DECLS_H */
