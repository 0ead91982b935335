## native/ - the engine: tokenizer, weights, model; each part has its own tests.
NATIVE_TOKENIZER_SOURCES = \
	%D%/tokenizer/added.c \
	%D%/tokenizer/added.h \
	%D%/tokenizer/chat.c \
	%D%/tokenizer/chat.h \
	%D%/tokenizer/frame.c \
	%D%/tokenizer/frame.h \
	%D%/tokenizer/merge.c \
	%D%/tokenizer/merge.h \
	%D%/tokenizer/split.c \
	%D%/tokenizer/split.h \
	%D%/tokenizer/tokenizer.c \
	%D%/tokenizer/tokenizer.h \
	%D%/tokenizer/vocab.c \
	%D%/tokenizer/vocab.h \
	%D%/weights/mapped.c \
	%D%/weights/mapped.h
NATIVE_CPPFLAGS = -I$(srcdir)/%D%
NATIVE_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS) $(UTF8PROC_CFLAGS)
NATIVE_LIBS = $(PCRE2_LIBS) $(UTF8PROC_LIBS) -lm

check_PROGRAMS += %D%/tokenizer/tokenizer.t
TESTS += %D%/tokenizer/tokenizer.t
%C%_tokenizer_tokenizer_t_SOURCES = %D%/tokenizer/tokenizer-test.c \
	$(NATIVE_TOKENIZER_SOURCES)
%C%_tokenizer_tokenizer_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_tokenizer_tokenizer_t_CFLAGS = $(NATIVE_CFLAGS) $(ZLIB_CFLAGS)
%C%_tokenizer_tokenizer_t_LDADD = $(MOMUS_TEST_LIBS) $(NATIVE_LIBS) $(ZLIB_LIBS)
