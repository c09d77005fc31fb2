// Suggestions under the search box; without this, or without an answer, it is a plain box.
// The pattern: a combobox with a list that is chosen from by hand, WAI-ARIA 1.2.
const QUIET = 150; // after the last key
const SHORTEST = 2; // letters

function having(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

const make = (name, attributes) => having(document.createElement(name), attributes);

function enhance(field) {
  const input = field.querySelector("input");
  const list = make("ul", { id: `${input.id}-suggestions`, class: "app-suggestions", role: "listbox", "aria-label": "Suggestions", hidden: "" });
  const status = make("div", { class: "govuk-visually-hidden", role: "status" });
  let quiet;
  let asking; // the request that is on its way
  let at = -1; // the option that the arrow keys have reached

  field.append(list, status);
  having(input, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" });

  function reach(next) {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = next;
    const option = list.children[at];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function show(open) {
    reach(-1);
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) status.textContent = "";
  }

  function close() {
    clearTimeout(quiet);
    asking?.abort();
    show(false);
  }

  function fill(suggestions) {
    list.replaceChildren(...suggestions.map(({ text, url }, number) => {
      const option = make("li", { id: `${list.id}-${number}`, class: "app-suggestions__option", role: "option", "aria-selected": "false", "data-text": text });
      option.append(text);
      if (url) {
        const kind = make("span", { class: "app-suggestions__kind" });
        kind.textContent = " practice";
        having(option, { "data-url": url }).append(kind);
      }
      return option;
    }));
    show(suggestions.length > 0);
    if (suggestions.length) status.textContent = `${suggestions.length} suggestion${suggestions.length > 1 ? "s" : ""}. Use the up and down arrow keys.`;
  }

  async function ask() {
    const typed = input.value.trim();
    asking?.abort();
    if (typed.length < SHORTEST) return fill([]);
    const mine = asking = new AbortController();
    try {
      const answer = await fetch(`${field.dataset.suggestions}?${new URLSearchParams({ q: typed })}`, { signal: mine.signal, redirect: "error" });
      const suggestions = answer.ok ? await answer.json() : [];
      if (!mine.signal.aborted && document.activeElement === input) fill(suggestions);
    } catch {
      if (!mine.signal.aborted) fill([]);
    }
  }

  // A title opens what it stands over; a word is searched for.
  function choose({ dataset }) {
    close();
    if (dataset.url) return location.assign(dataset.url);
    input.value = dataset.text;
    input.form.requestSubmit();
  }

  function move(by) {
    const count = list.children.length;
    if (list.hidden) show(true);
    // Before the first and behind the last stands the box itself.
    reach(((at + 1 + by + count + 1) % (count + 1)) - 1);
  }

  const keys = {
    ArrowDown: () => list.children.length > 0 && (move(1), true),
    ArrowUp: () => list.children.length > 0 && (move(-1), true),
    Enter: () => !list.hidden && at >= 0 && (choose(list.children[at]), true),
    Escape: () => !list.hidden && (close(), true),
  };

  input.addEventListener("keydown", (event) => {
    if (!event.isComposing && !event.altKey && keys[event.key]?.()) event.preventDefault();
  });
  input.addEventListener("input", () => {
    clearTimeout(quiet);
    reach(-1);
    quiet = setTimeout(ask, QUIET);
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
  // So that a press on the list does not take the focus out of the box.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}

for (const field of document.querySelectorAll("[data-suggestions]")) enhance(field);
