// Everything here adds to pages that work without it.

// Moments are written in UTC; people read them in their own zone, with UTC at hand. Calendar days are never touched.
function tellTimes(root) {
  for (const time of root.querySelectorAll("time[data-moment]")) {
    const moment = new Date(time.dateTime);
    if (isNaN(moment)) continue;
    const absolute = moment.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
    time.title = `${time.dateTime.slice(0, 16).replace("T", " ")} UTC`;
    time.textContent = time.dataset.moment === "relative" ? relative(moment) : absolute;
    if (time.dataset.moment === "relative") time.title = `${absolute} (${time.title})`;
  }
}
const steps = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
function relative(moment) {
  const seconds = (moment - Date.now()) / 1000;
  const [unit, size] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.round(seconds / size), unit);
}
tellTimes(document);
// Modules of single pages add parts.
document.addEventListener("almanac:added", (event) => tellTimes(event.detail));

// Menus close when the reader goes elsewhere; the drawer of areas is closed on small screens.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
if (matchMedia("(max-width: 60rem)").matches) document.querySelector("[data-side] .drawer")?.removeAttribute("open");

// Copying: the buttons are hidden where no script runs.
for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Press Ctrl-C";
  }
});

// Choosing rows: all of the page at once, and how many there are.
for (const box of document.querySelectorAll("input[data-pick-all]")) {
  const form = box.closest("form");
  const rows = () => [...form.querySelectorAll("input[name=pk]")];
  const count = form.querySelector("[data-pick-count]");
  const tell = () => {
    const picked = rows().filter((row) => row.checked);
    for (const row of rows()) row.closest("tr").classList.toggle("picked", row.checked);
    box.checked = picked.length > 0 && picked.length === rows().length;
    box.indeterminate = picked.length > 0 && !box.checked;
    if (count) count.textContent = picked.length ? `${picked.length} chosen` : "";
  };
  box.addEventListener("change", () => { for (const row of rows()) row.checked = box.checked; tell(); });
  form.addEventListener("change", tell);
  tell();
}

// Selects that lead on as soon as something is chosen.
for (const select of document.querySelectorAll("select[data-go]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

// References with many targets: suggestions while typing.
let waiting;
document.addEventListener("input", (event) => {
  const field = event.target.closest("input[data-suggest]");
  if (!field) return;
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const text = field.value.trim();
    if (text.length < 1) return;
    const query = new URLSearchParams({ q: text, limit: "20", exclude_m2m: "true" });
    const answer = await fetch(`${field.dataset.suggest}?${query}`, { headers: { accept: "application/json" } });
    if (!answer.ok || field.value.trim() !== text) return;
    const list = document.getElementById(field.getAttribute("list"));
    list.replaceChildren(...(await answer.json()).results.map((row) => {
      const option = document.createElement("option");
      option.value = row[field.dataset.attribute] ?? row.id;
      option.label = row.display;
      return option;
    }));
  }, 150);
});
