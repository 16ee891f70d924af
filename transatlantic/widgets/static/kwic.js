function makeSelect(options) {
  return make("select", {}, ...Object.entries(options).map(([value, text]) => make("option", { value }, text)));
}

/** The article in a region of its own that scrolls; show(line) marks a place and brings it into view. */
function makeArticle(paragraphs) {
  const shown = paragraphs.map(({ start, text, kind }) => {
    const node = make(kind === "heading" ? "h3" : "p", { class: `tk-${kind}`, dir: "auto" }, text);
    // Offsets count characters as Python does, not JavaScript's halves of them.
    return { start, text, node, characters: Array.from(text) };
  });
  const pane = make("div", { class: "tk-article", role: "region", tabindex: "0", "aria-label": "The article" });
  pane.append(...shown.map(({ node }) => node));

  function show(line) {
    let first = null;
    for (const { start, text, node, characters } of shown) {
      const from = line ? Math.max(line.start - start, 0) : 0;
      const to = line ? Math.min(line.end - start, characters.length) : 0;
      if (from < to) {
        const part = (...ends) => characters.slice(...ends).join("");
        const mark = make("mark", { tabindex: "-1" }, part(from, to));
        node.replaceChildren(part(0, from), mark, part(to));
        first ??= mark;
      } else if (node.firstElementChild) {
        node.replaceChildren(text);
      }
    }
    if (first) {
      const distance = first.getBoundingClientRect().top - pane.getBoundingClientRect().top;
      pane.scrollTop += distance - pane.clientHeight / 3;
    }
    return first;
  }
  return { pane, show };
}

function makeLine({ left, keyword, right }) {
  const before = make("span", { class: "tk-left" }, make("span", {}, left));
  const after = make("span", { class: "tk-right" }, make("strong", {}, keyword), right);
  return make("li", { role: "option", tabindex: "-1", "aria-selected": "false", class: "tk-line" }, before, after);
}

function render({ model, el }) {
  holdShortcuts(el);
  const query = make("input", { type: "text", spellcheck: "false", autocapitalize: "off", autocomplete: "off" });
  const pattern = make("input", { type: "checkbox" });
  const order = makeSelect({ position: "position in the article", left: "nearest token on the left", right: "nearest token on the right" });
  const width = make("input", { type: "number", min: "0", max: "200", step: "1" });
  const unit = makeSelect({ characters: "characters", tokens: "tokens" });
  const summary = make("p", { class: "tk-summary", role: "status" });
  const list = make("ul", { class: "tk-lines", role: "listbox", "aria-label": "Lines in context" });
  const keys = "Up and Down move between the lines, Enter goes to the place in the article, Escape comes back.";
  const help = make("p", { class: "tk-about" }, keys);
  const place = make("p", { class: "tk-place", role: "status" });
  const { pane, show } = makeArticle(model.get("paragraphs"));
  const controls = make("div", { class: "tk-controls" });
  controls.append(
    labelled("Word or phrase", query),
    make("label", { class: "tk-choice" }, pattern, make("span", {}, "it is a pattern (regular expression)")),
    labelled("Sort by", order),
    labelled("Context on each side", width),
    labelled("counted in", unit),
  );
  el.append(controls, summary, list, help, place, pane);

  query.addEventListener("input", () => send(model, { query: query.value }));
  pattern.addEventListener("change", () => send(model, { pattern: pattern.checked }));
  order.addEventListener("change", () => send(model, { order: order.value }));
  unit.addEventListener("change", () => send(model, { unit: unit.value, width: unit.value === "tokens" ? 8 : 40 }));
  width.addEventListener("input", () => {
    if (width.validity.valid && width.value !== "") send(model, { width: width.valueAsNumber });
  });

  let lines = [];
  let chosen = -1;

  /** Choose a line: its place is marked in the article, and said in characters. */
  function choose(index) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = index;
    const { start, end } = lines[index];
    for (const [i, line] of [...list.children].entries()) line.tabIndex = i === index ? 0 : -1;
    list.children[index].setAttribute("aria-selected", "true");
    list.children[index].focus();
    place.textContent = `Line ${index + 1} of ${lines.length}: characters ${start} to ${end} of the text, text[${start}:${end}].`;
    return show(lines[index]);
  }

  list.addEventListener("click", (event) => {
    const line = event.target.closest(".tk-line");
    if (line) choose([...list.children].indexOf(line));
  });
  list.addEventListener("keydown", (event) => {
    const here = [...list.children].indexOf(event.target);
    const last = lines.length - 1;
    const moves = { ArrowDown: Math.min(here + 1, last), ArrowUp: Math.max(here - 1, 0), Home: 0, End: last };
    if (event.key in moves) choose(moves[event.key]);
    else if (event.key === "Enter" || event.key === " ") choose(here).focus();
    else return;
    event.preventDefault();
  });
  pane.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && chosen >= 0) list.children[chosen].focus();
  });

  const forgetInputs = follow(model, ["query", "pattern", "order", "width", "unit"], () => {
    if (query.value !== model.get("query")) query.value = model.get("query");
    pattern.checked = model.get("pattern");
    order.value = model.get("order");
    unit.value = model.get("unit");
    if (width.value !== String(model.get("width")) && width !== document.activeElement) width.value = model.get("width");
  });
  const forgetResult = follow(model, ["result"], () => {
    const result = model.get("result");
    const wasInside = list.contains(document.activeElement);
    lines = result.lines;
    chosen = -1;
    summary.textContent = result.summary;
    summary.classList.toggle("tk-error", result.error);
    query.setAttribute("aria-invalid", String(result.error));
    list.replaceChildren(...lines.map(makeLine));
    list.hidden = help.hidden = lines.length === 0;
    place.textContent = "";
    show(null);
    if (lines.length) list.children[0].tabIndex = 0;
    if (wasInside) (list.children[0] ?? query).focus();
  });
  return () => {
    forgetInputs();
    forgetResult();
  };
}

export default { render };
