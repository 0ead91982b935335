## replay - recorded answers
plugin_LTLIBRARIES += %D%/replay.la
%C%_replay_la_SOURCES = \
	%D%/answers.c \
	%D%/answers.h \
	%D%/replay.c \
	%D%/row.c \
	%D%/row.h
%C%_replay_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_replay_la_LIBADD = libmomus.la -lm

check_PROGRAMS += %D%/replay.t
TESTS += %D%/replay.t
%C%_replay_t_SOURCES = %D%/replay-test.c tests/unit/made-run.c \
	tests/unit/made-run.h $(%C%_replay_la_SOURCES)
%C%_replay_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_replay_t_CFLAGS = $(AM_CFLAGS) $(ZLIB_CFLAGS)
%C%_replay_t_LDADD = $(MOMUS_TEST_LIBS) $(ZLIB_LIBS) -lm
