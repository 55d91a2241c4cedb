/* The page of the door: sends each arrival at once, keeps them while the network is away, sends them later, each once
   (the server notes a person once per half-day). Without this script the forms of the page do the same. */

(() => {
  const root = document.querySelector("[data-checkin]");
  if (!root) return;
  const find = (name) => root.querySelector(`[data-${name}]`);
  const answer = find("answer");
  const waiting = find("waiting");
  const here = root.dataset.checkin;
  const prefix = `atelier-accueil-${root.dataset.user}-`;
  let token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  let sending = false;

  /* Each arrival has a key of its own, whatever the tab and the half-day: no tab writes over what another one keeps. */
  function kept(isRefused) {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .map((key) => ({ ...JSON.parse(localStorage.getItem(key)), key }))
      .filter((entry) => Boolean(entry.refused) === isRefused)
      .sort((one, other) => one.at.localeCompare(other.at));
  }

  const keep = ({ key, ...entry }) => localStorage.setItem(key, JSON.stringify(entry));

  function say(state, sentence) {
    answer.className = `checkin-answer is-${state}`;
    answer.textContent = sentence;
  }

  function showKept() {
    const count = kept(false).length;
    const s = count > 1 ? "s" : "";
    const away = navigator.onLine ? "" : `Sans réseau\u00a0: la liste est celle de ${root.dataset.hour}. `;
    const later = count ? `${count} pointage${s} gardé${s} sur ce téléphone, envoyé${s} dès le retour du réseau.` : "";
    waiting.hidden = !(away || later);
    waiting.textContent = away + later;
    find("refused").replaceChildren(...kept(true).map(refusedLine));
  }

  /* What the server refused while nobody looked stays in sight until somebody takes it away. */
  function refusedLine(entry) {
    const line = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "Retirer";
    button.addEventListener("click", () => { localStorage.removeItem(entry.key); showKept(); });
    const hour = new Date(entry.at).toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
    line.append(`${entry.label}, vu à ${hour}\u00a0: ${entry.refused} `, button);
    return line;
  }

  function show(result, entry) {
    say(result.state, result.sentence);
    find("clock").textContent = result.clock;
    if (entry.to !== here) return;
    find("there").textContent = result.there;
    const row = root.querySelector(`[data-person="${result.participant || entry.participant}"]`);
    if (row && result.state !== "refused") {
      row.classList.add("is-there");
      row.querySelector("[data-state]").textContent = result.status;
    }
  }

  class Stop extends Error {} // nothing else would be taken either

  async function post(entry) {
    const { to, code = "", participant = "", at } = entry;
    const response = await fetch(to, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams({ code, participant, at, clock: new Date().toISOString() }),
      signal: AbortSignal.timeout(8000),
    });
    if (response.redirected) throw new Stop("Votre session est finie\u00a0: reconnectez-vous, les pointages sont gardés sur ce téléphone.");
    return response;
  }

  /* The token of a page that the phone kept may be too old: the page of now has another. */
  async function renewToken() {
    const page = await fetch(location.pathname, { signal: AbortSignal.timeout(8000) });
    const field = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[data-checkin] [name=csrfmiddlewaretoken]");
    if (field) token = field.value;
  }

  async function send(entry) {
    let response = await post(entry);
    if (response.status === 403) {
      await renewToken();
      response = await post(entry);
    }
    if (response.status === 403) throw new Stop("Le serveur n’a pas pris le pointage, gardé sur ce téléphone\u00a0: rechargez la page.");
    if (response.status === 404) return { state: "refused", sentence: "cette demi-journée n’est plus au programme." };
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  }

  function settle(entry, result) {
    if (result.state === "refused" && entry.waited) keep({ ...entry, refused: result.sentence });
    else localStorage.removeItem(entry.key);
    show(result, entry);
  }

  /* Each of them once, the oldest first: one that the server does not take leaves the way to the others. */
  async function replay() {
    if (sending) return;
    sending = true;
    const tried = new Set();
    const next = () => kept(false).find((entry) => !tried.has(entry.key));
    try {
      for (let entry = next(); entry; entry = next()) {
        tried.add(entry.key);
        try {
          settle(entry, await send(entry));
        } catch (error) {
          for (const one of kept(false)) if (!one.waited) keep({ ...one, waited: true });
          if (error instanceof Stop || error instanceof TypeError || error.name === "TimeoutError") throw error;
          say("kept", "Le serveur n’a pas pris ce pointage\u00a0: il est gardé sur ce téléphone, et sera envoyé de nouveau.");
        }
      }
    } catch (error) {
      say("kept", error instanceof Stop ? error.message : "Réseau absent\u00a0: c’est noté sur ce téléphone.");
    }
    sending = false;
    showKept();
  }

  function check(entry) {
    keep({ ...entry, key: prefix + crypto.randomUUID(), to: here, at: new Date().toISOString() });
    return replay();
  }

  find("code-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = event.target.elements.code;
    const code = field.value.trim();
    if (code) check({ code, label: code });
    field.value = "";
    field.focus();
  });

  find("list-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!event.submitter) return;
    const participant = event.submitter.value;
    check({ participant, label: root.querySelector(`[data-person="${participant}"] strong`).textContent });
  });

  // As sort_key of atelier/core/french.py.
  const LETTERS = { œ: "oe", æ: "ae", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ħ: "h", ı: "i", ß: "ss" };
  const bare = (text) => text.toLowerCase().replace(/[œæøłđðþħıß]/g, (letter) => LETTERS[letter])
    .normalize("NFKD").replace(/[\u0300-\u036f\u00ad\u200b-\u200f]/g, "")
    .replace(/[’'‘ʼ`\u2010-\u2015\s-]+/g, " ").trim();

  /* Each word typed, in any order. */
  find("filter").addEventListener("input", (event) => {
    const words = bare(event.target.value).split(" ");
    root.querySelectorAll("[data-person]").forEach((row) => {
      const text = bare(row.querySelector("span").textContent);
      row.hidden = !words.every((word) => text.includes(word));
    });
  });
  find("filter").addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });

  async function scan() {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    const video = find("video");
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    await video.play();
    let last = "";
    setInterval(async () => {
      const [found] = await detector.detect(video);
      if (found && found.rawValue !== last) {
        last = found.rawValue;
        check({ code: last, label: last });
      }
    }, 400);
  }

  const camera = find("camera");
  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    camera.hidden = false;
    camera.addEventListener("click", () => {
      camera.hidden = true;
      scan().catch(() => say("refused", "L’appareil photo n’est pas disponible\u00a0: tapez le code, ou choisissez le nom."));
    });
  }

  // Signing out empties this phone: not while something waits to leave it.
  for (const form of document.querySelectorAll("form[action$='/logout/'], form[action$='/deconnexion/']")) {
    form.addEventListener("submit", (event) => {
      if (!kept(false).length) return;
      event.preventDefault();
      say("kept", "Des pointages attendent encore le réseau\u00a0: se déconnecter maintenant les effacerait.");
    });
  }

  /* The pages of the door of this day, and what they are drawn with, so that they open without network; those of
     other days leave the phone. */
  async function keepPages() {
    if (!("serviceWorker" in navigator) || !("caches" in window)) return;
    await navigator.serviceWorker.register(root.dataset.worker);
    const mine = `atelier-accueil-${root.dataset.day}`;
    for (const name of await caches.keys()) {
      if (name.startsWith("atelier-accueil-") && name !== mine) await caches.delete(name);
    }
    const pages = [location.pathname, ...[...root.querySelectorAll("[data-other]")].map((link) => link.pathname)];
    const drawn = performance.getEntriesByType("resource")
      .filter((entry) => ["link", "script", "css", "img"].includes(entry.initiatorType) && entry.name.startsWith(location.origin))
      .map((entry) => entry.name);
    const cache = await caches.open(mine);
    await Promise.all([...pages, ...drawn].map((address) => cache.add(address)));
    root.dataset.kept = "";
  }

  addEventListener("online", () => { showKept(); replay(); });
  addEventListener("offline", showKept);
  addEventListener("storage", showKept);
  addEventListener("load", () => { if (navigator.onLine) keepPages().catch(() => {}); }); // without it, no more than before
  setInterval(() => { if (kept(false).length) replay(); }, 5000);
  showKept();
  if (kept(false).length) replay();
})();
