// Ctrl-K (or /) goes to the search; results appear while typing, and the arrow keys move through them.
const field = document.querySelector("input[data-palette]");
if (field) {
  const list = document.createElement("ul");
  list.className = "results";
  list.id = "search-results";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Found");
  list.hidden = true;
  field.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
  })) field.setAttribute(name, value);
  let waiting, asked = 0, place = -1;

  const show = (isShown) => {
    list.hidden = !isShown;
    field.setAttribute("aria-expanded", String(isShown));
    if (!isShown) { place = -1; field.removeAttribute("aria-activedescendant"); }
  };
  const pick = (next) => {
    const items = [...list.querySelectorAll("[role=option]")];
    if (!items.length) return;
    place = (next + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === place)));
    items[place].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", items[place].id);
  };
  const option = (hit, index) => {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.id = `search-result-${index}`;
    const link = document.createElement("a");
    const url = new URL(hit.url, location.href);
    link.href = url.origin === location.origin ? url.pathname.replace(/^\/api/, "") : "#";
    link.tabIndex = -1;
    const name = document.createElement("strong");
    name.textContent = hit.display;
    const words = document.createElement("span");
    words.className = "quiet";
    const match = hit.match && hit.match.text !== hit.display ? ` · ${hit.match.label} ${hit.match.text}` : "";
    words.textContent = ` ${hit.model}${hit.details ? " · " + hit.details : ""}${match}`;
    link.append(name, words);
    item.append(link);
    return item;
  };
  const ask = async () => {
    const text = field.value.trim();
    const number = ++asked;
    if (text.length < 2) return show(false);
    const answer = await fetch(`/api/search/?${new URLSearchParams({ q: text, limit: "12" })}`, { headers: { accept: "application/json" } });
    // A slower answer to an earlier text must not replace a later one.
    if (!answer.ok || number !== asked) return;
    const hits = (await answer.json()).results;
    list.replaceChildren(...hits.map(option));
    if (!hits.length) {
      const none = document.createElement("li");
      none.className = "quiet";
      none.textContent = "Nothing found";
      list.append(none);
    }
    place = -1;
    show(true);
  };

  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 80); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && !list.hidden) { event.preventDefault(); pick(place + 1); }
    else if (event.key === "ArrowUp" && !list.hidden) { event.preventDefault(); pick(place - 1); }
    else if (event.key === "Escape") { show(false); }
    else if (event.key === "Enter" && place >= 0) {
      event.preventDefault();
      list.querySelectorAll("[role=option] a")[place]?.click();
    }
  });
  field.addEventListener("blur", () => setTimeout(() => show(false), 200));
  document.addEventListener("keydown", (event) => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
    if ((event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !isTyping)) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
}
