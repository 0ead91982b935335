## cli/ - the program as its users meet it.
MOMUS_CLI_TESTS = \
	%D%/bad-input.t \
	%D%/bad-rows.t \
	%D%/cards.t \
	%D%/checker.t \
	%D%/ci.t \
	%D%/codecontests.t \
	%D%/compare.t \
	%D%/completions.t \
	%D%/doctor.t \
	%D%/exclude.t \
	%D%/exec.t \
	%D%/extremes.t \
	%D%/export.t \
	%D%/figures.t \
	%D%/grade.t \
	%D%/help.t \
	%D%/import.t \
	%D%/init.t \
	%D%/install.t \
	%D%/jsonl.t \
	%D%/judgebench.t \
	%D%/label-report.t \
	%D%/label.t \
	%D%/livecodebench.t \
	%D%/load.t \
	%D%/merge.t \
	%D%/openai.t \
	%D%/overlap.t \
	%D%/pages.t \
	%D%/plan.t \
	%D%/probe.t \
	%D%/plugins.t \
	%D%/run.t \
	%D%/regrade.t \
	%D%/report.t \
	%D%/schema.t \
	%D%/show.t \
	%D%/simulate.t \
	%D%/synthesize.t \
	%D%/tokenize.t \
	%D%/study.t \
	%D%/texts.t \
	%D%/track.t \
	%D%/taco.t \
	%D%/version.t \
	%D%/words.t
TESTS += $(MOMUS_CLI_TESTS)
dist_check_SCRIPTS += $(MOMUS_CLI_TESTS)

# `make install` links plugins anew in the folder that other tests load them from,
# so it is run when those are done.
%D%/install.log: $(filter-out %D%/install.log,$(TEST_LOGS))

EXTRA_DIST += %D%/chromium.py %D%/pages.py tests/data/report/told.txt
EXTRA_DIST += %D%/bad-input.txt %D%/ci.py
EXTRA_DIST += %D%/labels.py %D%/study.py
EXTRA_DIST += %D%/report.py %D%/report-hostile.py tests/data/report/nasty.txt
EXTRA_DIST += tests/data/figures/run.txt tests/data/figures/golden.txt
EXTRA_DIST += %D%/extremes.py tests/data/import/trajectories.jsonl
