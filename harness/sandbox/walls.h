/* walls.h - the mechanisms of the jail, one bit each
 *
 * A mask of walls travels from the sandbox to every process of the jail: what is
 * not in it is neither set up nor relied upon.
 */
#ifndef MOMUS_SANDBOX_WALLS_H
#define MOMUS_SANDBOX_WALLS_H

#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

#define MOMUS_WALLS(X)                            \
	X(USER_NS, "user-namespace")              \
	X(PID_NS, "pid-namespace")                \
	X(MOUNT_NS, "mount-namespace")            \
	X(NET_NS, "net-namespace")                \
	X(IPC_NS, "ipc-namespace")                \
	X(UTS_NS, "uts-namespace")                \
	X(TIME_NS, "time-namespace")              \
	X(SECCOMP, "seccomp")                     \
	X(CAPABILITIES, "capabilities")           \
	X(NO_NEW_PRIVS, "no-new-privs")           \
	X(READ_ONLY_ROOT, "read-only-root")       \
	X(WORK_DIRECTORY, "work-directory")       \
	X(CLOSE_DESCRIPTORS, "close-descriptors") \
	X(CPU_WATCH, "cpu-watch")                 \
	X(RLIMIT_CPU, "rlimit-cpu")               \
	X(RLIMIT_AS, "rlimit-as")                 \
	X(RLIMIT_NPROC, "rlimit-nproc")           \
	X(RLIMIT_FSIZE, "rlimit-fsize")           \
	X(RLIMIT_NOFILE, "rlimit-nofile")         \
	X(RLIMIT_CORE, "rlimit-core")             \
	X(CGROUP, "cgroup")

enum momus_wall_number {
#define MOMUS_WALL_NUMBER(id, name) MOMUS_WALL_NUMBER_##id,
	MOMUS_WALLS(MOMUS_WALL_NUMBER)
#undef MOMUS_WALL_NUMBER
		MOMUS_WALL_COUNT
};

enum momus_wall {
#define MOMUS_WALL_BIT(id, name) MOMUS_WALL_##id = 1 << MOMUS_WALL_NUMBER_##id,
	MOMUS_WALLS(MOMUS_WALL_BIT)
#undef MOMUS_WALL_BIT
		MOMUS_WALL_ALL = (1 << MOMUS_WALL_COUNT) - 1
};

/* "user-namespace", …; NULL past the last. */
MOMUS_API const char *momus_wall_name(unsigned number);

/* The bit of the wall called by the N bytes at NAME; 0 if there is none. */
uint32_t momus_wall_find(const char *name, size_t n);

#endif /* MOMUS_SANDBOX_WALLS_H */
