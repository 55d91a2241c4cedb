/* The grid of presence. Minutes are asked only of who came late or left early. Whoever was there, or away, all day is
   noted once: the half-days that have begun (all of them before the first) follow the first one, those to come wait.
   A status that is of one half-day alone, or the button above the grid, shows each half-day. */

(() => {
  const TIMED = ["late", "left_early"];
  const change = (field) => field.dispatchEvent(new Event("change"));

  class Cell {
    constructor(place) {
      this.status = place.querySelector("select.cell-status");
      this.minutes = place.querySelector(".cell-minutes");
      this.part = place.dataset.part;
      this.begun = "begun" in place.dataset;
      this.note = place.appendChild(document.createElement("span"));
      this.note.className = "gaps";
      this.label = this.status.getAttribute("aria-label");
      this.status.addEventListener("change", () => this.showMinutes());
      this.show();
    }

    get isTimed() { return TIMED.includes(this.status.value) || Boolean(this.minutes.value); }

    showMinutes() { this.minutes.hidden = this.status.hidden || !this.isTimed; }

    show() {
      this.status.hidden = false;
      this.note.textContent = "";
      this.status.setAttribute("aria-label", this.label);
      this.showMinutes();
    }

    hide(words) {
      this.status.hidden = true;
      this.note.textContent = words;
      this.showMinutes();
    }
  }

  class Row {
    constructor(line) {
      this.person = line.dataset.person;
      this.cells = [...line.querySelectorAll("[data-part]")].map((place) => new Cell(place));
      const begun = this.cells.filter((cell) => cell.begun);
      this.noted = begun.length ? begun : this.cells;
      this.toCome = this.cells.filter((cell) => !this.noted.includes(cell));
      this.lead = this.noted[0];
      this.lead.status.addEventListener("change", () => this.follow());
    }

    get agrees() {
      return this.noted.every((cell) => cell.status.value === this.lead.status.value && !cell.isTimed);
    }

    fold() {
      this.folded = this.agrees;
      if (this.folded && this.noted.length > 1) {
        const parts = this.noted.map((cell) => cell.part).join(" et ");
        this.lead.status.setAttribute("aria-label", `${this.person}, ${parts} : présence`);
        for (const cell of this.noted.slice(1)) cell.hide("de même");
      }
      for (const cell of this.toCome) if (!cell.status.value) cell.hide("à venir");
    }

    unfold() {
      this.folded = false;
      for (const cell of this.cells) cell.show();
    }

    follow() {
      if (!this.folded || this.noted.length < 2) return;
      if (this.lead.isTimed) {
        this.unfold();
        return;
      }
      for (const cell of this.noted.slice(1)) {
        cell.status.value = this.lead.status.value;
        change(cell.status);
      }
    }
  }

  const rows = [...document.querySelectorAll("tr[data-person]")].map((line) => new Row(line));
  const offer = document.querySelector("[data-by-half-day]");
  if (!offer) return;
  const button = offer.querySelector("button");
  const draw = (byHalfDay) => {
    button.setAttribute("aria-pressed", String(byHalfDay));
    for (const row of rows) byHalfDay ? row.unfold() : row.fold();
  };
  offer.hidden = false;
  button.addEventListener("click", () => draw(button.getAttribute("aria-pressed") === "false"));
  draw(false);
})();
