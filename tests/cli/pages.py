"""What the pages of a report's folder must be.

    pages.py hostile PORT >description   a run whose every text attacks its reader
    pages.py whole DIR                   TAP: markup, addresses and files of all pages
    pages.py fates KIND DIR              TAP: problems.csv against a count by hand
    pages.py browse DIR PORT FOLDER      TAP: all pages in Chromium, nothing runs
    pages.py use DIR FOLDER              TAP: search, filters and keys in Chromium
"""
import csv
import glob
import http.server
import json
import os
import re
import sys
import threading
from html.parser import HTMLParser

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import chromium
import report

VOID = ("meta", "link", "br", "input", "line", "circle", "col", "img")
OURS = set("html head meta title link style body a main header h1 h2 h3 h4 h5 p nav div span b "
           "i table caption thead tbody tr th td colgroup col ul li code footer script form "
           "label input select option button fieldset legend noscript details summary dl dt dd "
           "kbd section article pre del ins br figure figcaption svg g line text circle "
           "polygon polyline path title rect img".split())


def test(found, name):
    print("not ok" if found else "ok", name)
    for line in list(found)[:5] if found else []:
        print("#", ascii(line)[:300])


def encode(text):
    """A field of run-maker's description, byte by byte where it must be."""
    raw = text if isinstance(text, bytes) else text.encode()
    return "".join(chr(b) if 32 < b < 127 and b != 37 else "%%%02x" % b for b in raw)


def attacks(port):
    """Texts that act where they are taken for markup, code or an address; each element
    that one would make has the attribute data-mark."""
    act = ("document.title='owned';document.documentElement.dataset.owned=1;"
           "alert('owned');fetch('http://127.0.0.1:%d/owned')" % port)
    there = "http://127.0.0.1:%d/owned" % port
    return [
        "<script data-mark>%s</script>" % act,
        "</pre></td></tr></table></div></article></main><script data-mark>%s</script>" % act,
        '"><img data-mark src=x onerror="%s">' % act,
        "'><svg data-mark onload='%s'>" % act.replace("'", "&#39;"),
        "</title></style></script></textarea><script data-mark>%s</script>" % act,
        "<!--<script data-mark>%s</script>--><![CDATA[<script data-mark>%s</script>]]>" % (act, act),
        '" autofocus onfocus="%s" tabindex=1 x="' % act,
        '<img data-mark src="%s"><link data-mark rel=stylesheet href="%s"><iframe data-mark src="%s"></iframe>'
        '<meta data-mark http-equiv=refresh content="0;url=%s"><base data-mark href="%s/">'
        % (there, there, there, there, there),
        "javascript:%s" % act,
        "{{constructor.constructor('%s')()}} ${%s} <%%= %s %%>" % (act.replace("'", ""), act, act),
        "\u202e<script data-mark>%s</script>\u202c\u2066x\u2069\u200f" % act,
        b"\0<script data-mark>\0alert(1)</script>\xff\xfe\xc3(<b data-mark>\x1b[31m",
        "&lt;script&gt;%s&lt;/script&gt; &#60;script&#62;" % act,
        "../../../etc/passwd", "CON", ".", "a/b\\c:d*e?f|g",
        '<details data-mark open ontoggle="%s"><form data-mark action="%s"><input name=q></form>' % (act, there),
    ]


