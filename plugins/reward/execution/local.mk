plugin_LTLIBRARIES += %D%/execution.la
%C%_execution_la_SOURCES = %D%/execution.c
%C%_execution_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_execution_la_LIBADD = libmomus.la -lm

check_PROGRAMS += %D%/execution.t
TESTS += %D%/execution.t
%C%_execution_t_SOURCES = %D%/execution-test.c %D%/execution.c
%C%_execution_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_execution_t_LDADD = $(MOMUS_TEST_LIBS) -lm
