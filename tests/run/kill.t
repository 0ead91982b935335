#!/bin/sh
# kill.t - whole runs, killed at random moments and resumed
exec "$PYTHON" "$top_srcdir/tests/run/kill.py" "$@"
