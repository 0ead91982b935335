## grpo - group relative policy optimisation
plugin_LTLIBRARIES += %D%/grpo.la
GRPO_SOURCES = \
	%D%/advantage.c \
	%D%/advantage.h \
	%D%/grpo.c \
	%D%/loss.c \
	%D%/loss.h \
	%D%/presets.c \
	%D%/presets.h
%C%_grpo_la_SOURCES = $(GRPO_SOURCES)
%C%_grpo_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_grpo_la_LIBADD = libmomus.la -lm

check_PROGRAMS += %D%/grpo.t
TESTS += %D%/grpo.t
%C%_grpo_t_SOURCES = %D%/grpo-test.c $(GRPO_SOURCES)
%C%_grpo_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_grpo_t_LDADD = $(MOMUS_TEST_LIBS) -lm
