// The log of a run as it grows. The page holds what was stored when it was made; the stream goes on behind its last line.
const log = document.querySelector("[data-log-stream]");
const told = document.querySelector("[data-log-state]");
const tell = (text) => { if (told) told.textContent = text; };

// Sequences that would move a terminal's cursor or colour its text mean nothing here.
const plain = (text) => (text ?? "")
  .replace(/\x1b(?:\[[0-9;:?<=>]*[ -\/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])/g, "")
  .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");

function cell(row, text, names) {
  const cell = document.createElement("td");
  cell.textContent = text;
  if (names) cell.className = names;
  row.append(cell);
  return cell;
}

function line(entry) {
  const row = document.createElement("tr");
  row.id = `line-${entry.id}`;
  const time = document.createElement("time");
  time.dateTime = entry.created;
  time.textContent = entry.created.slice(11, 19);
  cell(row, "", "nowrap").append(time);
  const badge = document.createElement("span");
  badge.className = `badge ${{ success: "good", warning: "warn", failure: "bad", error: "bad", critical: "bad" }[entry.log_level] ?? ""}`;
  badge.textContent = entry.log_level[0].toUpperCase() + entry.log_level.slice(1);
  cell(row, "").append(badge);
  cell(row, plain(entry.message));
  const about = cell(row, "");
  if (/^\/(?![\/\\])/.test(entry.absolute_url)) {
    const link = document.createElement("a");
    link.href = entry.absolute_url;
    link.textContent = plain(entry.log_object) || entry.absolute_url;
    about.append(link);
  } else {
    about.textContent = plain(entry.log_object);
  }
  cell(row, plain(entry.grouping));
  return row;
}

// What stands around the log is made by the server; the end of a run changes buttons, numbers and results.
async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-part]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh) continue;
    const node = document.importNode(fresh, true);
    part.replaceWith(node);
    document.dispatchEvent(new CustomEvent("almanac:added", { detail: node }));
  }
}

function progress(state) {
  const bar = document.getElementById("run-progress");
  const words = document.getElementById("run-progress-words");
  const now = state.progress;
  if (!bar || !now) return;
  bar.hidden = false;
  if (now.total) { bar.max = now.total; bar.value = now.done; } else { bar.removeAttribute("value"); }
  if (words) words.textContent = `${now.done}${now.total ? ` of ${now.total}` : ""} ${plain(now.text)}`.trim();
}

if (log) {
  const levels = (log.dataset.levels ?? "").split(",").filter(Boolean);
  const region = log.closest(".scroll");
  const query = log.dataset.after ? `?after=${encodeURIComponent(log.dataset.after)}` : "";
  const source = new EventSource(log.dataset.logStream + query);
  let status = log.dataset.status;
  source.addEventListener("open", () => tell("Live: new lines appear by themselves."));
  source.addEventListener("error", () => tell(source.readyState === EventSource.CLOSED
    ? "New lines do not come by themselves now. Load the page again to see them."
    : "The connection was lost. Trying again; no line is lost."));
  source.addEventListener("log", (event) => {
    const entry = JSON.parse(event.data);
    if (levels.length && !levels.includes(entry.log_level)) return;
    // A line may be in the page and in the stream.
    if (document.getElementById(`line-${entry.id}`)) return;
    const isAtEnd = region.scrollHeight - region.scrollTop - region.clientHeight < 40;
    log.append(line(entry));
    if (isAtEnd) region.scrollTop = region.scrollHeight;
  });
  source.addEventListener("state", (event) => {
    const state = JSON.parse(event.data);
    progress(state);
    if (state.status === status) return;
    status = state.status;
    refresh();
  });
  source.addEventListener("end", () => {
    source.close();
    tell("The run has ended.");
    refresh();
  });
  region.scrollTop = region.scrollHeight;
}

// Schedules: times are the reader's own unless another zone is chosen.
const zone = document.querySelector("input[data-zone]");
if (zone) {
  if (zone.value === "" || zone.value === "UTC") zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
  const list = document.getElementById(zone.getAttribute("list"));
  for (const name of Intl.supportedValuesOf?.("timeZone") ?? []) {
    const option = document.createElement("option");
    option.value = name;
    list?.append(option);
  }
}
