// The triage board by single keys; without this, links and buttons do the same.
const board = document.querySelector("[data-triage]");
const form = board?.closest("form");
const keys = document.querySelector("[data-keys]");
const isOn = document.querySelector("[data-keys-on]");
const rows = board ? [...board.querySelectorAll("tr[data-row]")] : [];
const link = (row) => row.querySelector("a");
const store = {
  get(name) { try { return sessionStorage.getItem(name); } catch { return null; } },
  set(name, value) { try { sessionStorage.setItem(name, value); } catch { /* it is only comfort */ } },
};
if (isOn) {
  isOn.checked = store.get("triage-keys") !== "off";
  isOn.addEventListener("change", () => store.set("triage-keys", isOn.checked ? "on" : "off"));
}

let place = rows.findIndex((row) => row.contains(document.activeElement));
function go(to) {
  if (!rows.length) return;
  place = Math.max(0, Math.min(rows.length - 1, to));
  link(rows[place]).focus();
  rows[place].scrollIntoView({ block: "nearest" });
}
board?.addEventListener("focusin", (event) => {
  const row = event.target.closest("tr[data-row]");
  if (row) place = rows.indexOf(row);
});

function decide(button) {
  if (!form.querySelector("input[name=pk]:checked")) {
    if (place < 0) return;
    rows[place].querySelector("input[name=pk]").checked = true;
  }
  store.set("triage-place", String(Math.max(0, place)));
  form.requestSubmit(button);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !isOn?.checked) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea, dialog")) return;
  const button = form?.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
  if (event.key === "j") go(place + 1);
  else if (event.key === "k") go(place - 1);
  else if (event.key === "x" && place >= 0) rows[place].querySelector("input[name=pk]")?.click();
  else if (event.key === "?" && keys) {
    keys.open = !keys.open;
    keys.querySelector("summary").focus();
  } else if (button) decide(button);
  else return;
  event.preventDefault();
});

// Back from a decision, the next row is at hand.
const last = store.get("triage-place");
if (last !== null && document.querySelector("[role=status]")) go(Number(last));
store.set("triage-place", "");
