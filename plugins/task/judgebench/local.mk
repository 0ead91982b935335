## judgebench/ - the task plugin: pairs of responses, for judges and critics.
plugin_LTLIBRARIES += %D%/judgebench.la
MOMUS_JUDGEBENCH_SOURCES = \
	%D%/decisions.c \
	%D%/decisions.h \
	%D%/forms.c \
	%D%/judgebench.c \
	%D%/judgebench.h \
	%D%/pairs.c \
	%D%/recorded.c \
	%D%/words.c
%C%_judgebench_la_SOURCES = $(MOMUS_JUDGEBENCH_SOURCES)
%C%_judgebench_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_judgebench_la_LIBADD = libmomus.la -lm
EXTRA_DIST += %D%/fixtures.jsonl %D%/verdicts.jsonl

check_PROGRAMS += %D%/judgebench.t
TESTS += %D%/judgebench.t
%C%_judgebench_t_SOURCES = %D%/judgebench-test.c $(MOMUS_JUDGEBENCH_SOURCES)
%C%_judgebench_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) -I$(srcdir)/%D%
%C%_judgebench_t_LDADD = $(MOMUS_TEST_LIBS) -lm
