## mbppplus/ - the task plugin, and what runs for it in the jail and beside it.
plugin_LTLIBRARIES += %D%/mbppplus.la
%C%_mbppplus_la_SOURCES = \
	%D%/expected.c \
	%D%/half.c \
	%D%/half.h \
	%D%/jobs.c \
	%D%/judge.c \
	%D%/mbppplus.c \
	%D%/mbppplus.h \
	%D%/reference.c \
	%D%/rows.c \
	%D%/samples.c \
	%D%/script.c \
	%D%/shown-numbers.c \
	%D%/shown.c \
	%D%/shown.h \
	%D%/verdicts.c
%C%_mbppplus_la_CFLAGS = $(AM_CFLAGS) $(CJSON_CFLAGS)
%C%_mbppplus_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_mbppplus_la_LIBADD = libmomus.la $(CJSON_LIBS) -lm

nobase_dist_pkgdata_DATA += \
	%D%/driver.py \
	%D%/mbpp_inputs.py \
	%D%/mbpp_reference.py \
	%D%/mbpp_rules.py \
	%D%/referee.py \
	%D%/sanitize.py

check_PROGRAMS += %D%/mbppplus.t
TESTS += %D%/mbppplus.t
%C%_mbppplus_t_SOURCES = %D%/mbppplus-test.c $(%C%_mbppplus_la_SOURCES)
%C%_mbppplus_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_mbppplus_t_LDADD = $(MOMUS_TEST_LIBS) $(CJSON_LIBS) -lm
EXTRA_DIST += %D%/rows.jsonl
