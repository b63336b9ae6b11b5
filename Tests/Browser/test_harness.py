"""Faults planted on purpose: the harness must notice each, or its silence elsewhere says nothing."""

import http.server
import threading

import browsing
import crawl
import pytest
import watch

HEAD = "<!DOCTYPE html><html lang=en><head><title>Fixture · Almanac</title></head><body><main><h1>Fixture</h1>{}</main>"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
HEADERS = watch.SECURITY_HEADERS | {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}

# name: markup inside the page, what must be noticed.
FAULTS = {
    "an image without a text": ("<img src=/image>", "axe: image-alt"),
    "a field without a label": ("<form><input name=a></form>", "axe: label"),
    "grey on white": ("<p><font color='#aaaaaa'>hardly legible</font></p>", "axe: color-contrast"),
    "a target too small": ("<p><a href=/a>.</a><a href=/b>.</a></p>", "axe: target-size"),
    "a script inside the page": ("<script>window.__xss = 1</script>", "policy violated: script-src-elem"),
    "a handler": ("<p onclick='1'>text</p><img src=/gone alt='' onerror='window.__xss = 1'>", "policy violated: script-src-attr"),
    "a style attribute": ("<p style='color: red'>text</p>", "policy violated: style-src-attr"),
    "a picture from elsewhere": ("<img alt='' src=http://127.0.0.1:9/x.png>", "request to elsewhere"),
    "an error of the console": ("<script type=module src=/console.js></script>", "console error: planted"),
    "an error of a script": ("<script type=module src=/throws.js></script>", "page error: planted"),
    "a script that ran": ("<script type=module src=/ran.js></script>", "a planted script ran: 1"),
    "a dialog": ("<script type=module src=/dialog.js></script>", "dialog: planted"),
    "a second h1": ("<h1>Again</h1>", "2 h1"),
    "a skipped heading": ("<h3>Deep</h3>", "headings out of order"),
    "an id twice": ("<p id=a></p><p id=a></p>", "id twice: a"),
    "a page too wide": ("<pre>" + "wide" * 900 + "</pre>", "scrolls sideways"),
    "a link with a script": ("<a href='javascript:void(0)'>here, a long one</a>", "link scheme: javascript"),
    "a link that hands over": ("<a href='https://example.net/'>elsewhere, a long one</a>", "without rel=noopener"),
    "a frame": ("<iframe src=/a title=a></iframe>", "link <iframe"),
}
SCRIPTS = {
    "/console.js": "console.error('planted')", "/throws.js": "throw new Error('planted')",
    "/ran.js": "window.__xss = 1", "/dialog.js": "alert('planted')",
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        script = SCRIPTS.get(self.path)
        key = self.path[1:].replace("-", " ")
        body = script or HEAD.format(FAULTS[key][0] if key in FAULTS else "<p>sound</p>")
        self.send_response(200)
        for name, value in HEADERS.items():
            if not (name == "Content-Security-Policy" and self.path == "/without-policy"):
                self.send_header(name, value)
        self.send_header("Content-Type", "text/javascript" if script else "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def fixture_address():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def looker(browser, fixture_address):
    person = browsing.Person(browser, fixture_address, None)

    def look(path: str) -> list[str]:
        response = person.page.goto(fixture_address + path)
        person.page.wait_for_timeout(30)
        return person.watch.facts(response=response) + [f"axe: {found}" for found in person.watch.axe()]

    yield look
    person.close()


def test_a_sound_page_passes(looker):
    assert looker("/sound") == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_noticed(looker, name):
    noticed = looker("/" + name.replace(" ", "-"))
    assert any(FAULTS[name][1] in entry for entry in noticed), noticed


def test_missing_headers_are_noticed(looker):
    assert any("policy lacks" in entry for entry in looker("/without-policy"))
    assert "status 500" in watch.header_faults(500, HEADERS)
    assert watch.header_faults(200, HEADERS) == []
    for name in HEADERS:
        assert watch.header_faults(200, {key: value for key, value in HEADERS.items() if key != name}), name


def test_the_crawler_reads_what_may_not_stand_in_a_page():
    reader = crawl.Reader("/")
    reader.feed("<h1>a</h1><p onclick=x style=y></p><script>1</script><style></style><a href='JavaScript:1'>"
                "<form method=post action=/go/><input name=a value=1><textarea name=b></textarea></form>")
    assert len(reader.wrong) == 5
    assert [(form.action, form.fields) for form in reader.forms] == [("/go/", [("a", "1"), ("b", "")])]
