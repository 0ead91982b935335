## fuzz/ - tests.
