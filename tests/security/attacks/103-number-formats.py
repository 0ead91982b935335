# attack: 103 numbers that are no numbers
# group: I
# kind: solution
# problem: halves
# tries: nan, infinity, texts that look like numbers, where numbers are compared
# variants: nan inf text hex wide far nested
# expect: wrong_answer
# habits: lenient
# control: passes
# control[inf]: none a comparison of numbers refuses it too
# control[far]: none a comparison of numbers refuses it too
# control[hex]: none float() refuses it too
# control[nested]: none float() refuses it too
def halves(numbers):
    right = [n / 2 for n in numbers]
    return {"nan": [float("nan")] * len(right),
            "inf": [float("inf")] * len(right),
            "text": [str(n) for n in right],
            "hex": [float.hex(n) for n in right],
            "wide": ["".join(chr(ord(c) + 0xfee0) if c.isdigit() else c
                             for c in str(n)) for n in right],
            "far": [n + 1e-3 for n in right],
            "nested": [[n] for n in right]}["@VARIANT@"]
