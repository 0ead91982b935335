plugin_LTLIBRARIES += %D%/reference.la
%C%_reference_la_SOURCES = %D%/reference.c
%C%_reference_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_reference_la_LIBADD = libmomus.la -lm

check_PROGRAMS += %D%/reference.t
TESTS += %D%/reference.t
%C%_reference_t_SOURCES = %D%/reference-test.c %D%/reference.c
%C%_reference_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_reference_t_LDADD = $(MOMUS_TEST_LIBS) -lm
