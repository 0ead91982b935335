## sandbox/ - runs untrusted programs: this side of it is in the library, the
## other in jail/ (a helper program and an extension module of the interpreter).
libmomus_la_SOURCES += \
	%D%/build.c \
	%D%/build.h \
	%D%/filter.c \
	%D%/filter.h \
	%D%/group-home.c \
	%D%/group-home.h \
	%D%/group.c \
	%D%/group.h \
	%D%/header.c \
	%D%/header.h \
	%D%/imports.c \
	%D%/language.c \
	%D%/language.h \
	%D%/layout.c \
	%D%/layout.h \
	%D%/outcome.c \
	%D%/plan.c \
	%D%/plan.h \
	%D%/probe.c \
	%D%/probe.h \
	%D%/process.c \
	%D%/process.h \
	%D%/protocol.h \
	%D%/room.c \
	%D%/room.h \
	%D%/sandbox.c \
	%D%/sandbox.h \
	%D%/sources.c \
	%D%/sources.h \
	%D%/task.c \
	%D%/task.h \
	%D%/toolchain.c \
	%D%/toolchain.h \
	%D%/tools.c \
	%D%/tools.h \
	%D%/tree.c \
	%D%/tree.h \
	%D%/walls.c \
	%D%/walls.h
nobase_dist_pkgdata_DATA += %D%/layout.py %D%/modules/momus_errors.py \
	%D%/modules/momus_values.py %D%/toolchain.py
