/* Ctrl+K: the search of every page, in a dialog over the one being read; htmx asks for the results. Without scripts, the field of the header. */

(() => {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const field = dialog.querySelector("input");
  const results = dialog.querySelector("[data-palette-results]");
  const status = dialog.querySelector("[data-palette-status]");

  for (const one of document.querySelectorAll("[data-palette-replaces]")) one.hidden = true;
  for (const one of document.querySelectorAll("[data-palette-open]")) {
    one.hidden = false;
    one.setAttribute("role", "button");
    one.setAttribute("aria-haspopup", "dialog");
    one.addEventListener("click", open);
    one.addEventListener("keydown", (event) => { if (event.key === " ") open(event); });
  }

  function open(event) {
    event.preventDefault();
    if (!dialog.open) dialog.showModal();
    field.focus();
    field.select();
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") open(event);
  });
  dialog.querySelector("[data-palette-close]").addEventListener("click", () => dialog.close());

  const choices = () => [...results.querySelectorAll("a, button")];

  new MutationObserver(() => {
    const count = results.querySelectorAll("li :is(a, button)").length;
    const none = results.querySelector(".empty")?.textContent.trim() ?? "";
    status.textContent = count > 1 ? `${count} résultats` : count ? "1 résultat" : none;
  }).observe(results, { childList: true });
  for (const trouble of ["htmx:error", "htmx:response:error"]) {
    dialog.addEventListener(trouble, () => {
      status.textContent = "La recherche ne répond pas. Essayez « Tout voir ».";
    });
  }

  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault(); // in a search field, the first one would only erase the words
      dialog.close();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [field, ...choices()];
    const at = stops.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus();
  });
})();