def hostile(port):
    texts = attacks(port)
    print("head\twidths\t1,1,1\nhead\tturns\t2\nhead\tfeedback\tcritic+hint")
    for key, i in (("generator", 0), ("critic", 2), ("note", 4), ("task", 6)):
        print("head\t%s\t%s" % (key, encode(texts[i])))
    print("head\trecipe\t" + encode(json.dumps({"name": texts[2] + texts[0] + texts[6]})))
    for i, text in enumerate(texts):
        print("problem\t%s\t%s\t\t%s" % (encode(text), encode(texts[(i + 1) % len(texts)]),
                                        encode(texts[(i + 2) % len(texts)])))
    many = "".join(t if isinstance(t, str) else t.decode("latin-1") for t in texts)
    for i, text in enumerate(texts):
        raw = text if isinstance(text, bytes) else text.encode()
        row = "node\t%d\t%d\t%d\t0\t0\t%d\t%d\t%d\t%d\t%d\t1\t10\t10\t%s\t%s\t%s\t%s\t%s\t%s"
        request = '{"messages":[{"role":"user","content":"</script><script data-mark>alert(1)</script>"}]}'
        print(row % (i, 0, 0, 0, 0, 0, 0, 0, encode(raw + b"\n" + many.encode()), "",
                     encode(text), "AWRTMOCSI-", encode(b"def f():\n " + raw + b"\n x\n"), ""))
        print(row % (i, 1, 1, 0, 0, 1 + i % 3, -1, -1, encode(text), "", "", "", "",
                     encode(request)))
        print(row % (i, 1, 2, 0, 0, 0, 1, 1, encode(raw * 3), "", encode(text), "AAAAWWWWTT",
                     encode(b"def f(): #\n " + raw + b"<i data-mark>\n x\n y\n"), encode(request)))
        if i % 2:  # one huge line, at last
            print(row % (i, 2, 1, 0, 0, 1, -1, -1, encode(many * 10), "", "", "", "", ""))
            print(row % (i, 2, 2, 0, 0, 1, 0, 0, encode(many * 40), "", "", "", "", ""))
        else:
            print(row % (i, 2, 1, 1, 4, 0, -1, -1, "", encode(text), "", "", "", ""))
            print(row % (i, 2, 2, 2, 0, 0, -1, -1, "", encode(text), "", "", "", ""))
    print("end\tpartial")


