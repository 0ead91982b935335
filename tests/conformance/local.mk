## conformance/ - tests.
