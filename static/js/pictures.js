// A page of the dossier opens large over the sheet, so that nothing typed is left behind.
const large = document.getElementById("large");
const stage = large.querySelector("[data-stage]");

document.querySelector(".dossier").addEventListener("click", (event) => {
  const link = event.target.closest("figure a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const picture = document.createElement("img");
  picture.src = link.href;
  picture.alt = link.querySelector("img").alt;
  stage.replaceChildren(picture);
  large.showModal();
  stage.scrollTo(0, 0);
});
large.addEventListener("close", () => stage.replaceChildren());
