#!/bin/sh
# adapters.t - transformers and PEFT read what momus writes, and the other way round
PYTHONPATH=$top_srcdir/tests/conformance \
	exec "$PYTHON" -B "$top_srcdir/tests/conformance/adapters.py"
