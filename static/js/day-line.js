/* The programme of a day: items change places by their handle; what is typed while the server draws the line anew is
   kept, open details stay open, and what moved is said. The buttons and the fields work without this. */

(() => {
  const EDGE = 80; // pixels from the edge of the window where what is dragged makes the page follow
  const page = document.querySelector(".day-page");
  const form = () => document.getElementById("programme");
  const said = page?.querySelector("[data-day-status]");
  if (!form()) return;

  const fields = () => [...form().elements].filter((one) => one.id && ["text", "number", "time"].includes(one.type));
  const values = () => new Map(fields().map((one) => [one.id, one.value]));
  const hoursOf = () => new Map([...form().querySelectorAll("[data-day-line]")].map((one) => [one.id, one.dataset.hours]));
  let sent = new Map();
  let before = { typed: [], open: [], hours: new Map() };

  function ready() {
    form().querySelectorAll("[data-day-handle]").forEach((handle) => { handle.hidden = false; });
  }

  // What the server draws: it begins from what was typed when it was asked.
  document.addEventListener("htmx:before:request", () => { sent = values(); });
  document.addEventListener("htmx:before:swap", () => {
    before = {
      typed: [...values()].filter(([id, value]) => sent.get(id) !== value),
      open: [...form().querySelectorAll("details[open]")].map((one) => one.id),
      hours: hoursOf(),
    };
  });
  page.addEventListener("htmx:after:settle", () => {
    before.open.forEach((id) => { const one = document.getElementById(id); if (one) one.open = true; });
    before.typed.forEach(([id, value]) => { const one = document.getElementById(id); if (one) one.value = value; });
    const moved = [...form().querySelectorAll("[data-day-line]")].filter((one) => before.hours.get(one.id) !== one.dataset.hours);
    said.textContent = moved.map((one) => `${one.dataset.name}\u00a0: ${one.dataset.hours}`).join(", ");
    ready();
  });

  // Dragging, with a mouse, a finger or a pen.
  page.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("[data-day-handle]")?.closest("[data-day-line]");
    if (!row || event.button !== 0) return;
    event.preventDefault();
    const first = row.parentElement.firstElementChild;
    row.classList.add("is-dragged");

    const move = (at) => {
      const edge = at.clientY < EDGE ? -1 : at.clientY > innerHeight - EDGE ? 1 : 0;
      if (edge) scrollBy(0, edge * EDGE / 4);
      const over = document.elementFromPoint(at.clientX, at.clientY)?.closest(".day-lines > li");
      if (!over || over === row) return;
      const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
      if (over === first || at.clientY > middle) over.after(row); else over.before(row);
    };
    const stop = () => {
      row.classList.remove("is-dragged");
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", stop);
      removeEventListener("pointercancel", stop);
      form().dispatchEvent(new CustomEvent("redraw"));
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", stop);
    addEventListener("pointercancel", stop);
  });

  ready();
})();
