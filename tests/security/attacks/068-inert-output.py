# attack: 68 output for the eyes of others
# group: E
# tries: terminal escapes, HTML, formulas, log lines, text that runs backwards
# limits: cpu=1 wall=5
# expect: accepted
# says: =HYPERLINK("http://evil.example","x")
# inert: yes
# control: says <script>alert(1)</script>
os.write(1, "\x1b]0;owned\x07\x1b[2J\x9b31m\r\n".encode())
os.write(1, "<script>alert(1)</script>\n\"><img src=x onerror=alert(1)>\n"
         .encode())
os.write(1, b"=HYPERLINK(\"http://evil.example\",\"x\")\n")
os.write(1, b"2026-01-01 momus: 1 passed, 0 failed\n")
os.write(1, "\u202e\u2066evil\u2069\u200b\u2028\x85\n".encode())
