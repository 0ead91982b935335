# attack: 100 sends values that no program has
# group: I
# kind: solution
# problem: total
# tries: to have no verdict, by a result that fails who compares it: a set of
#     lists, a text that is none, a range without a step, endless seconds
# variants: set text range seconds
# expect: wrong_answer sandbox_violation
# control: none a judge in the program's process reads no records
import os
import struct

VALUES = {"set": b"e\x01l\x00", "text": b"s\x02\xff\xfe",
          "range": b"r\x80\x85\x80", "seconds": b"\x86"}
SECONDS = float("inf") if "@VARIANT@" == "seconds" else 0.1


def record(kind, data):
    return kind + struct.pack("<I", len(data)) + data


def total(numbers):
    os.write(3, record(b"R", struct.pack("<Id", 0, SECONDS)) +
             record(b"V", VALUES["@VARIANT@"]))
    return -1
