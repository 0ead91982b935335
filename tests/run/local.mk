## run/ - tests.
