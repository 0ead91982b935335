## examples/ - plugins built outside the tree (tests/cli/install.t builds them),
## recipes, CI files and a Slurm job to copy.
nobase_dist_pkgdata_DATA += \
	%D%/ci/github.yml \
	%D%/ci/gitlab.yml \
	%D%/recipes/openai.json \
	%D%/recipes/replay.json \
	%D%/recipes/sft.json \
	%D%/recipes/simulate.json \
	%D%/recipes/start.json \
	%D%/recipes/synthesize.json \
	%D%/recipes/train-rewards.json \
	%D%/slurm/join.sh \
	%D%/slurm/study.sh \
	%D%/slurm/train.sh
EXTRA_DIST += \
	%D%/backend-dice/Makefile \
	%D%/backend-dice/dice.c \
	%D%/backend-dice/recipe.json \
	%D%/reward-brevity/Makefile \
	%D%/reward-brevity/brevity.c \
	%D%/task-roman/Makefile \
	%D%/task-roman/roman.c \
	%D%/task-roman/roman.jsonl \
	%D%/task-roman/solutions.jsonl

## Tests of the command line grade with it; how others build it is in
## tests/cli/install.t.
check_LTLIBRARIES += %D%/task-roman/roman.la
%C%_task_roman_roman_la_SOURCES = %D%/task-roman/roman.c
%C%_task_roman_roman_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-rpath /nowhere
%C%_task_roman_roman_la_CFLAGS = $(AM_CFLAGS) -Wno-missing-field-initializers
%C%_task_roman_roman_la_LIBADD = libmomus.la -lm
