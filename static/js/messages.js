/* After an act, what was done is heard and stands where the keyboard is; a page that leads to a row of its own keeps that row. */

addEventListener("DOMContentLoaded", () => {
  const done = document.querySelector("[data-messages]");
  if (done && !location.hash && (!document.activeElement || document.activeElement === document.body)) {
    done.focus({ preventScroll: true });
  }
});
