// What every page gains with scripts: focus on the error summary, nothing more is needed here.
document.querySelector("[data-focus]")?.focus();
