## benchmarks/ - cards, recipes, samples; perf/ measures Momus itself.
EXTRA_DIST += %D%/perf/start.py
EXTRA_DIST += \
	%D%/perf/mbppplus.py

nobase_dist_pkgdata_DATA += \
	%D%/humanevalplus/README.md \
	%D%/humanevalplus/evalplus.json \
	%D%/mbppplus/README.md \
	%D%/mbppplus/evalplus.json \
	%D%/mbppplus/paper.json
