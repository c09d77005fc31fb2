// Sliders beside the weights of a list of similar prisons, and the list at once. Without this, or
// without an answer, a button asks for the whole page.
const QUIET = 250; // after the last move
const MOST = 100;
const FAILED = "The list could not be fetched. What you see is the list from before. Press the button to try again.";
const NOTHING = "At least one thing must count for more than 0";
const form = document.querySelector("[data-similar-weights]");
const list = document.getElementById(form.dataset.list);
const said = document.getElementById(form.dataset.said);
const fields = [...form.querySelectorAll("input[data-label]")];

let quiet;
let asking; // the request that is on its way

const isWhole = ({ value }) => /^\s*\d{1,3}\s*$/.test(value) && Number(value) <= MOST;

function mark(field, problem) {
  const id = `${field.id}-error`;
  const parts = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  document.getElementById(id)?.remove();
  parts.delete(id);
  field.classList.toggle("govuk-input--error", Boolean(problem));
  field.closest(".govuk-form-group").classList.toggle("govuk-form-group--error", Boolean(problem));
  if (problem) {
    const message = document.createElement("p");
    message.id = id;
    message.className = "govuk-error-message";
    message.textContent = problem;
    field.parentElement.before(message);
    parts.add(id);
  }
  field.setAttribute("aria-describedby", [...parts].join(" "));
}

function check() {
  const wrong = new Map(fields.filter((field) => !isWhole(field)).map((field) => [field, `${field.dataset.label} must be a whole number from 0 to ${MOST}`]));
  if (!wrong.size && fields.every(({ value }) => Number(value) === 0)) wrong.set(fields[0], NOTHING);
  for (const field of fields) mark(field, wrong.get(field));
  return [...wrong.values()];
}

function show(html) {
  const fresh = document.createRange().createContextualFragment(html);
  const { dataset } = fresh.querySelector("[data-said]");
  const { said: words, address } = dataset;
  for (const field of fields) {
    const share = fresh.querySelector(`[data-share-of="${field.id}"]`);
    document.getElementById(`${field.id}-share`).textContent = share.textContent;
    share.remove();
  }
  list.replaceChildren(fresh);
  said.textContent = words;
  history.replaceState(null, "", address);
}

async function ask() {
  asking?.abort();
  const [problem] = check();
  if (problem) return (said.textContent = "");
  const mine = asking = new AbortController();
  try {
    const wanted = new URLSearchParams(new FormData(form));
    wanted.set("part", "list");
    const answer = await fetch(`${form.action}?${wanted}`, { signal: mine.signal, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const html = await answer.text();
    if (!mine.signal.aborted) show(html);
  } catch {
    if (!mine.signal.aborted) said.textContent = FAILED;
  }
}

function soon() {
  clearTimeout(quiet);
  quiet = setTimeout(ask, QUIET);
}

for (const field of fields) {
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: 0, max: MOST, step: 1, value: field.value, className: "app-weights__slider" });
  slider.setAttribute("aria-label", `${field.dataset.label}, slider`);
  slider.addEventListener("input", () => {
    field.value = slider.value;
    soon();
  });
  field.addEventListener("input", () => {
    if (isWhole(field)) slider.value = field.value.trim();
    soon();
  });
  field.after(slider);
}
