## ifeval/ - the task plugin, and the models of two libraries it agrees with.
plugin_LTLIBRARIES += %D%/ifeval.la
MOMUS_IFEVAL_SOURCES = \
	%D%/ends.c \
	%D%/ends.h \
	%D%/grams.c \
	%D%/grams.h \
	%D%/ifeval.c \
	%D%/ifeval.h \
	%D%/judge.c \
	%D%/language.c \
	%D%/language.h \
	%D%/model.c \
	%D%/model.h \
	%D%/pattern.c \
	%D%/pattern.h \
	%D%/profiles.c \
	%D%/profiles.h \
	%D%/pyjson.c \
	%D%/pytext.c \
	%D%/pytext.h \
	%D%/rows.c \
	%D%/rules-format.c \
	%D%/rules-parts.c \
	%D%/rules-words.c \
	%D%/rules.c \
	%D%/rules.h \
	%D%/sentences.c \
	%D%/sentences.h \
	%D%/twister.c \
	%D%/twister.h \
	%D%/words.c \
	%D%/words.h
%C%_ifeval_la_SOURCES = $(MOMUS_IFEVAL_SOURCES)
%C%_ifeval_la_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
%C%_ifeval_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_ifeval_la_LIBADD = libmomus.la $(PCRE2_LIBS) -lm

nobase_dist_pkgdata_DATA += \
	%D%/langdetect/LICENSE \
	%D%/langdetect/NOTICE \
	%D%/langdetect/README.md \
	%D%/langdetect/profiles.jsonl.gz \
	%D%/punkt/LICENSE \
	%D%/punkt/README.md \
	%D%/punkt/UPSTREAM-README.txt \
	%D%/punkt/abbrev_types.txt \
	%D%/punkt/collocations.tab \
	%D%/punkt/ortho_context.tab \
	%D%/punkt/sent_starters.txt
EXTRA_DIST += %D%/langdetect/pack.py %D%/cases.jsonl

check_PROGRAMS += %D%/ifeval.t
TESTS += %D%/ifeval.t
%C%_ifeval_t_SOURCES = %D%/ifeval-test.c $(MOMUS_IFEVAL_SOURCES)
%C%_ifeval_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) -I$(srcdir)/%D%
%C%_ifeval_t_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
%C%_ifeval_t_LDADD = $(MOMUS_TEST_LIBS) $(PCRE2_LIBS) -lm
