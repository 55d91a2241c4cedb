/* The page of the door: sends each arrival at once, keeps them while the network is away, sends them later, each once
   (the server notes a person once per half-day). Without this script the forms of the page do the same. */

(() => {
  const root = document.querySelector("[data-checkin]");
  if (!root) return;
  const find = (name) => root.querySelector(`[data-${name}]`);
  const answer = find("answer");
  const waiting = find("waiting");
  const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  const name = root.dataset.key;
  let sending = false;

  const kept = () => JSON.parse(localStorage.getItem(name) || "[]");
  const keep = (list) => localStorage.setItem(name, JSON.stringify(list));

  function say(state, sentence) {
    answer.className = `checkin-answer is-${state}`;
    answer.textContent = sentence;
  }

  function showWaiting() {
    const count = kept().length;
    waiting.hidden = !count;
    waiting.textContent = count ? `Sans réseau\u00a0: ${count} pointage${count > 1 ? "s" : ""} gardé${count > 1 ? "s" : ""} sur ce téléphone, envoyé${count > 1 ? "s" : ""} dès son retour.` : "";
  }

  function show(result, entry) {
    say(result.state, result.sentence);
    find("there").textContent = result.there;
    const row = root.querySelector(`[data-person="${result.participant || entry.participant}"]`);
    if (row && result.state !== "refused") {
      row.classList.add("is-there");
      row.querySelector("[data-state]").textContent = "présent";
    }
  }

  async function send(entry) {
    const response = await fetch(root.dataset.checkin, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams(entry),
      signal: AbortSignal.timeout(8000),
    });
    if (!response.ok || !response.headers.get("content-type").includes("json")) throw new Error(String(response.status));
    return response.json();
  }

  async function replay() {
    if (sending) return;
    sending = true;
    try {
      while (kept().length) {
        const [entry] = kept();
        show(await send(entry), entry);
        keep(kept().slice(1)); // what came meanwhile is at the end
      }
    } catch (error) {
      const away = error instanceof TypeError || error.name === "TimeoutError";
      say("kept", away
        ? "Réseau absent\u00a0: c’est noté sur ce téléphone."
        : "Le serveur n’a pas pris le pointage, gardé sur ce téléphone\u00a0: rechargez la page.");
    }
    sending = false;
    showWaiting();
  }

  function check(entry) {
    keep([...kept(), { ...entry, at: new Date().toISOString() }]);
    return replay();
  }

  find("code-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = event.target.elements.code;
    if (field.value.trim()) check({ code: field.value.trim() });
    field.value = "";
    field.focus();
  });

  find("list-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter) check({ participant: event.submitter.value });
  });

  const bare = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  find("filter").addEventListener("input", (event) => {
    const typed = bare(event.target.value);
    root.querySelectorAll("[data-person]").forEach((row) => { row.hidden = !bare(row.textContent).includes(typed); });
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
        check({ code: last });
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
      if (!kept().length) return;
      event.preventDefault();
      say("kept", "Des pointages attendent encore le réseau\u00a0: se déconnecter maintenant les effacerait.");
    });
  }

  addEventListener("online", replay);
  setInterval(() => { if (kept().length) replay(); }, 5000);
  showWaiting();
  if (kept().length) replay();
})();
