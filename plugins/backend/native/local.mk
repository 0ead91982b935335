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
	%D%/tokenizer/vocab.h
NATIVE_MAPPED_SOURCES = %D%/weights/mapped.c %D%/weights/mapped.h
NATIVE_CPPFLAGS = -I$(srcdir)/%D%
NATIVE_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS) $(UTF8PROC_CFLAGS)
NATIVE_LIBS = $(PCRE2_LIBS) $(UTF8PROC_LIBS) -lm
## Compiled once: for the plugin, its tests and its benchmarks.
NATIVE_LIB = %D%/libnative.la

check_PROGRAMS += %D%/tokenizer/tokenizer.t
TESTS += %D%/tokenizer/tokenizer.t
%C%_tokenizer_tokenizer_t_SOURCES = %D%/tokenizer/tokenizer-test.c
%C%_tokenizer_tokenizer_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_tokenizer_tokenizer_t_CFLAGS = $(NATIVE_CFLAGS) $(ZLIB_CFLAGS)
%C%_tokenizer_tokenizer_t_LDADD = $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS) $(ZLIB_LIBS)

NATIVE_PRODUCT_SOURCES = \
	%D%/ops/exps-avx2.c \
	%D%/ops/exps-avx512.c \
	%D%/ops/exps-loops.h \
	%D%/ops/exps.c \
	%D%/ops/exps.h \
	%D%/ops/product-avx2.c \
	%D%/ops/product-avx512.c \
	%D%/ops/product-tile.h \
	%D%/ops/product.c \
	%D%/ops/product.h \
	%D%/ops/variant.h
NATIVE_ROWS_SOURCES = \
	%D%/ops/crew.c \
	%D%/ops/crew.h \
	%D%/ops/halves-amx.c \
	%D%/ops/halves-avx2.c \
	%D%/ops/halves-avx512.c \
	%D%/ops/halves-avx512bf16.c \
	%D%/ops/halves-strip.h \
	%D%/ops/halves-tile.h \
	%D%/ops/halves.c \
	%D%/ops/halves.h \
	%D%/ops/lanes.h \
	%D%/ops/rows-avx2.c \
	%D%/ops/rows-avx512.c \
	%D%/ops/rows-strip.h \
	%D%/ops/rows.c \
	%D%/ops/rows.h \
	%D%/ops/variant.h
NATIVE_MODEL_SOURCES = \
	%D%/model/backward.c \
	%D%/model/decoder.c \
	%D%/model/decoder.h \
	%D%/model/drawing.c \
	%D%/model/drawing.h \
	%D%/model/forward.c \
	%D%/model/forward.h \
	%D%/model/generate.c \
	%D%/model/generate.h \
	%D%/model/head.c \
	%D%/model/head.h \
	%D%/model/kept.c \
	%D%/model/model.c \
	%D%/model/model.h \
	%D%/model/pages.c \
	%D%/model/pages.h \
	%D%/model/parameters.c \
	%D%/model/parameters.h \
	%D%/model/sampler.c \
	%D%/model/sampler.h \
	%D%/model/step.c \
	%D%/model/step.h \
	%D%/model/stepping.h \
	%D%/ops/adamw.c \
	%D%/ops/adamw.h \
	%D%/ops/attention.c \
	%D%/ops/attention.h \
	%D%/ops/embedding.c \
	%D%/ops/embedding.h \
	%D%/ops/launch.h \
	%D%/ops/logprob.c \
	%D%/ops/logprob.h \
	$(NATIVE_PRODUCT_SOURCES) \
	%D%/ops/rmsnorm.c \
	%D%/ops/rmsnorm.h \
	%D%/ops/rope.c \
	%D%/ops/rope.h \
	$(NATIVE_ROWS_SOURCES) \
	%D%/ops/swiglu.c \
	%D%/ops/swiglu.h \
	%D%/weights/modelconfig.c \
	%D%/weights/modelconfig.h \
	%D%/weights/safetensors.c \
	%D%/weights/safetensors.h \
	%D%/weights/save.c \
	%D%/weights/save.h
