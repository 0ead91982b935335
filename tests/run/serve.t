#!/bin/sh
# serve.t - a model behind HTTP, for clients of all kinds
exec "$PYTHON" "$top_srcdir/tests/run/serve.py"
