## quickstart/ - a whole run that needs no server; `make quickstart` does it.
nobase_dist_pkgdata_DATA += \
	%D%/README.md \
	%D%/finch.json \
	%D%/finch.jsonl \
	%D%/owl-on-finch.jsonl \
	%D%/owl-on-wren.jsonl \
	%D%/problems.jsonl \
	%D%/wren.json \
	%D%/wren.jsonl

## Two runs side by side, from the build tree; the reference outputs are cached in
## there too, so that nothing is left behind.
QUICKSTART = $(top_builddir)/momus
quickstart: all
	@rm -rf quickstart && $(MKDIR_P) quickstart
	@MOMUS_CACHE=quickstart/cache; export MOMUS_CACHE; \
	for model in finch wren; do \
		$(QUICKSTART) run $(srcdir)/%D%/$$model.json \
			-o quickstart/$$model.h5 || exit; \
	done
	@$(QUICKSTART) report quickstart/finch.h5 quickstart/wren.h5
	@$(QUICKSTART) report quickstart/finch.h5 quickstart/wren.h5 \
		--format html -o quickstart >/dev/null
	@echo "The same as a page: quickstart/report.html"
	@echo && echo "And live, with three models in this process:" && echo
	@MOMUS_CACHE=quickstart/cache; export MOMUS_CACHE; \
	$(QUICKSTART) run $(srcdir)/benchmarks/miniature/live.json \
		-o quickstart/live
	@$(QUICKSTART) report quickstart/live | sed '/^What was run$$/,$$d'
	@echo "All of it: momus report quickstart/live"
.PHONY: quickstart

clean-local: clean-quickstart
clean-quickstart:
	rm -rf quickstart
.PHONY: clean-quickstart
