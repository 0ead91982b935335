## fuzz/ - one target a parser of outside bytes, with its corpus in corpus/NAME.
## `make check` runs the corpus with gcc; `make check-fuzz FUZZ_SECONDS=60` hunts
## with libFuzzer, AddressSanitizer and UBSan in the build folder fuzz/ (clang).
##
## A new target NAME: corpus/NAME/, NAME.c, its name in FUZZ_TESTS, its stanza.
FUZZ_TESTS =
check_PROGRAMS += $(FUZZ_TESTS)
TESTS += $(FUZZ_TESTS)
FUZZ_DRIVER = %D%/driver.c
FUZZ_PREFIX = %C%_
EXTRA_DIST += %D%/driver.c %D%/hunt.sh

## Seconds each target hunts, and which do: FUZZ_HUNT=tests/fuzz/recipe.t
FUZZ_SECONDS = 60
FUZZ_HUNT = $(FUZZ_TESTS)
## NAME:SOURCE,SOURCE… of each target, for hunt.sh.
empty =
fuzz_sources = $($(FUZZ_PREFIX)$(notdir $(basename $(1)))_t_SOURCES)
fuzz_spec = $(notdir $(basename $(1))):$(subst $(empty) $(empty),$(comma),$(strip $(call fuzz_sources,$(1))))
comma = ,
check-fuzz: $(BUILT_SOURCES) $(filter %.la,$(libmomus_la_LIBADD))
	FUZZ_CPPFLAGS='$(DEFS) -I. $(FUZZ_ENGINE_CPPFLAGS) $(UTF8PROC_CFLAGS) $(CJSON_CFLAGS) $(PCRE2_CFLAGS) $(CURL_CFLAGS) $(SECCOMP_CFLAGS) $(ZLIB_CFLAGS) $(DEFLATE_CFLAGS) $(HDF5_CFLAGS)' \
	FUZZ_LIBS='$(patsubst %.la,.libs/%.a,$(libmomus_la_LIBADD)) $(UTF8PROC_LIBS)' \
	LSAN_OPTIONS='suppressions=$(abs_top_srcdir)/tests/lsan.supp:print_suppressions=0' \
	$(SHELL) $(top_srcdir)/tests/fuzz/hunt.sh $(top_srcdir) $(FUZZ_SECONDS) \
		'$(filter %.c,$(libmomus_la_SOURCES))' \
		$(foreach t,$(FUZZ_HUNT),$(call fuzz_spec,$(t)))
.PHONY: check-fuzz

FUZZ_TESTS += %D%/value.t
%C%_value_t_SOURCES = %D%/value.c $(FUZZ_DRIVER)
%C%_value_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_value_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/value

FUZZ_TESTS += %D%/options.t
%C%_options_t_SOURCES = %D%/options.c $(FUZZ_DRIVER)
%C%_options_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_options_t_LDADD = $(MOMUS_TEST_LIBS) $(CJSON_LIBS)
EXTRA_DIST += %D%/corpus/options

FUZZ_TESTS += %D%/study.t
%C%_study_t_SOURCES = %D%/study.c $(FUZZ_DRIVER)
%C%_study_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_study_t_LDADD = $(MOMUS_TEST_LIBS) $(CJSON_LIBS)
EXTRA_DIST += %D%/corpus/study

FUZZ_TESTS += %D%/drawings.t
%C%_drawings_t_SOURCES = %D%/drawings.c $(FUZZ_DRIVER)
%C%_drawings_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_drawings_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/drawings

FUZZ_TESTS += %D%/jsonspan.t
%C%_jsonspan_t_SOURCES = %D%/jsonspan.c $(FUZZ_DRIVER)
%C%_jsonspan_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_jsonspan_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/jsonspan

FUZZ_TESTS += %D%/cases.t
%C%_cases_t_SOURCES = %D%/cases.c $(FUZZ_DRIVER)
%C%_cases_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_cases_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/cases

FUZZ_TESTS += %D%/extract.t
%C%_extract_t_SOURCES = %D%/extract.c $(FUZZ_DRIVER)
%C%_extract_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_extract_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/extract

FUZZ_MEMFILE = %D%/memfile.c %D%/memfile.h

FUZZ_TESTS += %D%/feed.t
%C%_feed_t_SOURCES = %D%/feed.c $(FUZZ_DRIVER)
%C%_feed_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_feed_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/feed

