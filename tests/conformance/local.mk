## conformance/ - verdicts against those of the official graders.  A few run in
## `make check`; `make check-conformance` compares all that are recorded.
MOMUS_CONFORMANCE_TESTS = \
	%D%/adapters.t \
	%D%/calls.t \
	%D%/commonoj.t \
	%D%/golden.t \
	%D%/judgebench.t \
	%D%/lcb-cases.t \
	%D%/lcb-rules.t \
	%D%/made.t \
	%D%/mbppplus.t \
	%D%/overlap.t \
	%D%/published.t \
	%D%/rules.t \
	%D%/study.t \
	%D%/testlib.t \
	%D%/value.t
TESTS += $(MOMUS_CONFORMANCE_TESTS)
dist_check_SCRIPTS += $(MOMUS_CONFORMANCE_TESTS)
EXTRA_DIST += \
	%D%/adapters.py \
	%D%/calls.py \
	%D%/codecontests.py \
	%D%/commonoj.jsonl \
	%D%/commonoj.py \
	%D%/contrasts.py \
	%D%/figures.py \
	%D%/golden.py \
	%D%/holm.py \
	%D%/ifeval.py \
	%D%/intervals.py \
	%D%/inventing.py \
	%D%/judgebench.py \
	%D%/lcb-cases.py \
	%D%/lcb-rules.py \
	%D%/livecodebench.py \
	%D%/livecodebench/cases.jsonl \
	%D%/made.py \
	%D%/mbppplus.py \
	%D%/mbppplus/answers.jsonl \
	%D%/mbppplus/problems.jsonl \
	%D%/overlap.py \
	%D%/pairs.py \
	%D%/published.py \
	%D%/rewards.py \
	%D%/rules.py \
	%D%/runs.py \
	%D%/steady.py \
	%D%/study.py \
	%D%/taco.py \
	%D%/tap.py \
	%D%/testlib.py \
	%D%/texts.py \
	%D%/told.py \
	%D%/trees.py \
	%D%/value.py

CONFORMANCE = $(top_srcdir)/%D%
check-conformance: all $(BUILT_TREE_ENV)
	. $(top_builddir)/build-tree-env; \
	PYTHONPATH=$(CONFORMANCE) $(PYTHON) -B $(CONFORMANCE)/golden.py; bad=$$?; \
	$(PYTHON) -B $(CONFORMANCE)/codecontests.py --seconds 5 || bad=1; \
	PYTHONPATH=$(CONFORMANCE) $(PYTHON) -B $(CONFORMANCE)/overlap.py || bad=1; \
	$(PYTHON) -B $(CONFORMANCE)/judgebench.py || bad=1; \
	$(PYTHON) -B $(CONFORMANCE)/published.py || bad=1; \
	$(PYTHON) -B $(CONFORMANCE)/made.py || bad=1; \
	$(PYTHON) -B $(CONFORMANCE)/livecodebench.py --seconds 4 || bad=1; \
	$(PYTHON) -B $(CONFORMANCE)/taco.py || bad=1; \
	$(PYTHON) -B $(CONFORMANCE)/ifeval.py || bad=1; \
	$(steady) && test $$bad = 0
.PHONY: check-conformance

## Whether verdicts hang on the machine: one program at a time, eight at a time
## beside busy loops, and in fresh interpreters, of so many rows a set (0: all).
STEADY_ROWS = 150
steady = PYTHONPATH=$(CONFORMANCE) $(PYTHON) -B $(CONFORMANCE)/steady.py \
	--rows $(STEADY_ROWS)
check-steady: all $(BUILT_TREE_ENV)
	. $(top_builddir)/build-tree-env; $(steady)
.PHONY: check-steady

## The CTRL paper's evaluation with simulated models, by many seeds: is the truth in
## the intervals as often as they state?
STUDY_SEEDS = 100
STUDY_FIRST = 1
check-study: all $(BUILT_TREE_ENV)
	. $(top_builddir)/build-tree-env; \
	PYTHONPATH=$(CONFORMANCE) $(PYTHON) -B $(CONFORMANCE)/study.py \
		$(STUDY_SEEDS) $(STUDY_FIRST)
.PHONY: check-study
