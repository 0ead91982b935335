# attack: 61 leaves its input alone
# group: E
# tries: to block a judge that writes 100 MiB to a program that does not read,
#     reads one byte, or closes the descriptor
# variants: never one closed
# limits: cpu=1 wall=20
# stdin: 100M
# expect: accepted
# answer: 42
# control: says 42
if "@VARIANT@" == "one":
    os.read(0, 1)
if "@VARIANT@" == "closed":
    os.close(0)
os.write(1, b"42\n")
