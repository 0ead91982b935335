## examples/ - plugins built outside the tree (tests/cli/install.t builds them),
## recipes to copy.
nobase_dist_pkgdata_DATA += \
	%D%/recipes/openai.json \
	%D%/recipes/start.json
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