NATIVE_SOURCES = $(NATIVE_TOKENIZER_SOURCES) $(NATIVE_MODEL_SOURCES) \
	$(NATIVE_MAPPED_SOURCES)

NATIVE_LORA_SOURCES = %D%/lora/lora.c %D%/lora/lora.h \
	%D%/lora/peft.c %D%/lora/peft.h

NATIVE_RANKS_SOURCES = \
	%D%/ranks/desk.c \
	%D%/ranks/draws.c \
	%D%/ranks/order.h \
	%D%/ranks/passes.c \
	%D%/ranks/serve.c \
	%D%/ranks/split.c \
	%D%/ranks/split.h \
	%D%/ranks/team.c \
	%D%/ranks/team.h \
	%D%/ranks/threads.c \
	%D%/ranks/together.h

## What the plugin is made of, where it computes on devices and where it does not:
## the launchers are ops/local.mk's.
NATIVE_PLUGIN_SOURCES = $(NATIVE_LORA_SOURCES) \
	%D%/adapter.c \
	%D%/answering.c \
	%D%/checkpoint.c \
	%D%/native.c \
	%D%/native.h \
	%D%/options.c \
	%D%/processor.c \
	%D%/together.c \
	%D%/trainable.c \
	$(NATIVE_RANKS_SOURCES) $(NATIVE_SOURCES)
NATIVE_ENGINE_SOURCES = \
	%D%/device/engine-backward.c \
	%D%/device/engine-decode.c \
	%D%/device/engine-decode.h \
	%D%/device/engine-draw.c \
	%D%/device/engine-forward.c \
	%D%/device/engine-head.c \
	%D%/device/engine-lora.c \
	%D%/device/engine-pages.c \
	%D%/device/engine-pass.c \
	%D%/device/engine-step.c \
	%D%/device/engine.c \
	%D%/device/engine-parts.h \
	%D%/device/engine.h
NATIVE_FAR_SOURCES = %D%/ondevice.c $(NATIVE_ENGINE_SOURCES)
EXTRA_DIST += %D%/nodevice.c $(NATIVE_FAR_SOURCES)

noinst_LTLIBRARIES += $(NATIVE_LIB)
%C%_libnative_la_SOURCES = $(NATIVE_PLUGIN_SOURCES)
%C%_libnative_la_CPPFLAGS = $(AM_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_libnative_la_CFLAGS = $(NATIVE_CFLAGS)

plugin_LTLIBRARIES += %D%/native.la
%C%_native_la_SOURCES =
%C%_native_la_CPPFLAGS = $(AM_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_native_la_CFLAGS = $(NATIVE_CFLAGS)
%C%_native_la_LDFLAGS = $(MOMUS_PLUGIN_LINK)
%C%_native_la_LIBADD = $(NATIVE_LIB) libmomus.la $(NATIVE_LIBS) -ldl
if HAVE_CUDA
%C%_native_la_SOURCES += $(NATIVE_FAR_SOURCES)
%C%_native_la_LDFLAGS += -Wl,--as-needed
%C%_native_la_LIBADD += %D%/ops/libkernels.la
else
%C%_native_la_SOURCES += %D%/nodevice.c
endif

check_PROGRAMS += %D%/ranks/team.t
TESTS += %D%/ranks/team.t
%C%_ranks_team_t_SOURCES = $(NATIVE_TEAM_TEST) %D%/nodevice.c
%C%_ranks_team_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_ranks_team_t_CFLAGS = $(NATIVE_CFLAGS)
%C%_ranks_team_t_LDADD = $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS) -lpthread -ldl
NATIVE_TEAM_TEST = %D%/ranks/split-test.c %D%/ranks/team-test.c \
	tests/threadranks.c \
	tests/threadranks.h

NATIVE_GOLDEN_SOURCES = %D%/model/golden.c %D%/model/golden.h

check_PROGRAMS += %D%/model/model.t %D%/model/train.t
TESTS += %D%/model/model.t %D%/model/train.t
%C%_model_model_t_SOURCES = %D%/model/model-test.c \
	$(NATIVE_GOLDEN_SOURCES)
%C%_model_model_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_model_model_t_CFLAGS = $(NATIVE_CFLAGS)
%C%_model_model_t_LDADD = $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS)
%C%_model_train_t_SOURCES = %D%/model/train-test.c \
	$(NATIVE_GOLDEN_SOURCES)
