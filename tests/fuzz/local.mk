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

FUZZ_SECONDS = 60
## NAME:SOURCE,SOURCE… of each target, for hunt.sh.
empty =
fuzz_sources = $($(FUZZ_PREFIX)$(notdir $(basename $(1)))_t_SOURCES)
fuzz_spec = $(notdir $(basename $(1))):$(subst $(empty) $(empty),$(comma),$(strip $(call fuzz_sources,$(1))))
comma = ,
check-fuzz: $(BUILT_SOURCES)
	FUZZ_CPPFLAGS='$(DEFS) -I. $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS) $(PCRE2_CFLAGS) $(CURL_CFLAGS) $(SECCOMP_CFLAGS) $(ZLIB_CFLAGS) $(DEFLATE_CFLAGS) $(HDF5_CFLAGS)' \
	FUZZ_LIBS='$(libmomus_la_LIBADD)' \
	$(SHELL) $(top_srcdir)/tests/fuzz/hunt.sh $(top_srcdir) $(FUZZ_SECONDS) \
		'$(filter %.c,$(libmomus_la_SOURCES))' \
		$(foreach t,$(FUZZ_TESTS),$(call fuzz_spec,$(t)))
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

FUZZ_TESTS += %D%/jsonspan.t
%C%_jsonspan_t_SOURCES = %D%/jsonspan.c $(FUZZ_DRIVER)
%C%_jsonspan_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_jsonspan_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/jsonspan

FUZZ_TESTS += %D%/extract.t
%C%_extract_t_SOURCES = %D%/extract.c $(FUZZ_DRIVER)
%C%_extract_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_extract_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/corpus/extract
