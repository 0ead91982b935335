plugin_LTLIBRARIES += %D%/likelihood.la
%C%_likelihood_la_SOURCES = %D%/likelihood.c %D%/compute.c %D%/compute.h
%C%_likelihood_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_likelihood_la_LIBADD = libmomus.la -lm

check_PROGRAMS += %D%/likelihood.t
TESTS += %D%/likelihood.t
%C%_likelihood_t_SOURCES = %D%/likelihood-test.c %D%/likelihood.c \
	%D%/compute.c
%C%_likelihood_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_likelihood_t_LDADD = $(MOMUS_TEST_LIBS) -lm
