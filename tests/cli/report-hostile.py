"""Nothing a model, server or data set wrote acts in a report: report-hostile.py DIR"""
import csv
import json
import re
import sys
from html.parser import HTMLParser

folder = sys.argv[1]
read = {ext: open("%s/report.%s" % (folder, ext), encoding="utf-8", newline="").read()
        for ext in ("txt", "md", "tex", "csv", "json", "html")}
turning = re.compile("[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
control = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def test(found, name):
    print("not ok" if found else "ok", name)
    for line in list(found)[:5] if found else []:
        print("#", ascii(line))


for ext, text in read.items():
    test(control.findall(text) + turning.findall(text),
         "%s holds no control character and none that turns writing" % ext)

rows = list(csv.reader(read["csv"].splitlines()))
test([r for r in rows if len(r) != len(rows[0])], "every row of csv has every column")
test([c for r in rows for c in r if re.match("[=@+-]", c) and not
      re.fullmatch(r"-?[0-9.]+(e[+-][0-9]+)?", c)], "no field of csv is a formula")
test([] if any("HYPERLINK" in c for r in rows for c in r) else ["no name"],
     "though a name is one")


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.bad, self.ids, self.links, self.open, self.pre = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("script", "img", "link", "iframe", "object", "b") and (
                tag != "b" or "card" not in (self.open or [""])[-1]):
            self.bad.append((tag, attrs))
        for key, value in attrs.items():
            if key.startswith("on") or (key in ("src", "href") and not value.startswith("#")):
                self.bad.append((tag, key, value))
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "a":
            self.links.append(attrs["href"][1:])
        if tag not in ("meta", "br", "line", "circle"):
            self.open.append(tag + " " + attrs.get("class", ""))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in ("meta", "br", "line", "circle"):
            return
        if not self.open or self.open.pop().split(" ")[0] != tag:
            self.bad.append("</%s> closes another" % tag)

    def handle_data(self, data):
        if self.open and self.open[-1].startswith("pre"):
            self.pre.append(data)


page = Page()
page.feed(read["html"])
page.close()
test(page.bad + page.open, "html has no foreign element, attribute or address, and is balanced")
test([x for x in page.links if x not in page.ids] or
     [x for x in page.ids if page.ids.count(x) > 1], "every link of html has its one target")
test([] if "</pre></details><script>alert(2)</script>" in page.pre else page.pre,
     "and what a model wrote can be read there")
test(re.findall("https?://|url\\(|@import", re.sub("evil.example|http-equiv", "",
     read["html"].replace("http://evil.example", ""))), "html names no other file and no server")

report = json.loads(read["json"])
name = report["runs"][0]["name"]
test([] if name == '=HYPERLINK("http://evil.example")<img src=x onerror=alert(1)>' else [name],
     "json keeps the very name")
ids = [p["id"] for p in report["runs"][0]["by_problem"]]
test([] if ids[0] == "Mbpp/\u202e1<script>alert('p')</script>" else ids, "and the very ids")
test(re.findall("(?m)<script|<img|<b>", read["md"]), "md holds no element")
known = ("textbackslash textasciicircum textasciitilde textless textgreater textbar char "
         "ensuremath Delta uparrow downarrow to checkmark times dots begin end toprule midrule "
         "bottomrule subsection small textbf momuscaption momusfit par medskip "
         "noindent ifx momusend undefined else expandafter fi "
         "centering includegraphics caption label").split()
body = read["tex"].split("\\smallskip}\n", 1)[1]
test([x for x in re.findall(r"\\([a-zA-Z]+)", body) if x not in known] +
     re.findall(r"(?<!\\)[%$^~]", body), "tex holds no command of a model's")
test([] if "textbackslash{}input\\{/etc/passwd\\}\\%\\$x" in body else [body[:400]],
     "and shows the one that was tried")
