## codecontests/ - the task plugin.
plugin_LTLIBRARIES += %D%/codecontests.la
MOMUS_CODECONTESTS_SOURCES = \
	%D%/codecontests.c \
	%D%/codecontests.h \
	%D%/programs.c \
	%D%/rows.c
%C%_codecontests_la_SOURCES = $(MOMUS_CODECONTESTS_SOURCES)
%C%_codecontests_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_codecontests_la_LIBADD = libmomus.la -lm

check_PROGRAMS += %D%/codecontests.t
TESTS += %D%/codecontests.t
%C%_codecontests_t_SOURCES = %D%/codecontests-test.c $(MOMUS_CODECONTESTS_SOURCES)
%C%_codecontests_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_codecontests_t_LDADD = $(MOMUS_TEST_LIBS) -lm
EXTRA_DIST += %D%/rows.jsonl
