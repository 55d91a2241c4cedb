/* The grid of presence: minutes are asked only of who came late or left early, so that the keyboard meets fewer fields. */

(() => {
  const TIMED = ["late", "left_early"];
  for (const status of document.querySelectorAll("select.cell-status")) {
    const minutes = status.parentElement.querySelector(".cell-minutes");
    const show = () => { minutes.hidden = !TIMED.includes(status.value) && !minutes.value; };
    status.addEventListener("change", show);
    show();
  }
})();
