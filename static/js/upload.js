// Shows how far an upload is and lets people cancel it; without this file the same form is sent by the browser.
for (const form of document.querySelectorAll("form[data-upload]")) form.addEventListener("submit", (event) => {
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button[type=submit]");
  if (!input.files.length || form.dataset.busy) return;
  event.preventDefault();
  form.dataset.busy = "1";
  form.querySelector(".sending")?.remove();
  const box = Object.assign(document.createElement("div"), { className: "sending" });
  const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
  const text = document.createElement("p");
  text.setAttribute("role", "status");
  bar.setAttribute("aria-label", button.textContent);
  const cancel = Object.assign(document.createElement("button"), { type: "button", className: "button secondary", textContent: form.dataset.cancel });
  box.append(bar, text, cancel);
  button.hidden = true;
  button.after(box);
  const request = new XMLHttpRequest();
  let announced = -10;
  const stop = (sentence) => {
    delete form.dataset.busy;
    button.hidden = false;
    bar.remove();
    cancel.remove();
    text.className = "error";
    text.textContent = sentence;
  };
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    const percent = Math.floor(loaded * 100 / total);
    bar.value = percent;
    if (percent < announced + 10) return; // told every tenth, not every percent
    announced = percent;
    const size = (total / 1048576).toFixed(1).replace(".", ",");
    text.textContent = percent === 100 ? form.dataset.checking : form.dataset.sending.replace("{percent}", `${percent}%`).replace("{size}", size);
  });
  request.addEventListener("load", () => {
    let answer = null;
    try { answer = JSON.parse(request.responseText); } catch { /* an error page, told by its number */ }
    if (answer?.next) {
      const here = location.pathname + location.search + location.hash;
      location.assign(answer.next);
      if (new URL(answer.next, location).href.split("#")[0] === location.href.split("#")[0] || answer.next === here) location.reload();
    } else if (answer?.errors) stop(answer.errors.join(" "));
    else stop(form.dataset.failed.replace("{code}", request.status));
  });
  request.addEventListener("error", () => stop(form.dataset.lost));
  request.addEventListener("abort", () => stop(""));
  cancel.addEventListener("click", () => request.abort());
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.send(new FormData(form));
});
