/* The deposit sheet of Chorus Pro: a button beside each value that puts it in the clipboard. Without scripts, one selects. */

(() => {
  for (const cell of document.querySelectorAll("[data-copy-sheet] dd")) {
    const value = cell.querySelector("span").textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "Copier";
    button.setAttribute("aria-label", `Copier : ${cell.previousElementSibling.textContent}`);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(value);
      button.textContent = "Copié";
    });
    cell.append(" ", button);
  }
})();
