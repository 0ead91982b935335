## jsonl/ - the task plugin for problems of anybody's own.
plugin_LTLIBRARIES += %D%/jsonl.la
MOMUS_JSONL_SOURCES = \
	%D%/checker-says.c \
	%D%/checker.c \
	%D%/extract.c \
	%D%/fields.c \
	%D%/fields.h \
	%D%/includes.c \
	%D%/includes.h \
	%D%/jsonl.c \
	%D%/jsonl.h \
	%D%/numbers.c \
	%D%/options.c \
	%D%/pattern.c \
	%D%/pattern.h \
	%D%/programs.c \
	%D%/right.c \
	%D%/rows.c \
	%D%/texts.c \
	%D%/words.c
%C%_jsonl_la_SOURCES = $(MOMUS_JSONL_SOURCES)
%C%_jsonl_la_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
%C%_jsonl_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_jsonl_la_LIBADD = libmomus.la $(PCRE2_LIBS) -lm
nobase_dist_pkgdata_DATA += %D%/checker-host.c %D%/checker-host.py
EXTRA_DIST += %D%/answers.jsonl

check_PROGRAMS += %D%/jsonl.t
TESTS += %D%/jsonl.t
%C%_jsonl_t_SOURCES = %D%/jsonl-test.c $(MOMUS_JSONL_SOURCES)
%C%_jsonl_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) -I$(srcdir)/%D%
%C%_jsonl_t_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
%C%_jsonl_t_LDADD = $(MOMUS_TEST_LIBS) $(PCRE2_LIBS) -lm
