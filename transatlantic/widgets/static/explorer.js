const OWN = "(your own text)";

/** One tokenizer's row; its frame stays while the learner types, so that focus is not lost. */
function makeRow(name, about, extra) {
  const count = make("span", { class: "tk-count" });
  const text = make("p", { class: "tk-text", dir: "auto" });
  const remark = make("p", { class: "tk-remark", dir: "auto" });
  const head = make("p", { class: "tk-head" }, make("strong", {}, name), " · ", count, " · ");
  head.append(make("span", { class: "tk-about" }, about));
  const node = make("div", { class: "tk-row", role: "group", "data-tokenizer": name }, head, ...extra, text, remark);
  return { node, count, text, remark };
}

function drawPieces(pieces) {
  let number = 0;
  return pieces.map(([piece, kind]) => {
    if (kind === "gap") return document.createTextNode(piece);
    if (kind === "left-out") return make("span", { class: "tk-left-out" }, piece);
    number += 1;
    const shade = number % 2 ? "tk-odd" : "tk-even";
    return make("span", { class: `tk-token ${shade}${kind === "differs" ? " tk-differs" : ""}` }, piece);
  });
}

function legend() {
  const token = make("span", { class: "tk-token tk-odd" }, "box");
  const next = make("span", { class: "tk-token tk-even" }, "box");
  const differs = make("span", { class: "tk-token tk-odd tk-differs" }, "diamond and thick line");
  const leftOut = make("span", { class: "tk-left-out" }, "struck through");
  const plain = [token, " ", next, " tokens (two shades in turn, to tell neighbours apart, no more) · "];
  const marked = [differs, " a token that word_tokenize does not make · ", leftOut, " in no token"];
  return make("p", { class: "tk-legend" }, ...plain, ...marked);
}

function makeTable() {
  const body = make("tbody");
  const heads = ["Tokenizer", "Count", "Tokens"].map((head) => make("th", { scope: "col" }, head));
  const caption = make("caption", {}, "Tokens of the same text by each tokenizer, divided by |");
  const table = make("table", {}, caption, make("thead", {}, make("tr", {}, ...heads)), body);
  const scroll = make("div", { class: "tk-scroll", tabindex: "0", role: "group", "aria-label": "Table of tokens" }, table);
  const node = make("details", {}, make("summary", {}, "The same as a table"), scroll);

  /** Fill the table; a closed one stays as it is, so that typing is not slowed down by what nobody sees. */
  function draw(rows) {
    if (!node.open) return;
    body.replaceChildren(
      ...rows.map(({ tokenizer, count, tokens, error }) => {
        const head = make("th", { scope: "row" }, tokenizer);
        return make("tr", {}, head, make("td", {}, count), make("td", { dir: "auto" }, error || tokens));
      }),
    );
  }
  return { node, draw };
}

function render({ model, el }) {
  holdShortcuts(el);
  const sentences = model.get("sentences");
  const offered = [OWN, ...sentences].map((sentence, i) => make("option", { value: String(i) }, sentence));
  const choice = make("select", {}, ...offered);
  const text = make("textarea", { rows: "3", spellcheck: "false" });
  const pattern = make("input", { type: "text", spellcheck: "false", autocapitalize: "off", autocomplete: "off" });
  const note = make("p", { class: "tk-note" });
  const spoken = make("p", { class: "tk-spoken", role: "status" });
  const table = makeTable();
  const rows = {};
  for (const { tokenizer, about } of model.get("result").rows) {
    const own = tokenizer === "regexp";
    rows[tokenizer] = makeRow(tokenizer, about, own ? [labelled("Regular expression of a token", pattern)] : []);
  }
  const rowNodes = Object.values(rows).map((row) => row.node);
  if (sentences.length) el.append(labelled("Choose a sentence of the article", choice));
  el.append(labelled("… or type a text", text), note, legend(), ...rowNodes, table.node, spoken);

  choice.addEventListener("change", () => {
    if (choice.value !== "0") send(model, { text: sentences[Number(choice.value) - 1] });
  });
  text.addEventListener("input", () => send(model, { text: text.value }));
  pattern.addEventListener("input", () => send(model, { pattern: pattern.value }));
  table.node.addEventListener("toggle", () => table.draw(model.get("result").rows));

  const forgetInputs = follow(model, ["text", "pattern"], () => {
    if (text.value !== model.get("text")) text.value = model.get("text");
    if (pattern.value !== model.get("pattern")) pattern.value = model.get("pattern");
    choice.value = String(sentences.indexOf(model.get("text")) + 1);
  });

  let timer;
  let drawn = false;
  const forgetResult = follow(model, ["result"], () => {
    const result = model.get("result");
    note.textContent = result.note;
    for (const { tokenizer, count, pieces, differs, error } of result.rows) {
      const row = rows[tokenizer];
      row.node.setAttribute("aria-label", `${tokenizer}: ${count}`);
      row.count.textContent = count;
      row.text.replaceChildren(...drawPieces(pieces));
      row.remark.textContent = error || differs;
      row.remark.classList.toggle("tk-error", Boolean(error));
      if (tokenizer === "regexp") pattern.setAttribute("aria-invalid", String(Boolean(error)));
    }
    table.draw(result.rows);
    // A screen reader hears the counts once the learner stops typing, and nothing when the page opens.
    clearTimeout(timer);
    const said = result.rows.map(({ tokenizer, count, error }) => `${tokenizer}: ${error || count}`).join(". ");
    const say = () => (spoken.textContent = [result.note, said].join(" ").trim());
    if (drawn) timer = setTimeout(say, 800);
    drawn = true;
  });
  return () => {
    clearTimeout(timer);
    forgetInputs();
    forgetResult();
  };
}

export default { render };
