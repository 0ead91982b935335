## miniature/ - a benchmark for tiny models; `make demo-ctrl` trains and compares them.
nobase_dist_pkgdata_DATA += \
	%D%/README.md \
	%D%/critic.json \
	%D%/ctrl.sh \
	%D%/grammar.py \
	%D%/grpo.json \
	%D%/live.json \
	%D%/miniature.py \
	%D%/models/rl/config.json \
	%D%/models/rl/model.safetensors \
	%D%/models/rl/tokenizer.json \
	%D%/models/sft/config.json \
	%D%/models/sft/model.safetensors \
	%D%/models/sft/tokenizer.json \
	%D%/models/strong/config.json \
	%D%/models/strong/model.safetensors \
	%D%/models/strong/tokenizer.json \
	%D%/models/weak/config.json \
	%D%/models/weak/model.safetensors \
	%D%/models/weak/tokenizer.json \
	%D%/problems.jsonl \
	%D%/prompts/critique-hint.txt \
	%D%/prompts/critique.txt \
	%D%/prompts/execution.txt \
	%D%/prompts/generate.txt \
	%D%/prompts/revise.txt \
	%D%/samples.json \
	%D%/seeds.py \
	%D%/sft.json \
	%D%/strong.json \
	%D%/study.json \
	%D%/sweep.py \
	%D%/sweep.sh \
	%D%/weak.json

## Into the folder demo-ctrl: models, runs, report.  SEED=2 for another seed;
## `make demo-ctrl-seeds` for five, each in a folder of its own, and their table.
DEMO_SEEDS = 1 2 3 4 5
demo-ctrl: all
	@MOMUS=$(top_builddir)/momus PYTHON=$(PYTHON); export MOMUS PYTHON; \
	MOMUS_CACHE=demo-ctrl-cache; export MOMUS_CACHE; \
	sh $(srcdir)/%D%/ctrl.sh demo-ctrl $(SEED)
demo-ctrl-seeds: all
	@MOMUS=$(top_builddir)/momus PYTHON=$(PYTHON); export MOMUS PYTHON; \
	MOMUS_CACHE=demo-ctrl-cache; export MOMUS_CACHE; \
	$(MKDIR_P) demo-ctrl-seeds && for seed in $(DEMO_SEEDS); do \
		sh $(srcdir)/%D%/ctrl.sh demo-ctrl-seeds/$$seed $$seed || exit; \
	done; $(PYTHON) -B $(srcdir)/%D%/seeds.py $(DEMO_SEEDS:%=demo-ctrl-seeds/%)
.PHONY: demo-ctrl demo-ctrl-seeds

clean-local: clean-demo-ctrl
clean-demo-ctrl:
	rm -rf demo-ctrl demo-ctrl-seeds demo-ctrl-cache
.PHONY: clean-demo-ctrl
