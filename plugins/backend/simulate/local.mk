## simulate - a model of known quality
plugin_LTLIBRARIES += %D%/simulate.la
%C%_simulate_la_SOURCES = \
	%D%/simulate.c \
	%D%/simulate.h \
	%D%/text.c
%C%_simulate_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_simulate_la_LIBADD = libmomus.la -lm

check_PROGRAMS += %D%/simulate.t
TESTS += %D%/simulate.t
%C%_simulate_t_SOURCES = %D%/simulate-test.c $(%C%_simulate_la_SOURCES)
%C%_simulate_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_simulate_t_CFLAGS = $(AM_CFLAGS) $(CJSON_CFLAGS)
%C%_simulate_t_LDADD = $(MOMUS_TEST_LIBS) $(CJSON_LIBS) -lm
