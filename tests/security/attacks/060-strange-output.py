# attack: 60 output that is hard to read
# group: E
# tries: a gigabyte without a line end, a million empty lines, NUL bytes,
#     bytes that are no text
# variants: line empty nul bytes
# limits: cpu=4 wall=20 output=2M
# expect: accepted
# expect[line]: output_limit
# total[empty]: 1000000
# total[nul]: 100000
# total[bytes]: 25600
# host: memory
# control: floods
# control[empty]: wrote 1000000
# control[nul]: wrote 100000
# control[bytes]: wrote 25600
with open(1, "wb") as out:
    if "@VARIANT@" == "line":
        for _ in range(1 << 14):
            out.write(b"x" * (1 << 16))
    elif "@VARIANT@" == "empty":
        out.write(b"\n" * 1000000)
    elif "@VARIANT@" == "nul":
        out.write(bytes(100000))
    else:
        out.write(bytes(range(256)) * 100)
