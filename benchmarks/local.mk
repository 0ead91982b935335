## benchmarks/ - cards, recipes, samples; perf/ measures Momus itself.
include %D%/quickstart/local.mk
include %D%/perf/local.mk

nobase_dist_pkgdata_DATA += \
	%D%/codecontests/README.md \
	%D%/codecontests/common-oj.json \
	%D%/codecontests/compiled.jsonl \
	%D%/codecontests/paper.json \
	%D%/codecontests/problems.jsonl \
	%D%/codecontests/solutions.jsonl \
	%D%/humanevalplus/README.md \
	%D%/humanevalplus/evalplus.json \
	%D%/ifeval/README.md \
	%D%/ifeval/official.json \
	%D%/judgebench/README.md \
	%D%/judgebench/critic.json \
	%D%/judgebench/critiques.jsonl \
	%D%/judgebench/judge.json \
	%D%/judgebench/pairs.jsonl \
	%D%/judgebench/verdicts.jsonl \
	%D%/livecodebench/README.md \
	%D%/livecodebench/lcb.json \
	%D%/livecodebench/paper.json \
	%D%/livecodebench/predictions.jsonl \
	%D%/livecodebench/problems.jsonl \
	%D%/livecodebench/self-repair.json \
	%D%/livecodebench/self-repair.txt \
	%D%/livecodebench/solutions.jsonl \
	%D%/livecodebench/test-output.json \
	%D%/mbppplus/README.md \
	%D%/mbppplus/evalplus.json \
	%D%/mbppplus/paper.json \
	%D%/own/README.md \
	%D%/own/programs.json \
	%D%/own/programs.jsonl \
	%D%/own/study.json \
	%D%/own/sums.json \
	%D%/own/sums.jsonl \
	%D%/taco/README.md \
	%D%/taco/common-oj.json \
	%D%/taco/problems.jsonl \
	%D%/taco/solutions.jsonl
