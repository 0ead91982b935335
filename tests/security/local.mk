## security/ - tests.
