## taco/ - the task plugin.
MOMUS_TACO_SOURCES = \
	%D%/calls.c \
	%D%/clean.c \
	%D%/rows.c \
	%D%/taco.c \
	%D%/taco.h \
	%D%/tests.c
plugin_LTLIBRARIES += %D%/taco.la
%C%_taco_la_SOURCES = $(MOMUS_TACO_SOURCES)
%C%_taco_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_taco_la_LIBADD = libmomus.la -lm

check_PROGRAMS += %D%/taco.t
TESTS += %D%/taco.t
%C%_taco_t_SOURCES = %D%/taco-test.c $(MOMUS_TACO_SOURCES)
%C%_taco_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_taco_t_LDADD = $(MOMUS_TEST_LIBS) -lm
EXTRA_DIST += %D%/rows.jsonl
