#!/bin/sh
# groups-e-i-j-k.t - output, forged verdicts and the warm interpreter
exec "${PYTHON:-python3}" -B "${top_srcdir:-.}/tests/security/run.py" \
	--groups EIJK --quick --jobs 2
