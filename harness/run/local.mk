## run/ - the trajectory state machine and its loop.
libmomus_la_SOURCES += \
	%D%/ask.c \
	%D%/branch.c \
	%D%/cases.c \
	%D%/cases-read.c \
	%D%/controls.c \
	%D%/controls.h \
	%D%/feed.c \
	%D%/feed.h \
	%D%/forecast.c \
	%D%/begin.c \
	%D%/benchmark.c \
	%D%/benchmark.h \
	%D%/graded-run.c \
	%D%/graded-run.h \
	%D%/grader-answer.c \
	%D%/grader-node.c \
	%D%/grader-parts.h \
	%D%/grader-reference.c \
	%D%/grader.c \
	%D%/grader.h \
	%D%/grading.c \
	%D%/grading.h \
	%D%/hint.c \
	%D%/hint.h \
	%D%/identity.c \
	%D%/live.c \
	%D%/live.h \
	%D%/longest.c \
	%D%/longest.h \
	%D%/messages.c \
	%D%/model.c \
	%D%/model.h \
	%D%/nodes.c \
	%D%/pipeline.c \
	%D%/pipeline.h \
	%D%/plan.c \
	%D%/plan.h \
	%D%/prompts.c \
	%D%/prompts.h \
	%D%/refcache.c \
	%D%/refcache.h \
	%D%/regraded.c \
	%D%/regraded.h \
	%D%/running.h \
	%D%/setup.c \
	%D%/setup.h \
	%D%/shuffled.c \
	%D%/shuffled.h \
	%D%/world-live.c \
	%D%/solutions.c \
	%D%/solutions.h \
	%D%/statements.c \
	%D%/statements.h \
	%D%/tally.c \
	%D%/tally.h \
	%D%/verdict-row.c \
	%D%/verdict-row.h \
	%D%/world.h

nobase_dist_pkgdata_DATA += \
	%D%/prompts/critique-hint.txt \
	%D%/prompts/critique.txt \
	%D%/prompts/execution.txt \
	%D%/prompts/generate.txt \
	%D%/prompts/revise.txt