%C%_model_train_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_model_train_t_CFLAGS = $(NATIVE_CFLAGS)
%C%_model_train_t_LDADD = $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS)

check_PROGRAMS += %D%/lora/lora.t
TESTS += %D%/lora/lora.t
%C%_lora_lora_t_SOURCES = %D%/lora/lora-test.c
%C%_lora_lora_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_lora_lora_t_CFLAGS = $(NATIVE_CFLAGS)
%C%_lora_lora_t_LDADD = $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS)

check_PROGRAMS += %D%/model/grpo.t
TESTS += %D%/model/grpo.t
%C%_model_grpo_t_SOURCES = %D%/model/grpo-test.c \
	$(NATIVE_GOLDEN_SOURCES) \
	plugins/trainer/grpo/advantage.c plugins/trainer/grpo/advantage.h \
	plugins/trainer/grpo/loss.c plugins/trainer/grpo/loss.h
%C%_model_grpo_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_model_grpo_t_CFLAGS = $(NATIVE_CFLAGS)
%C%_model_grpo_t_LDADD = $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS)

check_PROGRAMS += %D%/model/decoder.t %D%/ops/rows.t
TESTS += %D%/model/decoder.t %D%/ops/rows.t
%C%_model_decoder_t_SOURCES = %D%/model/decoder-test.c \
	%D%/model/made.c %D%/model/made.h
%C%_model_decoder_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_model_decoder_t_CFLAGS = $(NATIVE_CFLAGS)
%C%_model_decoder_t_LDADD = $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS)
%C%_ops_rows_t_SOURCES = %D%/ops/rows-test.c
%C%_ops_rows_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_ops_rows_t_LDADD = $(NATIVE_LIB) $(MOMUS_TEST_LIBS) -lm

## What computes in bf16, on this processor; and on any, with a model of the tiles
## that few have.
NATIVE_TILES_CPPFLAGS = -DNATIVE_TILES='"shim/tiles.h"'
check_PROGRAMS += %D%/ops/halves.t %D%/ops/tiles.t
TESTS += %D%/ops/halves.t %D%/ops/tiles.t
%C%_ops_halves_t_SOURCES = %D%/ops/halves-test.c
%C%_ops_halves_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_ops_halves_t_LDADD = $(NATIVE_LIB) $(MOMUS_TEST_LIBS) -lm
%C%_ops_tiles_t_SOURCES = %D%/ops/halves-test.c tests/shim/tiles.h \
	$(NATIVE_ROWS_SOURCES)
%C%_ops_tiles_t_CPPFLAGS = $(%C%_ops_halves_t_CPPFLAGS) $(NATIVE_TILES_CPPFLAGS)
%C%_ops_tiles_t_LDADD = $(MOMUS_TEST_LIBS) -lm

check_PROGRAMS += %D%/ops/product.t
TESTS += %D%/ops/product.t
%C%_ops_product_t_SOURCES = %D%/ops/product-test.c
%C%_ops_product_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_ops_product_t_LDADD = $(NATIVE_LIB) $(MOMUS_TEST_LIBS) -lm

check_PROGRAMS += %D%/model/stories.t
TESTS += %D%/model/stories.t
%C%_model_stories_t_SOURCES = %D%/model/stories-test.c
%C%_model_stories_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_model_stories_t_CFLAGS = $(NATIVE_CFLAGS)
%C%_model_stories_t_LDADD = $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS)
