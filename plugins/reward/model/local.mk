plugin_LTLIBRARIES += %D%/model.la
%C%_model_la_SOURCES = %D%/model.c
%C%_model_la_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
%C%_model_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_model_la_LIBADD = libmomus.la $(PCRE2_LIBS) -lm

check_PROGRAMS += %D%/model.t
TESTS += %D%/model.t
%C%_model_t_SOURCES = %D%/model-test.c %D%/model.c
%C%_model_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_model_t_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
%C%_model_t_LDADD = $(MOMUS_TEST_LIBS) $(PCRE2_LIBS) -lm
