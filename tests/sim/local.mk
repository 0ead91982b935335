## sim/ - the real pipeline in a simulated world.  `make check` runs 200 seeds of
## faults, and 100 of studies; `make check-sim SEEDS=10000 FIRST=1` runs more of
## both, on every processor.
check_LTLIBRARIES += %D%/task.la %D%/task-reference.la
%C%_task_la_SOURCES = %D%/task.c
%C%_task_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared -rpath /nowhere
%C%_task_la_CPPFLAGS = $(AM_CPPFLAGS)
%C%_task_la_LIBADD = libmomus.la

%C%_task_reference_la_SOURCES = %D%/task.c
%C%_task_reference_la_LDFLAGS = $(%C%_task_la_LDFLAGS)
%C%_task_reference_la_CPPFLAGS = $(AM_CPPFLAGS) -DSIM_REFERENCE
%C%_task_reference_la_LIBADD = libmomus.la

## Preloaded: a program's allocation that fails.
check_LTLIBRARIES += %D%/starve.la
%C%_starve_la_SOURCES = %D%/memory.c
%C%_starve_la_LDFLAGS = $(%C%_task_la_LDFLAGS)
%C%_starve_la_CPPFLAGS = $(SIM_CPPFLAGS) -DSIM_PRELOADED

SIM_PARTS = \
	%D%/answers.c \
	%D%/answers.h \
	%D%/clock.c \
	%D%/clock.h \
	%D%/disk.c \
	%D%/disk.h \
	%D%/memory.c \
	%D%/memory.h \
	%D%/programs.c \
	%D%/programs.h \
	%D%/servers.c \
	%D%/servers.h \
	%D%/shadow.c \
	%D%/shadow.h \
	%D%/trace.c \
	%D%/trace.h \
	%D%/weather.c \
	%D%/weather.h
SIM_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)

check_PROGRAMS += %D%/sim %D%/deaths.t %D%/parts.t
TESTS += %D%/deaths.t %D%/parts.t %D%/seeds.t %D%/studies.t
dist_check_SCRIPTS += %D%/seeds.t %D%/studies.t

%C%_sim_SOURCES = $(SIM_PARTS) \
	%D%/check.c \
	%D%/check.h \
	%D%/ledger.c \
	%D%/ledger.h \
	%D%/main.c \
	%D%/measure.c \
	%D%/pieces.c \
	%D%/pieces.h \
	%D%/recipes.c \
	%D%/recipes.h \
	%D%/seed.c \
	%D%/seed.h \
	%D%/session.c \
	%D%/session.h \
	%D%/stock.c \
	%D%/studies.c \
	%D%/world.c \
	%D%/world.h
%C%_sim_CPPFLAGS = $(SIM_CPPFLAGS) $(HDF5_CFLAGS)
%C%_sim_LDADD = libmomus.la $(HDF5_LIBS) $(CJSON_LIBS) -lm

%C%_parts_t_SOURCES = $(SIM_PARTS) %D%/parts.c
%C%_parts_t_CPPFLAGS = $(SIM_CPPFLAGS)
%C%_parts_t_LDADD = $(MOMUS_TEST_LIBS) -lm

%C%_deaths_t_SOURCES = %D%/deaths.c %D%/disk.c %D%/shadow.c %D%/trace.c \
	tests/unit/made-run.c tests/unit/made-run.h
%C%_deaths_t_CPPFLAGS = $(SIM_CPPFLAGS)
%C%_deaths_t_LDADD = $(MOMUS_TEST_LIBS) -lm

SEEDS = 10000
FIRST = 1
check-sim: all %D%/sim %D%/task.la %D%/task-reference.la $(BUILT_TREE_ENV)
	. ./build-tree-env && \
	$(top_builddir)/%D%/sim --first $(FIRST) --seeds $(SEEDS) --jobs 0 && \
	$(top_builddir)/%D%/sim --studies --first $(FIRST) --seeds $(SEEDS) --jobs 0
.PHONY: check-sim
