# attack: 100 sends records of its own
# group: I
# kind: solution
# problem: total
# tries: one record too many, a short one, a huge one, one for another test,
#     then an end with status 0 before the real ones
# variants: twice short huge other
# expect: wrong_answer sandbox_violation runtime_error
# control: none a judge in the program's process reads no records
import os

RECORDS = {"twice": bytes([0x86]) * 2, "short": b"I", "huge":
           b"b\xff\xff\xff\xff\xff\xff\xff\x7f" + bytes(1 << 16),
           "other": b"\x86\x86\x80\x9cI\x04\x0c\xca\x9a\x3b"}


def total(numbers):
    for number in range(3, 256):
        try:
            os.set_blocking(number, False)
            os.write(number, RECORDS["@VARIANT@"])
        except OSError:
            pass
    os._exit(0)
