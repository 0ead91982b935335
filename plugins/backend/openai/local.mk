## openai - models behind OpenAI-compatible servers
plugin_LTLIBRARIES += %D%/openai.la
%C%_openai_la_SOURCES = \
	%D%/openai.c \
	%D%/openai.h \
	%D%/options.c \
	%D%/reply.c \
	%D%/request.c
%C%_openai_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_openai_la_LIBADD = libmomus.la -lm
