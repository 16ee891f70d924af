function drawTable(caption, heads, rows) {
  const head = make("tr", {}, ...heads.map((name) => make("th", { scope: "col" }, name)));
  const body = rows.map(([first, ...rest]) => {
    const cells = rest.map((text) => make("td", { dir: "auto" }, text));
    return make("tr", {}, make("th", { scope: "row" }, first), ...cells);
  });
  return make("table", {}, make("caption", {}, caption), make("thead", {}, head), make("tbody", {}, ...body));
}

function render({ model, el }) {
  holdShortcuts(el);
  const { remarks, size, figures, cells, guideline } = model.get("head");
  const heads = ["Figure", "Value", "95 % interval (resampled)", "Cells", "What may be concluded"];
  const scroll = (name, ...children) =>
    make("div", { class: "tk-scroll", tabindex: "0", role: "group", "aria-label": name }, ...children);
  el.append(...remarks.map((remark) => make("p", { class: "tk-error" }, remark)), make("p", {}, size));
  el.append(scroll("Table of agreement", drawTable("Agreement", heads, figures)));

  const list = make("ul", { class: "tk-cells", role: "listbox", tabindex: "0", "aria-label": "Contested cells" });
  const place = make("p", { class: "tk-place" });
  const before = make("p", { class: "tk-near", dir: "auto" });
  const sentence = make("p", { class: "tk-sentence", dir: "auto" });
  const after = make("p", { class: "tk-near", dir: "auto" });
  const answers = scroll("What each reader said");
  const choices = Object.entries(LABELS).map(([key, label]) => {
    const node = make("button", { type: "button", "data-label": label, "aria-keyshortcuts": key });
    node.append(label.replace("_", " "), make("kbd", { "aria-hidden": "true" }, key));
    node.addEventListener("click", () => act("label", { label }));
    return node;
  });
  const labels = make("div", { class: "tk-labels", role: "group", "aria-label": "Settle this cell as" }, ...choices);
  const note = make("input", { type: "text", autocomplete: "off" });
  const status = make("p", { role: "status", class: "tk-status" });
  const keys =
    "Up and Down choose a contested cell, f a n c settle it; nobody’s labels are changed. Enter in the field records the reason and leads back to the list.";
  const work = make("div", {}, list, make("p", { class: "tk-about" }, keys));
  work.append(place, before, sentence, after, answers, labels, labelled("Reason", note));
  el.append(work, status);
  if (cells.length) el.append(drawGuideline(guideline));

  work.hidden = cells.length === 0;

  const id = `tk-${Math.random().toString(36).slice(2)}`;
  const items = cells.map(({ sentence, target }, i) => {
    const mark = make("span");
    const node = make("li", { role: "option", id: `${id}-${i}`, dir: "auto" }, mark, ` · ${target} · ${sentence}`);
    return { node, mark };
  });
  list.append(...items.map(({ node }) => node));

  let state = model.get("state");
  let at = state.at;
  const act = (name, content = {}) => model.send({ act: name, at, ...content });

  function drawSettled() {
    const [settled, reason] = state.settled[at];
    for (const choice of choices) choice.setAttribute("aria-pressed", String(choice.dataset.label === settled));
    note.disabled = !settled;
    note.value = reason;
  }

  function drawCell() {
    for (const [i, { node }] of items.entries()) node.setAttribute("aria-selected", String(i === at));
    list.setAttribute("aria-activedescendant", `${id}-${at}`);
    const { node } = items[at];
    if (node.offsetTop < list.scrollTop) list.scrollTop = node.offsetTop;
    const below = node.offsetTop + node.offsetHeight - list.clientHeight;
    if (below > list.scrollTop) list.scrollTop = below;
    place.textContent = `Contested cell ${at + 1} of ${cells.length}. Target: ${cells[at].target}.`;
    sentence.textContent = cells[at].sentence;
    [before.textContent, after.textContent] = cells[at].around;
    const said = ["Reader", "Label", "Holder", "Evidence", "Note"];
    answers.replaceChildren(drawTable("What each reader said", said, cells[at].answers));
    drawSettled();
  }

  /** Everything about a cell is on the page already, so that nobody waits for the kernel to read the next one. */
  function show(to) {
    at = Math.min(Math.max(to, 0), cells.length - 1);
    status.textContent = "";
    drawCell();
  }

  list.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: cells.length - 1 };
    if (!(event.key in moves)) return;
    show(moves[event.key]);
    event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("li");
    if (chosen) show([...list.children].indexOf(chosen));
  });
  el.addEventListener("keydown", (event) => {
    if (event.target === note || event.ctrlKey || event.metaKey || event.altKey || !(event.key in LABELS)) return;
    act("label", { label: LABELS[event.key] });
    event.preventDefault();
  });
  const record = () => {
    if (note.value !== state.settled[at][1]) act("note", { note: note.value });
  };
  note.addEventListener("change", record);
  note.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    list.focus(); // the field is left, and so it records
  });

  if (cells.length) drawCell();
  return follow(model, ["state"], () => {
    state = model.get("state");
    status.textContent = state.message;
    status.classList.toggle("tk-error", state.failed);
    for (const [i, { mark }] of items.entries()) {
      const [settled] = state.settled[i];
      mark.textContent = settled ? `settled ${settled}` : "open";
    }
    // A reason that could not be recorded stays in its field, to be tried again.
    if (cells.length && !state.failed) drawSettled();
  });
}

export default { render };
