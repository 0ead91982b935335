## run/ - the trajectory state machine and its loop.
libmomus_la_SOURCES += \
	%D%/feed.c \
	%D%/feed.h \
	%D%/grader-answer.c \
	%D%/grader-node.c \
	%D%/grader-parts.h \
	%D%/grader-reference.c \
	%D%/grader.c \
	%D%/grader.h \
	%D%/hint.c \
	%D%/hint.h \
	%D%/longest.c \
	%D%/longest.h \
	%D%/pipeline.h \
	%D%/plan.c \
	%D%/plan.h \
	%D%/prompts.c \
	%D%/prompts.h \
	%D%/refcache.c \
	%D%/refcache.h \
	%D%/world.h

nobase_dist_pkgdata_DATA += \
	%D%/prompts/critique-hint.txt \
	%D%/prompts/critique.txt \
	%D%/prompts/execution.txt \
	%D%/prompts/generate.txt \
	%D%/prompts/revise.txt
