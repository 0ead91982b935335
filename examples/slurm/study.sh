#!/bin/sh
# study.sh STUDY OUT - one shard of a study, or of a recipe, as a task of an array:
#
#	sbatch --array=0-15 study.sh study.json out
#
# Task I of N takes the problems whose id hashes to I modulo N; its stores in the
# folder OUT are named for it, CELL-I-of-N.h5.  The repair of whatever went wrong (a node that died, a time limit, a
# server that was away) is the same command line again: what is complete is
# nothing to do, and what was begun goes on.  join.sh puts the shards together.
#SBATCH --job-name=momus
#SBATCH --cpus-per-task=1
#SBATCH --open-mode=append
#SBATCH --output=momus-%a.log
set -eu
study=${1:?usage: sbatch --array=0-15 study.sh STUDY OUT}
out=${2:?usage: sbatch --array=0-15 study.sh STUDY OUT}
mkdir -p "$out"
exec "${MOMUS:-momus}" run "$study" -o "$out" --resume
