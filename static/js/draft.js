// A text that saves itself: on this machine at every stroke, on the server one second after the last one.
const form = document.querySelector("form[data-draft]");
const area = form.querySelector("textarea");
const status = form.querySelector("[data-status]");
const count = form.querySelector("[data-count]");
const panel = form.querySelector("[data-local]");
const key = `draft ${form.dataset.draft}`;
let timer = 0, pause = 2000, sending = false, stopped = false, saved = area.value;

const words = (text) => text.split(/\s+/).filter(Boolean).length;
const say = (text) => { status.textContent = text; };
const recount = () => {
  const number = words(area.value);
  count.textContent = number;
  count.classList.toggle("over", number > Number(form.dataset.limit));
};

function recall() {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}
function keep(sent = false) {
  try { localStorage.setItem(key, JSON.stringify({ text: area.value, revision: form.revision.value, sent })); } catch { /* no room: the server still has it */ }
}
function drop() {
  try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
}
function later(delay) {
  clearTimeout(timer);
  timer = setTimeout(send, delay);
}
function halt(text) {
  stopped = true;
  say(text);
}

async function send() {
  if (sending || stopped || area.value === saved) return;
  sending = true;
  const text = area.value;
  try {
    const body = new URLSearchParams({ text, revision: form.revision.value });
    const answer = await fetch(form.dataset.draft, {
      method: "POST", body, headers: { "X-CSRFToken": form.csrf_token.value }, credentials: "same-origin",
    });
    if (answer.status === 409) return halt(form.dataset.stale);
    if (answer.status === 401 || answer.status === 400) return halt(form.dataset.door);
    if (answer.status === 422) return say((await answer.json()).problem);
    if (!answer.ok) throw new Error(answer.status);
    const told = await answer.json();
    form.revision.value = told.revision;
    saved = text;
    pause = 2000;
    if (area.value === text) { drop(); say(told.status); } else { keep(); later(1000); }
  } catch {
    say(form.dataset.offline);
    later(pause);
    pause = Math.min(pause * 2, 30000);
  } finally {
    sending = false;
  }
}

area.addEventListener("input", () => {
  recount();
  keep();
  if (stopped) return;
  say(form.dataset.typing);
  later(1000);
});
window.addEventListener("online", () => later(0));
form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; keep(true); });
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

const local = recall();
if (local && local.text !== area.value) {
  if (local.revision === form.revision.value) {
    area.value = local.text;
    recount();
    say(form.dataset.restored);
    later(1000);
  } else if (local.sent) {
    drop();
  } else {
    panel.hidden = false;
    panel.querySelector("[data-local-text]").textContent = local.text;
    panel.querySelector("[data-local-use]").addEventListener("click", () => {
      area.value = local.text;
      panel.hidden = true;
      area.dispatchEvent(new Event("input"));
    });
    panel.querySelector("[data-local-drop]").addEventListener("click", () => { drop(); panel.hidden = true; });
  }
} else if (local) {
  drop();
}