FUZZ_TESTS += %D%/includes.t
%C%_includes_t_SOURCES = %D%/includes.c $(FUZZ_DRIVER) $(FUZZ_MEMFILE) \
	plugins/task/jsonl/includes.c
%C%_includes_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_includes_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/includes

FUZZ_TESTS += %D%/journal.t
%C%_journal_t_SOURCES = %D%/journal.c $(FUZZ_DRIVER) $(FUZZ_MEMFILE)
%C%_journal_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_journal_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/journal

FUZZ_TESTS += %D%/jsonl.t
%C%_jsonl_t_SOURCES = %D%/jsonl.c $(FUZZ_DRIVER) $(MOMUS_JSONL_SOURCES)
%C%_jsonl_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_jsonl_t_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
%C%_jsonl_t_LDADD = $(MOMUS_TEST_LIBS) $(PCRE2_LIBS) -lm
EXTRA_DIST += %D%/corpus/jsonl

FUZZ_TESTS += %D%/judgebench.t
%C%_judgebench_t_SOURCES = %D%/judgebench.c $(FUZZ_DRIVER) $(MOMUS_JUDGEBENCH_SOURCES)
%C%_judgebench_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_judgebench_t_LDADD = $(MOMUS_TEST_LIBS) -lm
EXTRA_DIST += %D%/corpus/judgebench

FUZZ_TESTS += %D%/labels.t
%C%_labels_t_SOURCES = %D%/labels.c $(FUZZ_DRIVER) $(FUZZ_MEMFILE)
%C%_labels_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_labels_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/labels

FUZZ_TESTS += %D%/ledger.t
%C%_ledger_t_SOURCES = %D%/ledger.c $(FUZZ_DRIVER) $(FUZZ_MEMFILE)
%C%_ledger_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_ledger_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/ledger

FUZZ_TESTS += %D%/strategies.t
%C%_strategies_t_SOURCES = %D%/strategies.c $(FUZZ_DRIVER)
%C%_strategies_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_strategies_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/strategies

FUZZ_TESTS += %D%/livecodebench.t
%C%_livecodebench_t_SOURCES = %D%/livecodebench.c $(FUZZ_DRIVER) $(FUZZ_MEMFILE) \
	plugins/task/livecodebench/again.c \
	plugins/task/livecodebench/answers.c \
	plugins/task/livecodebench/filters.c \
	plugins/task/livecodebench/grade.c \
	plugins/task/livecodebench/jobs.c \
	plugins/task/livecodebench/judge.c \
	plugins/task/livecodebench/livecodebench.c \
	plugins/task/livecodebench/predictions.c \
	plugins/task/livecodebench/report.c \
	plugins/task/livecodebench/rows.c \
	plugins/task/livecodebench/statements.c \
	plugins/task/livecodebench/tests.c
%C%_livecodebench_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_livecodebench_t_LDADD = $(MOMUS_TEST_LIBS) -lm
EXTRA_DIST += %D%/corpus/livecodebench

FUZZ_TESTS += %D%/prompts.t
%C%_prompts_t_SOURCES = %D%/prompts.c $(FUZZ_DRIVER) $(FUZZ_MEMFILE)
%C%_prompts_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_prompts_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/prompts

FUZZ_TESTS += %D%/recipe.t
%C%_recipe_t_SOURCES = %D%/recipe.c $(FUZZ_DRIVER)
%C%_recipe_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_recipe_t_LDADD = $(MOMUS_TEST_LIBS) $(CJSON_LIBS)
EXTRA_DIST += %D%/corpus/recipe

FUZZ_TESTS += %D%/replay.t
%C%_replay_t_SOURCES = %D%/replay.c $(FUZZ_DRIVER) $(FUZZ_MEMFILE) \
	plugins/backend/replay/answers.c plugins/backend/replay/row.c
%C%_replay_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_replay_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/replay

FUZZ_TESTS += %D%/judge.t
%C%_judge_t_SOURCES = %D%/judge.c $(FUZZ_DRIVER) plugins/reward/model/model.c
%C%_judge_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_judge_t_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
%C%_judge_t_LDADD = $(MOMUS_TEST_LIBS) $(PCRE2_LIBS) -lm
EXTRA_DIST += %D%/corpus/judge

