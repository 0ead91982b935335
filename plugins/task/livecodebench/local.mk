## livecodebench/ - the task plugin, and what runs for it in the jail and beside it.
plugin_LTLIBRARIES += %D%/livecodebench.la
%C%_livecodebench_la_SOURCES = \
	%D%/again.c \
	%D%/answers.c \
	%D%/filters.c \
	%D%/grade.c \
	%D%/jobs.c \
	%D%/judge.c \
	%D%/judging.h \
	%D%/livecodebench.c \
	%D%/livecodebench.h \
	%D%/predictions.c \
	%D%/report.c \
	%D%/report.h \
	%D%/rows.c \
	%D%/statements.c \
	%D%/tests.c
%C%_livecodebench_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_livecodebench_la_LIBADD = libmomus.la -lm

nobase_dist_pkgdata_DATA += \
	%D%/driver.py \
	%D%/lcb_plain.py \
	%D%/lcb_program.py \
	%D%/lcb_rules.py \
	%D%/lcb_streams.py \
	%D%/referee.py

check_PROGRAMS += %D%/livecodebench.t
TESTS += %D%/livecodebench.t
%C%_livecodebench_t_SOURCES = %D%/livecodebench-test.c $(%C%_livecodebench_la_SOURCES)
%C%_livecodebench_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_livecodebench_t_LDADD = $(MOMUS_TEST_LIBS) -lm
EXTRA_DIST += %D%/rows.jsonl
