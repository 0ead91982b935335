#!/bin/sh
# join.sh OUT ALL - joins the shards that study.sh left in OUT: each cell of the
# study becomes ALL/CELL.h5.  Shards that are missing are named, and their numbers
# are what to run again; then join once more:
#
#	sbatch --dependency=afterany:ARRAY --wrap 'sh join.sh out all'
set -eu
out=${1:?usage: join.sh OUT ALL}
all=${2:?usage: join.sh OUT ALL}
mkdir -p "$all"
for cell in $(ls "$out" | sed -n 's/-[0-9]*-of-[0-9]*\.h5$//p' | sort -u); do
	"${MOMUS:-momus}" merge -o "$all/$cell.h5" "$out/$cell"-*-of-*.h5
done
