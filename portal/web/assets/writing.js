// Keep what is typed on the server while it is typed; without this, "Save draft" does it.
const QUIET = 3_000; // after the last key
const LONGEST = 15_000; // while somebody goes on typing, and between tries
const PATIENCE = 1_000; // of somebody who presses a button while a copy is on its way
const PARTING = 60_000; // characters that a request may hold that outlives its page
const form = document.querySelector("form[data-unsaved]");

let kept; // what the server has, as far as this page knows
let running = null; // the request that is on its way
let stop;
let leaving = false;
let trouble = false;
let said = "";
let quiet;

function words() {
  const typed = new FormData(form);
  typed.delete("csrf_token");
  return new URLSearchParams(typed).toString();
}

function say(text, link) {
  if (said === text) return;
  said = text;
  const line = form.querySelector("[data-kept]");
  line.textContent = text;
  if (!link) return;
  const anchor = document.createElement("a");
  Object.assign(anchor, { href: form.dataset.signIn, target: "_blank", rel: "noopener", className: "govuk-link", textContent: link });
  line.append(" ", anchor);
}

const post = (options) => fetch(form.dataset.unsaved, { method: "POST", body: new FormData(form), redirect: "manual", signal: stop?.signal, ...options });

// After another sign-in this page's token is old: take the one that a fresh page has.
async function freshToken() {
  const answer = await fetch(location.href.split("#")[0], { signal: stop.signal });
  if (answer.redirected || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("form[data-unsaved] [name=csrf_token]");
  if (!token) return;
  for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token.value;
}

async function send() {
  try {
    if (trouble) await freshToken();
    let text = words();
    let answer = await post();
    if (answer.status === 400) {
      await freshToken();
      text = words();
      answer = await post();
    }
    if (answer.status === 204) done(text);
    else refused(answer);
  } catch {
    trouble = true;
    say("Not connected. Your words stay on this page.");
  }
}

function done(text) {
  // Said once, and again after trouble: not at every save.
  if (trouble || !said) say(`Kept on the server at ${time()}.`);
  kept = text;
  trouble = false;
  if (!form.querySelector("[name=based_on]")) nameThisPage();
}

function refused(answer) {
  trouble = true;
  if (answer.status === 401 || answer.type === "opaqueredirect") {
    say("You are signed out. Your words stay on this page and the last copy is on the server. Sign in, then go on here.", "Sign in (opens in a new tab)");
  } else if (answer.status === 413) {
    say("This is too long to be kept while you type. Use the button to save it.");
  } else {
    say("Your last words are not kept on the server yet. They stay on this page.");
  }
}

function time() {
  const now = new Date().toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit", hour12: true, timeZone: "Europe/London" });
  return now.replace(/\s/, "");
}

// So that this page, loaded again, shows the words of this form and not an empty one.
function nameThisPage() {
  const address = new URL(form.getAttribute("action"), location);
  address.searchParams.set("unsaved", form.querySelector("[name=unsaved_key]").value.replace("new:", ""));
  history.replaceState(null, "", address);
}

function keep() {
  if (leaving || running || words() === kept) return;
  stop = new AbortController();
  running = send().finally(() => { running = null; });
}

function leave() {
  if (leaving || words() === kept) return;
  // One that is too long is refused by the browser; the last copy remains.
  post({ keepalive: true, signal: null }).catch(() => {});
}

if (form) {
  kept = words();
  form.addEventListener("input", () => {
    clearTimeout(quiet);
    quiet = setTimeout(keep, QUIET);
  });
  form.addEventListener("submit", (event) => {
    if (running) {
      // An older copy must not arrive after the words are saved.
      event.preventDefault();
      const button = event.submitter;
      setTimeout(() => stop.abort(), PATIENCE);
      running.finally(() => form.requestSubmit(button));
      return;
    }
    leaving = true;
  });
  setInterval(keep, LONGEST);
  for (const moment of ["focus", "online"]) {
    window.addEventListener(moment, () => { if (trouble) keep(); });
  }
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    const text = words();
    if (!leaving && text !== kept && (trouble || text.length > PARTING)) event.preventDefault();
  });
}
