/* What is typed in a long form is kept on this device until the server has it: a cut connection,
   a closed tab or an empty battery lose nothing. Forms ask for it with data-keep-typed="<account>", on
   themselves or on a field of theirs; a page that has it all, and shows no form, forgets it with
   data-forget-typed="<account>". */

(() => {
  const DAYS = 7 * 24 * 3600 * 1000;
  const PREFIX = "atelier-typed:";
  const marked = document.querySelector("[data-keep-typed]");
  const form = marked?.closest("form");

  const read = (name) => {
    try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
  };

  const fieldsOf = (one) => [...one.elements].filter((field) => field.name && !["hidden", "submit", "file"].includes(field.type));

  const isTicked = (field) => ["checkbox", "radio"].includes(field.type);

  const keyOf = (field) => isTicked(field) ? `${field.name}=${field.value}` : field.name; // boxes of a list share a name

  // What the server wrote, whatever was typed since: a slow line brings this script after the first words.
  const written = (field) => field.options
    ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? ""
    : field.defaultValue;

  const savedOf = (one) => Object.fromEntries(fieldsOf(one).map((field) =>
    [keyOf(field), isTicked(field) ? field.defaultChecked : written(field)]));

  const values = (one) => Object.fromEntries(fieldsOf(one).map((field) =>
    [keyOf(field), isTicked(field) ? field.checked : field.value]));

  const bare = (kept) => JSON.stringify(kept).replace(/\\[nr]|[\s\u00a0\u202f€]/g, "");

  function forgetOld() {
    Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).forEach((name) => {
      if (!(Date.now() - read(name)?.at < DAYS)) localStorage.removeItem(name);
    });
  }

  function notice(sentence, actions) {
    const box = document.createElement("div");
    box.className = "notice";
    box.setAttribute("role", "status");
    const text = document.createElement("p");
    text.textContent = sentence;
    box.append(text);
    for (const [label, act] of actions) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-outline-primary btn-sm";
      button.textContent = label;
      button.addEventListener("click", () => { act(); box.remove(); form.querySelector("textarea, input:not([type=hidden])")?.focus(); });
      box.append(button, " ");
    }
    form.before(box);
  }

  function put(kept) {
    for (const field of fieldsOf(form)) {
      const key = keyOf(field);
      if (!(key in kept)) continue;
      if (isTicked(field)) field.checked = kept[key]; else field.value = kept[key];
    }
  }

  function start() {
    const name = `${PREFIX}${marked.dataset.keepTyped}:${location.pathname}`;
    const seen = form.elements.seen?.value;
    const saved = savedOf(form);
    const kept = read(name);
    const early = Object.fromEntries(Object.entries(values(form)).filter(([key, value]) => value !== saved[key]));
    const keep = () => localStorage.setItem(name, JSON.stringify({ seen, at: Date.now(), values: values(form) }));
    const forget = () => { localStorage.removeItem(name); put(saved); };
    const prefilled = location.search && !location.search.startsWith("?_changelist_filters="); // from a filtered list
    if (form.querySelector("[aria-invalid=true]")) { // refused: the server has shown it again, and has not kept it
      keep();
    } else if (prefilled || (kept && bare(kept.values) === bare(saved))) {
      localStorage.removeItem(name);
    } else if (kept && kept.seen === seen) {
      put({ ...kept.values, ...early });
      notice("Ce que vous aviez tapé sur cet appareil n’avait pas été enregistré\u00a0: le voici de nouveau. Enregistrez pour le garder.",
        [["Revenir à ce qui est enregistré", forget]]);
    } else if (kept) {
      notice("Un texte tapé sur cet appareil diffère de ce qui est enregistré.",
        [["Reprendre mon texte", () => put(kept.values)], ["L’effacer", forget]]);
    }
    if (!kept && Object.keys(early).length) keep();
    form.addEventListener("input", keep);
    // A form that saves as one goes says so when it cannot, once.
    form.addEventListener("htmx:error", () => notice("La connexion est coupée\u00a0: vos réponses sont gardées sur cet appareil.", []), { once: true });
    form.addEventListener("submit", (event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      notice("La connexion est coupée\u00a0: votre texte est gardé sur cet appareil. Enregistrez quand elle revient.", []);
      window.scrollTo(0, 0);
    });
  }

  try {
    forgetOld();
    const done = document.querySelector("[data-forget-typed]");
    if (done) localStorage.removeItem(`${PREFIX}${done.dataset.forgetTyped}:${location.pathname}`);
    if (form) start();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // storage refused or full: the page works without it
  }
})();
