const LABELS = { f: "FAVOR", a: "AGAINST", n: "NONE", c: "CANNOT_TELL" };

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
  const { remarks, size, figures } = model.get("head");
  const heads = ["Figure", "Value", "95 % interval (resampled)", "Cells", "What may be concluded"];
  const scroll = (name, ...children) =>
    make("div", { class: "tk-scroll", tabindex: "0", role: "group", "aria-label": name }, ...children);
  el.append(...remarks.map((remark) => make("p", { class: "tk-error" }, remark)), make("p", {}, size));
  el.append(scroll("Table of agreement", drawTable("Agreement", heads, figures)));

  const list = make("ul", { class: "tk-cells", role: "listbox", tabindex: "0", "aria-label": "Contested cells" });
  const place = make("p", { class: "tk-place" });
  const sentence = make("p", { class: "tk-sentence", dir: "auto" });
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
    "Up and Down choose a contested cell, f a n c settle it; nobody’s labels are changed. The reason is recorded with Enter.";
  const work = make("div", {}, list, make("p", { class: "tk-about" }, keys), place, sentence, answers, labels);
  work.append(labelled("Reason", note));
  el.append(work, status);

  let state = model.get("state");
  const act = (name, content = {}) => model.send({ act: name, at: state.at, ...content });
  const show = (at) => act("go", { at: Math.min(Math.max(at, 0), state.cells.length - 1) });

  list.addEventListener("keydown", (event) => {
    const last = state.cells.length - 1;
    const moves = { ArrowDown: state.at + 1, ArrowUp: state.at - 1, Home: 0, End: last };
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
    if (note.value !== state.cells[state.at].note) act("note", { note: note.value });
  };
  note.addEventListener("change", record);
  note.addEventListener("keydown", (event) => {
    if (event.key === "Enter") record();
  });

  const id = `tk-${Math.random().toString(36).slice(2)}`;
  return follow(model, ["state"], () => {
    state = model.get("state");
    status.textContent = state.message;
    status.classList.toggle("tk-error", state.failed);
    work.hidden = state.cells.length === 0;
    if (work.hidden) return;
    const items = state.cells.map(({ sentence, target, settled }, i) => {
      const selected = String(i === state.at);
      const mark = settled ? `settled ${settled}` : "open";
      const text = `${mark} · ${target} · ${sentence}`;
      return make("li", { role: "option", id: `${id}-${i}`, "aria-selected": selected, dir: "auto" }, text);
    });
    list.replaceChildren(...items);
    list.setAttribute("aria-activedescendant", `${id}-${state.at}`);
    const item = items[state.at];
    if (item.offsetTop < list.scrollTop) list.scrollTop = item.offsetTop;
    const below = item.offsetTop + item.offsetHeight - list.clientHeight;
    if (below > list.scrollTop) list.scrollTop = below;
    const cell = state.cells[state.at];
    place.textContent = `Contested cell ${state.at + 1} of ${state.cells.length}. Target: ${cell.target}.`;
    sentence.textContent = cell.sentence;
    const said = ["Reader", "Label", "Holder", "Evidence", "Note"];
    answers.replaceChildren(drawTable("What each reader said", said, cell.answers));
    for (const choice of choices) choice.setAttribute("aria-pressed", String(choice.dataset.label === cell.settled));
    // A reason that could not be recorded stays in its field, to be tried again.
    if (!state.failed) note.value = cell.note;
    note.disabled = !cell.settled;
  });
}

export default { render };
