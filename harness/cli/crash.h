/* crash.h - the last words of a process that cannot go on
 *
 * Plugins live in this process.  One that crashes or calls exit() ends it, and
 * whoever reads the log or the exit status is told so.
 */
#ifndef MOMUS_CLI_CRASH_H
#define MOMUS_CLI_CRASH_H

/* From now on a crash (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT) is told in one
 * sentence, with the file whose code it was where that is known; then the
 * process ends with status 1, or by the signal where a core may be written.  So
 * is a call of exit().  Of this process alone, not of its children. */
void momus_crash_tell(void);

/* The command that runs now has FLAGS, as in command.h: whether it can go on with
 * --resume is told then. */
void momus_crash_command(const char *flags);

/* The command has ended: exit() is right from here on. */
void momus_crash_ended(void);

#endif /* MOMUS_CLI_CRASH_H */
