plugin_LTLIBRARIES += %D%/judgment.la
%C%_judgment_la_SOURCES = %D%/judgment.c
%C%_judgment_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_judgment_la_LIBADD = libmomus.la -lm

check_PROGRAMS += %D%/judgment.t
TESTS += %D%/judgment.t
%C%_judgment_t_SOURCES = %D%/judgment-test.c %D%/judgment.c
%C%_judgment_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_judgment_t_LDADD = $(MOMUS_TEST_LIBS) -lm
