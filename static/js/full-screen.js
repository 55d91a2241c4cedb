/* A page that fills the screen: its frame is put away and, where the browser can, the browser’s own. Escape, or the same
   button, brings them back. Without this script the button is not there. */

(() => {
  const button = document.querySelector("[data-full-screen]");
  if (!button) return;

  function show(isFull) {
    document.body.classList.toggle("is-full", isFull);
    button.textContent = isFull ? "Quitter le plein écran" : "Plein écran";
  }

  /* A telephone may have no full screen for pages: the frame is away all the same. */
  function enter() {
    show(true);
    document.documentElement.requestFullscreen?.().catch(() => {});
  }

  function leave() {
    show(false);
    if (document.fullscreenElement) document.exitFullscreen();
  }

  button.addEventListener("click", () => (document.body.classList.contains("is-full") ? leave() : enter()));
  document.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement) show(false); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) leave();
  });
  button.hidden = false;
})();
