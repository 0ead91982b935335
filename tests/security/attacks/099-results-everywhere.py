# attack: 99 writes results to every descriptor
# group: I
# kind: solution
# problem: total
# tries: right-looking records to 3..1023 while it returns wrong results
# expect: wrong_answer sandbox_violation runtime_error
# control: none a judge in the program's process has no descriptor to write to
import os

RECORDS = (b'{"status":"accepted","passed":true}\n', b"\x86" * 8, b"T" * 8,
           b"AAAAA\n", bytes(8))


def total(numbers):
    for number in range(3, 1024):
        for record in RECORDS:
            try:
                os.set_blocking(number, False)
                os.write(number, record)
            except OSError:
                break
    return -1
