# attack: 59 endless output
# group: E
# tries: to fill the judge's memory through standard output, error, or both
# variants: stdout stderr both
# limits: cpu=4 wall=20 output=64K
# expect: output_limit
# kept: 65536
# host: memory
# control: floods
block = b"x" * 4096
while True:
    if "@VARIANT@" != "stderr":
        os.write(1, block)
    if "@VARIANT@" != "stdout":
        os.write(2, block)