class Page(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.path, self.bad, self.ids, self.links, self.open = path, [], [], [], []
        self.scripts, self.policy, self.sheets = [], "", []
        self.feed(open(path, encoding="utf-8", newline="").read())
        self.close()
        self.bad += self.open

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag not in OURS:
            self.bad.append(tag)
        for key in attrs:
            if key.startswith("on") or key in ("style", "srcdoc", "formaction"):
                self.bad.append((tag, key))
        if "id" in attrs:
            self.ids.append(attrs["id"])
        for key in ("href", "src"):
            if key in attrs:
                self.links.append(attrs[key])
        if tag == "meta" and attrs.get("http-equiv"):
            self.policy = attrs["content"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.bad.append("</%s>" % tag)


def pages_of(folder):
    return [folder + "/index.html"] + sorted(glob.glob(folder + "/problems/*.html"))


def whole(folder):
    pages = {os.path.normpath(p): Page(p) for p in pages_of(folder)}
    test([(p.path, p.bad) for p in pages.values() if p.bad],
         "every page has our elements only, and is balanced")
    test([(p.path, i) for p in pages.values() for i in p.ids if p.ids.count(i) > 1],
         "no two elements of a page have one id")
    lost, reached = [], {os.path.normpath(folder + "/index.html")}
    for p in pages.values():
        for link in p.links:
            path, _, part = link.partition("#")
            to = os.path.normpath(os.path.join(os.path.dirname(p.path), path)) if path \
                else os.path.normpath(p.path)
            reached.add(to)
            if re.search(r"^[a-z]+:|^/", link) or not os.path.exists(to):
                lost.append((p.path, link))
            elif part and part not in pages[to].ids:
                lost.append((p.path, link))
    test(lost, "every address leads to a file of the folder and to its place there")
    test(set(pages) - reached, "every page is reached")
    test([p.path for p in pages.values() if "default-src 'none'" not in p.policy or
          "'unsafe" in p.policy or "http" in p.policy], "every page has a strict policy")
    odd = [p for p in os.listdir(folder + "/problems")
           if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*\.html", p)]
    test(odd, "files have safe names")
    texts = [open(p, encoding="utf-8", newline="").read() for p in pages]
    test([t for t in texts if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e"
                                        "\u2066-\u2069]", t)],
         "no page holds a control character or one that turns writing")


def fates(kind, folder):
    run = report.Run(kind)
    rows = list(csv.DictReader(open(folder + "/tables/problems.csv", encoding="utf-8")))
    test([] if len(rows) == run.n else [len(rows)], "every problem has its row")
    bad = []
    for p, row in enumerate(rows):
        want = dict(up=0, down=0, wrong=0, wavered=0, misjudged=0, right_first=0, right_last=0)
        for leaf in range(run.branches(run.turns)):
            way = [run.passed(run.stands(
                p, t, leaf // (run.branches(run.turns) // run.branches(t)))[0])
                for t in range(run.turns + 1)]
            want["right_first"] += way[0] == 1
            want["right_last"] += way[-1] == 1
            want["up"] += way[0] == 0 and way[-1] == 1
            want["down"] += way[0] == 1 and way[-1] == 0
            want["wrong"] += way[-1] == 0
            want["wavered"] += way[0] is not None and way[0] == way[-1] and \
                any(w is not None and w != way[0] for w in way)
        for (q, t, what, b, v), n in run.nodes.items():
            if q != p or what != report.CRITIQUE or n["state"] != report.DONE or \
                    n["finish"] == report.FILTER:
                continue
            truth = run.passed(run.stands(p, t - 1, b // run.widths[t])[0])
            want["misjudged"] += truth is not None and n["judgment"] == (2 if truth else 1)
        got = {k: int(row[k]) for k in want}
        if got != want or row["problem"] != "Made/%d" % p:
            bad.append((p, got, want))
    test(bad, "what happened to each is counted")
    test([] if any(int(r["up"]) for r in rows) and any(int(r["misjudged"]) for r in rows)
         else ["nothing"], "and something happened")


class Canary(http.server.BaseHTTPRequestHandler):
    asked = []

    def do_GET(self):
        Canary.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def serve(port):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


PROBE = """({owned: document.documentElement.dataset.owned || 0, title: document.title,
frames: frames.length, tags: [...new Set([...document.querySelectorAll('*')].map(
e => e.localName))], attributes: [...document.querySelectorAll('*')].filter(e =>
[...e.attributes].some(a => a.name.startsWith('on') || a.name == 'style' ||
/^(javascript|data|https?):/i.test(a.value))).map(e => e.outerHTML.slice(0, 200)),
scripts: document.scripts.length, marked: document.querySelectorAll('[data-mark]').length,
styled: getComputedStyle(document.querySelector('main') || document.body).padding != '0px'})"""


def marks(b, folder, page):
    """What is wrong with a page once all that it wants to do is done."""
    b.open("file://" + page)
    # Whoever opens everything, points and types must not set anything off.
    b.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    b.settle(0.05)
    seen, bad = b.evaluate(PROBE), []
    if seen["owned"] or seen["title"] == "owned" or seen["frames"] or seen["marked"]:
        bad.append(seen)
    bad += [t for t in seen["tags"] if t not in OURS]
    bad += seen["attributes"]
    if seen["scripts"] != (not page.endswith("/report.html")):
        bad.append("%d scripts" % seen["scripts"])
    if not seen["styled"]:
        bad.append("its style sheet is not used")
    bad += [x for x in b.seen if x[0] != "request" or
            x[1] not in ("file://" + page, "file://%s/style.css" % folder) and
            not x[1].startswith("file://%s/figures/" % folder)]
    return bad


def browse(folder, port, scratch):
    folder, scratch = os.path.abspath(folder), os.path.abspath(scratch)
    server = serve(port)
    with chromium.Browser(scratch) as b:
        # The probe itself: a page that does what is tried is found out.
        control = os.path.join(scratch, "control.html")
        with open(control, "w", encoding="utf-8") as f:
            f.write("<!DOCTYPE html><title>x</title><p>" + attacks(port)[0])
        found = marks(b, folder, control)
        kinds = {x[0] for x in found if isinstance(x, tuple)}
        b.settle(0.3)
        test([] if kinds >= {"dialog", "request"} and Canary.asked and
             any(isinstance(x, dict) for x in found) else found + Canary.asked,
             "a page that lets a text act is found out")
        Canary.asked.clear()
        bad = [(p, marks(b, folder, p)) for p in
               [folder + "/report.html"] + pages_of(folder)]
        test([x for x in bad if x[1]], "nothing of any text acts on any page in Chromium")
        test([] if len(bad) > 10 else bad, "all pages were opened")
        shown = b.evaluate("document.body.innerText")
        test([] if "<script data-mark>" in shown else [shown[:200]], "and the texts can be read")
    test(Canary.asked, "no server was asked")
    server.shutdown()


SHOWN = ("[...document.querySelectorAll('#list tbody tr')].filter(r => r.offsetHeight)"
         ".map(r => r.cells[0].textContent)")


def type_in(b, text):
    for letter in text:
        b.key(letter)
    b.settle()


def use(folder, scratch):
    rows = list(csv.DictReader(open(folder + "/tables/problems.csv", encoding="utf-8")))
    index = "file://%s/index.html" % os.path.abspath(folder)
    ids = [r["problem"] for r in rows]
    first = ids[0]
    with chromium.Browser(scratch) as b:
        b.open(index)
        test([] if b.evaluate(SHOWN) == ids else b.evaluate(SHOWN), "all problems are listed")
        b.key("/")
        type_in(b, "MADE/1")
        want = [i for i in ids if "made/1" in i.lower()]
        got = b.evaluate(SHOWN)
        test([] if got == want else got, "a slash searches ids, in any case")
        told = b.evaluate("document.getElementById('shown').textContent")
        test([] if told.startswith("%d of %d" % (len(want), len(ids))) else [told],
             "and says how many are shown")
        b.key("Escape")
        b.settle()
        test([] if b.evaluate(SHOWN) == ids else ["not all"], "escape shows all again")
        for kind in ("up", "down", "wrong", "misjudged"):
            b.evaluate("document.querySelector('input[value=%s]').click()" % kind)
            b.settle()
            want = [r["problem"] for r in rows if int(r[kind])]
            got = b.evaluate(SHOWN)
            test([] if got == want and want != ids else got, "the filter finds %s" % kind)
            b.evaluate("document.querySelector('input[value=%s]').click()" % kind)
        b.open("about:blank")
        b.open(index + "#f=up,misjudged&q=1")
        want = [r["problem"] for r in rows
                if int(r["up"]) and int(r["misjudged"]) and "1" in r["problem"]]
        got = b.evaluate(SHOWN)
        test([] if got == want else got, "an address keeps filters and search")
        b.key("x")
        b.settle()
        test([] if b.evaluate(SHOWN) == ids else ["not all"], "x shows all again")
        b.key("j")
        b.key("j")
        b.key("k")
        at = b.evaluate("document.activeElement.textContent")
        test([] if at == first else [at], "j and k go from row to row")
        page = b.evaluate("document.activeElement.href")
        b.open(page)
        b.key("j")
        b.key("j")
        at = b.evaluate("document.activeElement.id")
        test([] if at and at == b.evaluate("document.querySelectorAll('.turn')[1].id") else [at],
             "j goes from turn to turn on a problem's page")
        b.loaded = False
        b.key("n")
        while not b.loaded:
            b.message()
        at = b.evaluate("document.querySelector('h1').textContent")
        test([] if at == ids[1] else [at], "n opens the next problem")
        b.loaded = False
        b.key("p")
        while not b.loaded:
            b.message()
        at = b.evaluate("document.querySelector('h1').textContent")
        test([] if at == first else [at], "p the one before")
        b.loaded = False
        b.key("u")
        while not b.loaded:
            b.message()
        test([] if b.evaluate("location.href").startswith(index) else ["elsewhere"],
             "u goes up to the index")
        narrow = []
        for page in pages_of(os.path.abspath(folder))[:3]:
            b.resize(390, 800)
            b.open("file://" + page)
            if b.evaluate("document.documentElement.scrollWidth") > 390:
                narrow.append(page)
        test(narrow, "a phone need not scroll sideways")
        b.open(index)
        test(cut_off(b, 1280), "no table is cut off at 1280 pixels")


def cut_off(b, width):
    """Tables of the page that scroll in themselves; the page, if it does."""
    b.resize(width, 800)
    return b.evaluate("""[...document.querySelectorAll('.wide')].filter(
        e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.slice(0, 60)).concat(
        document.documentElement.scrollWidth > %d ? ['the page'] : [])""" % width)


def study(folder):
    """The page of a study: whole on a laptop, in its own boxes on a phone."""
    with chromium.Browser(folder) as b:
        b.open("file://" + os.path.abspath(os.path.join(folder, "index.html")))
        test(cut_off(b, 1280), "no table of a study is cut off at 1280 pixels")
        for width in (800, 390):
            test([x for x in cut_off(b, width) if x == "the page"],
                 "tables that are wider than %d pixels scroll by themselves" % width)


if __name__ == "__main__":
    if sys.argv[1] == "hostile":
        hostile(int(sys.argv[2]))
    elif sys.argv[1] == "whole":
        whole(sys.argv[2])
    elif sys.argv[1] == "fates":
        fates(sys.argv[2], sys.argv[3])
    elif sys.argv[1] == "study":
        study(sys.argv[2])
    elif sys.argv[1] == "browse":
        browse(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    else:
        use(sys.argv[2], sys.argv[3])
