"""Begins a checker in Python: writes the files it is called with, and runs it.

Standard input is a line with four lengths, then as many bytes each: the input, the
output, the answer, and the checker itself.
"""
import os, sys, traceback
read = sys.stdin.buffer
blocks = [read.read(int(n)) for n in read.readline().split()]
names = ['input.txt', 'output.txt', 'answer.txt']
for name, block in zip(names, blocks):
    with open(name, 'wb') as f:
        f.write(block)
sys.argv = ['checker.py'] + names
try:
    exec(compile(blocks[3], 'checker.py', 'exec'), {'__name__': '__main__'})
except SystemExit:
    raise
except BaseException:
    traceback.print_exc()
    raise SystemExit(3)
