## stats/ - pure functions, no I/O.
