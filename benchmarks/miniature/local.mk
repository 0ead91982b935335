## miniature/ - a benchmark for tiny models; `make demo-ctrl` trains and compares them.
nobase_dist_pkgdata_DATA += \
	%D%/README.md \
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
	%D%/sft.json \
	%D%/strong.json \
	%D%/study.json \
	%D%/sweep.sh \
	%D%/weak.json

## Into the folder demo-ctrl: models, runs, report. SEED=2 for another seed.
demo-ctrl: all
	@MOMUS=$(top_builddir)/momus PYTHON=$(PYTHON); export MOMUS PYTHON; \
	MOMUS_CACHE=demo-ctrl-cache; export MOMUS_CACHE; \
	sh $(srcdir)/%D%/ctrl.sh demo-ctrl $(SEED)
.PHONY: demo-ctrl

clean-local: clean-demo-ctrl
clean-demo-ctrl:
	rm -rf demo-ctrl demo-ctrl-cache
.PHONY: clean-demo-ctrl
