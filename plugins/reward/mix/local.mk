plugin_LTLIBRARIES += %D%/mix.la
%C%_mix_la_SOURCES = %D%/mix.c
%C%_mix_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_mix_la_LIBADD = libmomus.la -lm

check_PROGRAMS += %D%/mix.t
TESTS += %D%/mix.t
%C%_mix_t_SOURCES = %D%/mix-test.c %D%/mix.c
%C%_mix_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_mix_t_LDADD = $(MOMUS_TEST_LIBS) -lm
