/* Applications side by side: the field where one types comes into view, also when the Tab key leads there. */

document.querySelector(".board")?.addEventListener("focusin", (event) => {
  event.target.scrollIntoView({ inline: "nearest", block: "nearest" });
});
