/* native.h - runs programs that need no interpreter: compilers, and what they make
 *
 * The data of a request is the text of one file, then words, each ended by a NUL:
 * the file's name in the program's directory, then the command.  With
 * JAIL_RECORD the command is a compiler's: when it has succeeded, the file
 * JAIL_NATIVE_MADE of that directory is copied to the record file.
 */
#ifndef MOMUS_SANDBOX_JAIL_NATIVE_H
#define MOMUS_SANDBOX_JAIL_NATIVE_H

#define JAIL_NATIVE_MADE "made"

enum { JAIL_NATIVE_WORDS = 64, JAIL_NATIVE_BYTES = 8192 };

/* Serves JAIL_FD_SOCKET as the interpreter of a room does, without one. */
void jail_native_serve(void) __attribute__((noreturn));

#endif /* MOMUS_SANDBOX_JAIL_NATIVE_H */
