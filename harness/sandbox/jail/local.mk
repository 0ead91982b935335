## jail/ - what runs inside.  No sanitizers: an interpreter that is not ours loads
## the module, and process 1 of the jail is small.
momuspython_LTLIBRARIES += harness/sandbox/_momusjail.la
harness_sandbox__momusjail_la_SOURCES = \
	%D%/enter.c \
	%D%/enter.h \
	%D%/kept.c \
	%D%/kept.h \
	%D%/module.c \
	%D%/pages.c \
	%D%/pages.h \
	%D%/reaper.c \
	%D%/reaper.h \
	%D%/scratch.c \
	%D%/scratch.h \
	%D%/worker.c \
	%D%/worker.h
harness_sandbox__momusjail_la_CPPFLAGS = $(AM_CPPFLAGS) $(PYTHON_INCLUDES)
harness_sandbox__momusjail_la_CFLAGS = -std=gnu11 $(MOMUS_WARN_CFLAGS) \
	-fvisibility=hidden -O2
harness_sandbox__momusjail_la_LDFLAGS = -module -avoid-version -shared \
	-export-symbols-regex '^PyInit__momusjail$$'

pkglibexec_PROGRAMS += harness/sandbox/momus-jail
harness_sandbox_momus_jail_SOURCES = \
	%D%/enter.c \
	%D%/enter.h \
	%D%/jail.c \
	%D%/kept.c \
	%D%/kept.h \
	%D%/native.c \
	%D%/native.h \
	%D%/pages.c \
	%D%/pages.h \
	%D%/reaper.c \
	%D%/reaper.h \
	%D%/root.c \
	%D%/root.h \
	%D%/scratch.c \
	%D%/scratch.h \
	%D%/worker.c \
	%D%/worker.h
harness_sandbox_momus_jail_CFLAGS = -std=gnu11 $(MOMUS_WARN_CFLAGS) -O2
harness_sandbox_momus_jail_LDFLAGS =
nobase_dist_pkgdata_DATA += %D%/runner.py
