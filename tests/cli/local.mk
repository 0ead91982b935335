## cli/ - tests.
