## openai - models behind OpenAI-compatible servers
plugin_LTLIBRARIES += %D%/openai.la
%C%_openai_la_SOURCES = \
	%D%/choice.c \
	%D%/openai.c \
	%D%/openai.h \
	%D%/options.c \
	%D%/reply.c \
	%D%/request.c
%C%_openai_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_openai_la_LIBADD = libmomus.la -lm

check_PROGRAMS += %D%/openai.t
TESTS += %D%/openai.t
%C%_openai_t_SOURCES = %D%/openai-test.c %D%/choice.c %D%/openai.h \
	%D%/options.c %D%/reply.c %D%/request.c
%C%_openai_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_openai_t_LDADD = $(MOMUS_TEST_LIBS) -lm
EXTRA_DIST += %D%/choices.jsonl %D%/replies.jsonl %D%/requests.txt
