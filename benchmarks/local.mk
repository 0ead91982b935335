## benchmarks/ - cards, recipes, samples; perf/ measures Momus itself.