FUZZ_TESTS += %D%/likelihood.t
%C%_likelihood_t_SOURCES = %D%/likelihood.c $(FUZZ_DRIVER) \
	plugins/reward/likelihood/likelihood.c \
	plugins/reward/likelihood/compute.c
%C%_likelihood_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_likelihood_t_LDADD = $(MOMUS_TEST_LIBS) -lm
EXTRA_DIST += %D%/corpus/likelihood

FUZZ_TESTS += %D%/reply.t
%C%_reply_t_SOURCES = %D%/reply.c $(FUZZ_DRIVER) \
	plugins/backend/openai/choice.c plugins/backend/openai/reply.c
%C%_reply_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_reply_t_LDADD = $(MOMUS_TEST_LIBS) -lm
EXTRA_DIST += %D%/corpus/reply

FUZZ_TESTS += %D%/retryafter.t
%C%_retryafter_t_SOURCES = %D%/retryafter.c $(FUZZ_DRIVER)
%C%_retryafter_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_retryafter_t_LDADD = $(MOMUS_TEST_LIBS) -lm
EXTRA_DIST += %D%/corpus/retryafter

FUZZ_TESTS += %D%/shape.t
%C%_shape_t_SOURCES = %D%/shape.c $(FUZZ_DRIVER)
%C%_shape_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_shape_t_LDADD = $(MOMUS_TEST_LIBS) -lm
EXTRA_DIST += %D%/corpus/shape

FUZZ_TESTS += %D%/rows.t
%C%_rows_t_SOURCES = %D%/rows.c $(FUZZ_DRIVER) $(FUZZ_MEMFILE) $(FUZZ_MBPPPLUS)
%C%_rows_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_rows_t_LDADD = $(MOMUS_TEST_LIBS) $(CJSON_LIBS) -lm
EXTRA_DIST += %D%/corpus/rows

FUZZ_MBPPPLUS = plugins/task/mbppplus/jobs.c plugins/task/mbppplus/judge.c plugins/task/mbppplus/mbppplus.c \
	plugins/task/mbppplus/reference.c plugins/task/mbppplus/rows.c \
	plugins/task/mbppplus/samples.c plugins/task/mbppplus/half.c \
	plugins/task/mbppplus/expected.c plugins/task/mbppplus/shown.c \
	plugins/task/mbppplus/script.c plugins/task/mbppplus/shown-numbers.c \
	plugins/task/mbppplus/verdicts.c

FUZZ_TESTS += %D%/expected.t
%C%_expected_t_SOURCES = %D%/expected.c $(FUZZ_DRIVER) $(FUZZ_MEMFILE) $(FUZZ_MBPPPLUS)
%C%_expected_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_expected_t_LDADD = $(MOMUS_TEST_LIBS) $(CJSON_LIBS) -lm
EXTRA_DIST += %D%/corpus/expected

FUZZ_TESTS += %D%/report.t
%C%_report_t_SOURCES = %D%/report.c $(FUZZ_DRIVER) $(FUZZ_MEMFILE) $(FUZZ_MBPPPLUS)
%C%_report_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_report_t_LDADD = $(MOMUS_TEST_LIBS) $(CJSON_LIBS) -lm
EXTRA_DIST += %D%/corpus/report

FUZZ_TESTS += %D%/solutions.t
%C%_solutions_t_SOURCES = %D%/solutions.c $(FUZZ_DRIVER) $(FUZZ_MEMFILE) $(FUZZ_MBPPPLUS)
%C%_solutions_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_solutions_t_LDADD = $(MOMUS_TEST_LIBS) $(CJSON_LIBS) -lm
EXTRA_DIST += %D%/corpus/solutions

FUZZ_TESTS += %D%/packed.t
%C%_packed_t_SOURCES = %D%/packed.c $(FUZZ_DRIVER)
%C%_packed_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(ZLIB_CFLAGS)
%C%_packed_t_LDADD = $(MOMUS_TEST_LIBS) $(ZLIB_LIBS)
EXTRA_DIST += %D%/corpus/packed

FUZZ_TESTS += %D%/exclude.t
%C%_exclude_t_SOURCES = %D%/exclude.c $(FUZZ_DRIVER) $(FUZZ_MEMFILE)
%C%_exclude_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_exclude_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/exclude

