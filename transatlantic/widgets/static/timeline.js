/** A bar from the zero line up or down, a dash where the label is neutral; with edits, a tick shows the score of before. */
function makeBar({ before, after, label, name }, edited) {
  const option = make("li", { role: "option", tabindex: "-1", "aria-selected": "false", "aria-label": name, class: "tk-bar" });
  const fill = make("span", { class: `tk-fill tk-${label}` });
  if (label !== "neutral") fill.style.height = `${Math.abs(after) * 50}%`;
  option.append(fill);
  if (edited && before !== after) {
    const tick = make("span", { class: "tk-tick" });
    tick.style.bottom = `${50 + before * 50}%`;
    option.append(tick);
  }
  return option;
}

function makePiece([text, kind, value]) {
  if (kind === "other") return document.createTextNode(text);
  if (kind === "sentence") return make("span", { class: "tk-sentence" }, text);
  const mark = make("mark", { class: value.startsWith("−") ? "tk-minus" : "tk-plus" }, text);
  return make("span", { class: "tk-sentence" }, mark, make("span", { class: "tk-adds" }, ` ${value}`));
}

function makeTable() {
  const body = make("tbody");
  const heads = ["Sentence", "Before", "With your edits", "Label", "Words"].map((head) => make("th", { scope: "col" }, head));
  const caption = make("caption", {}, "Compound of each sentence, with NLTK’s lexicon and with yours");
  const table = make("table", {}, caption, make("thead", {}, make("tr", {}, ...heads)), body);
  const scroll = make("div", { class: "tk-scroll", tabindex: "0", role: "group", "aria-label": "Table of scores" }, table);
  const node = make("details", {}, make("summary", {}, "The same as a table"), scroll);

  function draw(rows) {
    if (!node.open) return;
    body.replaceChildren(
      ...rows.map(({ cells: [number, ...others] }) => {
        const cells = others.map((cell) => make("td", { dir: "auto" }, cell));
        return make("tr", {}, make("th", { scope: "row" }, number), ...cells);
      }),
    );
  }
  return { node, draw };
}

function render({ model, el }) {
  holdShortcuts(el);
  const note = make("p", { class: "tk-note" });
  const summary = make("p", { class: "tk-summary", role: "status" });
  const list = make("ul", { class: "tk-bars", role: "listbox", "aria-label": "Sentences", "aria-orientation": "horizontal" });
  const scale = make("div", { class: "tk-scale", "aria-hidden": "true" }, ...["+1", "0", "−1"].map((at) => make("span", {}, at)));
  const chart = make("div", { class: "tk-chart" }, scale, list);
  const keys = "Left and Right move from sentence to sentence, Home and End to the first and the last. Up: positive, down: negative, a dash on the line: neutral, closer to 0 than 0.05.";
  const help = make("p", { class: "tk-about" }, keys);
  const ticks = make("p", { class: "tk-about" }, "A line across a bar’s column: the score before your edits.");
  const said = make("p", { class: "tk-said", role: "status" });
  const pane = make("div", { class: "tk-paragraph", role: "region", tabindex: "0", "aria-label": "The paragraph" });
  const words = make("p", { dir: "auto" });
  const table = makeTable();
  pane.append(words);
  el.append(note, summary, chart, help, ticks, said, pane, table.node);

  /** Mark the chosen bar; focus only where the learner moved. */
  function mark(move) {
    const chosen = model.get("chosen");
    for (const [i, bar] of [...list.children].entries()) {
      bar.tabIndex = i === chosen ? 0 : -1;
      bar.setAttribute("aria-selected", String(i === chosen));
    }
    if (move) list.children[chosen]?.focus();
  }
  function choose(index) {
    send(model, { chosen: index });
    mark(true);
  }

  list.addEventListener("click", (event) => {
    const bar = event.target.closest(".tk-bar");
    if (bar) choose([...list.children].indexOf(bar));
  });
  list.addEventListener("keydown", (event) => {
    const here = model.get("chosen");
    const last = list.children.length - 1;
    const [on, back] = [Math.min(here + 1, last), Math.max(here - 1, 0)];
    const moves = { ArrowRight: on, ArrowDown: on, ArrowLeft: back, ArrowUp: back, Home: 0, End: last };
    if (!(event.key in moves)) return;
    event.preventDefault();
    choose(moves[event.key]);
  });
  table.node.addEventListener("toggle", () => table.draw(model.get("bars").rows));

  const forgetBars = follow(model, ["bars"], () => {
    const { rows, edited, note: remark, summary: told } = model.get("bars");
    const held = list.contains(document.activeElement);
    note.textContent = remark;
    summary.textContent = told;
    list.replaceChildren(...rows.map((row) => makeBar(row, edited.length > 0)));
    ticks.hidden = edited.length === 0;
    mark(held);
    table.draw(rows);
  });
  const forgetDetail = follow(model, ["detail"], () => {
    const detail = model.get("detail");
    said.textContent = detail.said ?? "";
    words.replaceChildren(...(detail.pieces ?? []).map(makePiece));
    const first = words.querySelector(".tk-sentence");
    if (first) pane.scrollTop += first.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
    mark(false);
  });
  return () => {
    forgetBars();
    forgetDetail();
  };
}

export default { render };
