#!/bin/sh
# study.t - the truth of a simulated study lies inside its report's intervals; a
# few seeds, `make check-study` runs many
PYTHONPATH="$top_srcdir/tests/conformance" \
	exec "$PYTHON" -B "$top_srcdir/tests/conformance/study.py" 3 1 60 3 1
