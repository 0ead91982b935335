#!/bin/sh
# quickstart-content.t - the sample benchmark, without Momus
exec "$PYTHON" -B "$top_srcdir/tests/run/quickstart.py" \
	"$top_srcdir/benchmarks/quickstart"
