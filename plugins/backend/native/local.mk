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

NATIVE_MODEL_SOURCES = \
	%D%/model/backward.c \
	%D%/model/forward.c \
	%D%/model/forward.h \
	%D%/model/head.c \
	%D%/model/head.h \
	%D%/model/kept.c \
	%D%/model/model.c \
	%D%/model/model.h \
	%D%/model/parameters.c \
	%D%/model/parameters.h \
	%D%/ops/adamw.c \
	%D%/ops/adamw.h \
	%D%/ops/attention.c \
	%D%/ops/attention.h \
	%D%/ops/blas.c \
	%D%/ops/blas.h \
	%D%/ops/rmsnorm.c \
	%D%/ops/rmsnorm.h \
	%D%/ops/rope.c \
	%D%/ops/rope.h \
	%D%/ops/swiglu.c \
	%D%/ops/swiglu.h \
	%D%/weights/config.c \
	%D%/weights/config.h \
	%D%/weights/safetensors.c \
	%D%/weights/safetensors.h
NATIVE_GOLDEN_SOURCES = %D%/model/golden.c %D%/model/golden.h

check_PROGRAMS += %D%/model/model.t %D%/model/train.t
TESTS += %D%/model/model.t %D%/model/train.t
%C%_model_model_t_SOURCES = %D%/model/model-test.c \
	$(NATIVE_GOLDEN_SOURCES) $(NATIVE_MODEL_SOURCES) \
	%D%/weights/mapped.c %D%/weights/mapped.h
%C%_model_model_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_model_model_t_CFLAGS = $(NATIVE_CFLAGS)
%C%_model_model_t_LDADD = $(MOMUS_TEST_LIBS) -lm
%C%_model_train_t_SOURCES = %D%/model/train-test.c \
	$(NATIVE_GOLDEN_SOURCES) $(NATIVE_MODEL_SOURCES) \
	%D%/weights/mapped.c %D%/weights/mapped.h
%C%_model_train_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_model_train_t_CFLAGS = $(NATIVE_CFLAGS)
%C%_model_train_t_LDADD = $(MOMUS_TEST_LIBS) -lm