FUZZ_TESTS += %D%/overlap.t
%C%_overlap_t_SOURCES = %D%/overlap.c $(FUZZ_DRIVER) $(FUZZ_MEMFILE)
%C%_overlap_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_overlap_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/overlap

FUZZ_TESTS += %D%/history.t
%C%_history_t_SOURCES = %D%/history.c $(FUZZ_DRIVER) reports/track/history.c
%C%_history_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) -I$(top_srcdir) $(CJSON_CFLAGS)
%C%_history_t_LDADD = $(MOMUS_TEST_LIBS) $(CJSON_LIBS) -lm
EXTRA_DIST += %D%/corpus/history

FUZZ_TESTS += %D%/ifeval.t
%C%_ifeval_t_SOURCES = %D%/ifeval.c $(FUZZ_DRIVER) $(MOMUS_IFEVAL_SOURCES)
%C%_ifeval_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) -I$(top_srcdir)/plugins/task/ifeval
%C%_ifeval_t_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
%C%_ifeval_t_LDADD = $(MOMUS_TEST_LIBS) $(PCRE2_LIBS) -lm
EXTRA_DIST += %D%/corpus/ifeval

FUZZ_TESTS += %D%/codecontests.t
%C%_codecontests_t_SOURCES = %D%/codecontests.c $(FUZZ_DRIVER) $(MOMUS_CODECONTESTS_SOURCES)
%C%_codecontests_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_codecontests_t_LDADD = $(MOMUS_TEST_LIBS) -lm
EXTRA_DIST += %D%/corpus/codecontests

FUZZ_TESTS += %D%/taco.t
%C%_taco_t_SOURCES = %D%/taco.c $(FUZZ_DRIVER) $(FUZZ_MEMFILE) $(MOMUS_TACO_SOURCES)
%C%_taco_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_taco_t_LDADD = $(MOMUS_TEST_LIBS) -lm
EXTRA_DIST += %D%/corpus/taco

FUZZ_TESTS += %D%/diff.t
%C%_diff_t_SOURCES = %D%/diff.c $(FUZZ_DRIVER)
%C%_diff_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_diff_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/diff

FUZZ_TESTS += %D%/import.t
%C%_import_t_SOURCES = %D%/import.c $(FUZZ_DRIVER) $(FUZZ_MEMFILE)
%C%_import_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_import_t_LDADD = $(MOMUS_TEST_LIBS) -lm
EXTRA_DIST += %D%/corpus/import

FUZZ_TESTS += %D%/served.t
%C%_served_t_SOURCES = %D%/served.c $(FUZZ_DRIVER)
%C%_served_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_served_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/served

## Those of the engine.
FUZZ_ENGINE_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) -I$(srcdir)/plugins/backend/native
FUZZ_TESTS += %D%/tokenizer.t
FUZZ_TESTS += %D%/safetensors.t
FUZZ_TESTS += %D%/modelconfig.t
%C%_tokenizer_t_SOURCES = %D%/tokenizer.c $(FUZZ_DRIVER)
%C%_tokenizer_t_CPPFLAGS = $(FUZZ_ENGINE_CPPFLAGS)
%C%_tokenizer_t_CFLAGS = $(NATIVE_CFLAGS)
%C%_tokenizer_t_LDADD = $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS)
%C%_safetensors_t_SOURCES = %D%/safetensors.c $(FUZZ_DRIVER) %D%/memfile.c \
	%D%/memfile.h
%C%_safetensors_t_CPPFLAGS = $(FUZZ_ENGINE_CPPFLAGS)
%C%_safetensors_t_LDADD = $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS)
%C%_modelconfig_t_SOURCES = %D%/modelconfig.c $(FUZZ_DRIVER)
%C%_modelconfig_t_CPPFLAGS = $(FUZZ_ENGINE_CPPFLAGS)
%C%_modelconfig_t_LDADD = $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS)
FUZZ_TESTS += %D%/peft.t
%C%_peft_t_SOURCES = %D%/peft.c $(FUZZ_DRIVER)
%C%_peft_t_CPPFLAGS = $(FUZZ_ENGINE_CPPFLAGS)
%C%_peft_t_LDADD = $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS)
EXTRA_DIST += %D%/corpus/peft
EXTRA_DIST += %D%/corpus/tokenizer
EXTRA_DIST += %D%/corpus/safetensors
EXTRA_DIST += %D%/corpus/modelconfig
