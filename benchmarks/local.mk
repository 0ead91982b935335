## benchmarks/ - cards, recipes, samples; perf/ measures Momus itself.
EXTRA_DIST += %D%/perf/start.py
