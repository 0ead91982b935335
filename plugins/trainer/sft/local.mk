## sft - supervised fine-tuning
plugin_LTLIBRARIES += %D%/sft.la
%C%_sft_la_SOURCES = %D%/sft.c
%C%_sft_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_sft_la_LIBADD = libmomus.la -lm

check_PROGRAMS += %D%/sft.t
TESTS += %D%/sft.t
%C%_sft_t_SOURCES = %D%/sft-test.c %D%/sft.c
%C%_sft_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_sft_t_LDADD = $(MOMUS_TEST_LIBS) -lm
