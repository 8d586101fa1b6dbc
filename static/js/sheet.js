// The score sheet: saves itself, adds up, and takes marks from the keyboard. Without it the form works all the same.
const form = document.getElementById("sheet");
const status = document.getElementById("status");
const total = document.getElementById("total");
const help = document.getElementById("help");
const switched = document.getElementById("keys-on");
const boxes = [...form.querySelectorAll("[data-criterion]")];
const marks = boxes.map((box) => box.querySelector("[data-mark]"));
const say = (text) => { status.textContent = text; };

// --- points in hundredths, comma or point ---
const points = (text) => /^\s*\d{1,4}([.,]\d{1,2})?\s*$/.test(text) ? Math.round(parseFloat(text.replace(",", ".")) * 100) : null;
const show = (value) => String(value / 100).replace(".", ",");
function addUp() {
  const values = marks.map((mark) => points(mark.value));
  total.textContent = values.every((value) => value === null) ? "–" : show(values.reduce((sum, value) => sum + (value ?? 0), 0));
  boxes.forEach((box, index) => {
    for (const band of box.querySelectorAll("[data-low]"))
      band.classList.toggle("here", values[index] !== null && +band.dataset.low <= values[index] && values[index] <= +band.dataset.high);
  });
}

// --- saving: one request at a time, the truth in the status line ---
let running = null, timer = 0, retry = 0, dirty = false, conflict = false;
function save() {
  if (conflict) return running; // both versions are on the page: only the judge's own button saves now
  clearTimeout(timer);
  clearTimeout(retry);
  timer = 0;
  dirty = true;
  running ??= (async () => {
    while (dirty) { dirty = false; await send(); }
    running = null;
  })();
  return running;
}
const written = (data) => JSON.stringify([...data].filter(([name]) => name !== "revision"));
let last = written(new FormData(form));
async function send() {
  const body = new FormData(form), text = written(body);
  if (text === last) return;
  say(form.dataset.saving);
  let answer, said;
  try {
    answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  } catch {
    say(form.dataset.offline);
    retry = setTimeout(save, 15000);
    return;
  }
  if (answer.ok && said.saved) {
    last = text;
    form.elements.revision.value = said.revision;
    for (const old of form.querySelectorAll(".other, .error")) old.remove();
    say(said.saved);
  } else if (answer.status === 409) {
    conflict = true;
    dirty = false;
    form.elements.revision.value = said.revision;
    for (const [name, text] of Object.entries(said.other)) beside(form.elements[name], text);
    say(form.dataset.conflict);
  } else if (answer.status === 422) {
    say(`${form.dataset.refused} ${Object.values(said.errors).flat().join(" ")}`);
  } else {
    say(answer.status === 404 ? form.dataset.gone : answer.status < 500 ? form.dataset.ended : form.dataset.offline);
    if (answer.status >= 500) retry = setTimeout(save, 15000);
  }
}
function beside(field, text) {
  if (!field || (field.value.trim() || "–") === text || field.tagName === "SELECT") return;
  const note = document.createElement("p");
  note.className = "other";
  note.textContent = `${form.dataset.there} ${text}`;
  field.closest("details")?.setAttribute("open", "");
  (field.closest(".mark") ?? field).after(note);
}
form.addEventListener("input", () => { addUp(); clearTimeout(timer); timer = setTimeout(save, 1000); });
form.addEventListener("change", save);
addEventListener("online", save);
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  if (!running) return;
  event.preventDefault();
  dirty = false;
  running.finally(() => conflict || form.requestSubmit(event.submitter));
});

// --- keys: a digit opens the mark of the chosen criterion and 600 ms of silence take it ---
let chosen = 0, typed = 0;
function choose(index, focus) {
  boxes[chosen].classList.remove("chosen");
  chosen = Math.max(0, Math.min(boxes.length - 1, index));
  boxes[chosen].classList.add("chosen");
  if (focus) marks[chosen].focus(), marks[chosen].select();
  boxes[chosen].scrollIntoView({ block: "nearest" });
}
marks.forEach((mark, index) => {
  mark.addEventListener("focus", () => choose(index));
  mark.addEventListener("input", () => { if (typed) wait(mark); });
  mark.addEventListener("blur", () => {
    if (!typed) return;
    clearTimeout(typed);
    typed = 0;
    save();
  });
  mark.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const keyed = typed;
    mark.blur();
    choose(index + step, !keyed);
  });
});
function wait(mark) {
  clearTimeout(typed);
  typed = setTimeout(() => mark.blur(), 600);
}
const writing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    document.activeElement.blur();
    form.requestSubmit(form.querySelector("[value=submit]"));
  } else if (event.key === "Escape" && form.contains(event.target)) event.target.blur();
  if (!switched.checked || document.querySelector("dialog[open]") || writing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const moves = { ArrowDown: chosen + 1, ArrowUp: chosen - 1 };
  if (/^\d$/.test(event.key)) {
    const mark = marks[chosen];
    mark.focus();
    mark.value = event.key;
    addUp();
    wait(mark);
  } else if (event.key in moves) choose(moves[event.key]);
  else if (event.key === "n") {
    const details = boxes[chosen].querySelector("details");
    details.open = true;
    details.querySelector("textarea").focus();
  } else if (event.key === "?") help.showModal();
  else return;
  event.preventDefault();
});
switched.checked = localStorage.getItem("keys") !== "off";
switched.addEventListener("change", (event) => { event.stopPropagation(); localStorage.setItem("keys", switched.checked ? "on" : "off"); });
document.getElementById("keys-help").addEventListener("click", () => help.showModal());
document.getElementById("keys").hidden = false;
boxes[0]?.classList.add("chosen");
addUp();
