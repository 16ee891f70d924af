const OWN = "(your own text)";

/** A token's box: the word, its value in the lexicon, each rule at work, and what it adds to the sum. */
function makeBox({ word, lexicon, steps, value, edited }) {
  const box = make("li", { class: "tk-box" }, make("span", { class: "tk-word", dir: "auto" }, word));
  const line = (name, text) => box.append(make("span", { class: name }, text));
  if (!lexicon) {
    box.classList.add("tk-none");
    line("tk-hidden", "no value");
  } else {
    line("tk-lexicon", `lexicon ${lexicon}`);
    for (const step of steps) line("tk-step", step);
    const sign = value.startsWith("+") ? "plus" : value.startsWith("−") ? "minus" : "zero";
    box.classList.add(`tk-${sign}`);
    line("tk-value", sign === "minus" ? `takes away ${value.slice(1)}` : `adds ${value.replace("+", "")}`);
  }
  if (edited) line("tk-edited", edited);
  return box;
}

function makeTable(caption, heads) {
  const body = make("tbody");
  const row = make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)));
  const table = make("table", {}, make("caption", {}, caption), make("thead", {}, row), body);
  const scroll = make("div", { class: "tk-scroll", tabindex: "0", role: "group", "aria-label": caption }, table);
  return { node: scroll, body };
}

function cells(words) {
  return words.map((word, i) => (i ? make("td", { dir: "auto" }, word) : make("th", { scope: "row", dir: "auto" }, word)));
}

/** The form for one edit of the lexicon, and the list of those in the file. */
function makeLexicon(model) {
  const plain = { type: "text", spellcheck: "false", autocapitalize: "off", autocomplete: "off" };
  const word = make("input", plain);
  const value = make("input", { ...plain, inputmode: "decimal" });
  const reason = make("input", { ...plain, spellcheck: "true" });
  const save = make("button", { type: "button" }, "Save this edit");
  const reset = make("button", { type: "button" }, "Take all edits back");
  const form = make("div", { class: "tk-controls" });
  form.append(labelled("Word", word), labelled("New value, −4 to 4 (0 takes it out)", value), labelled("Reason", reason), save);
  const said = make("p", { class: "tk-said", role: "status" });
  const table = makeTable("Edits in the file", ["Word", "NLTK’s value", "Yours", "Reason", "Do"]);
  const none = make("p", {}, "No edits yet: every value is NLTK’s.");
  const file = make("span");
  const about = make("p", { class: "tk-about" }, "After every act they are in the file ", file, ".");
  const title = make("p", {}, make("strong", {}, "Your edits of the lexicon"));
  const node = make("div", { class: "tk-edits", role: "group", "aria-label": "Your edits of the lexicon" });
  node.append(title, form, said, none, table.node, make("p", {}, reset), about);

  let waiting = false;
  function put() {
    waiting = true;
    model.send({ act: "put", word: word.value, value: value.value, reason: reason.value });
  }
  save.addEventListener("click", put);
  // By hand: in JupyterLab, Enter does not submit a form.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.tagName === "INPUT") put();
  });
  reset.addEventListener("click", () => model.send({ act: "reset" }));

  function drawEdits({ edits, file: name }) {
    const held = [...table.body.querySelectorAll("button")].indexOf(document.activeElement);
    file.textContent = name;
    none.hidden = edits.length > 0;
    table.node.hidden = reset.parentNode.hidden = edits.length === 0;
    const rows = edits.map((edit) => {
      const change = make("button", { type: "button", "aria-label": `Change ${edit.word}` }, "Change");
      const remove = make("button", { type: "button", "aria-label": `Remove ${edit.word}` }, "Remove");
      change.addEventListener("click", () => {
        [word.value, value.value, reason.value] = [edit.word, edit.value, edit.reason];
        value.focus();
        value.select();
      });
      remove.addEventListener("click", () => model.send({ act: "remove", word: edit.word }));
      return make("tr", {}, ...cells([edit.word, edit.before, edit.after, edit.reason]), make("td", {}, change, " ", remove));
    });
    table.body.replaceChildren(...rows);
    const buttons = [...table.body.querySelectorAll("button")];
    if (held >= 0) (buttons[Math.min(held, buttons.length - 1)] ?? word).focus();
    else if (document.activeElement === reset && edits.length === 0) word.focus();
  }

  function drawAnswer() {
    const answer = model.get("answer");
    said.textContent = answer.said;
    said.classList.toggle("tk-error", !answer.done);
    if (waiting && answer.done) {
      for (const input of [word, value, reason]) input.value = "";
      word.focus();
    }
    waiting = false;
  }
  return { node, drawEdits, drawAnswer };
}

function render({ model, el }) {
  holdShortcuts(el);
  const sentences = model.get("sentences");
  const offered = [OWN, ...sentences].map((sentence, i) => make("option", { value: String(i) }, sentence));
  const choice = make("select", {}, ...offered);
  const text = make("textarea", { rows: "2", spellcheck: "false" });
  const note = make("p", { class: "tk-note" });
  const head = make("p", { class: "tk-head" });
  const legend = "▲ and a thick left edge: the word adds to the sum. ▼ and a thick right edge: it takes away. Dashed: no value.";
  const row = make("ol", { class: "tk-boxes", "aria-label": "Tokens with their values" });
  const sum = make("ol", { class: "tk-sum", "aria-label": "From the values to the compound" });
  const table = makeTable("What VADER does to each token", ["Token", "Lexicon", "Rules", "Value"]);
  const details = make("details", {}, make("summary", {}, "The same as a table"), table.node);
  const spoken = make("p", { class: "tk-hidden", role: "status" });
  const lexicon = makeLexicon(model);
  if (sentences.length) el.append(labelled("Choose a sentence", choice));
  el.append(labelled("… or type one", text), note, head, make("p", { class: "tk-about" }, legend), row, sum, details);
  el.append(lexicon.node, spoken);

  choice.addEventListener("change", () => {
    if (choice.value !== "0") send(model, { text: sentences[Number(choice.value) - 1] });
  });
  text.addEventListener("input", () => send(model, { text: text.value }));

  /** A closed table stays as it is, so that typing is not slowed down by what nobody sees. */
  function drawTable() {
    if (!details.open) return;
    const rows = model.get("result").boxes.map((box) => {
      const words = [box.word, box.lexicon || "none", box.steps.join("; "), box.value || "0"];
      return make("tr", {}, ...cells(words));
    });
    table.body.replaceChildren(...rows);
  }
  details.addEventListener("toggle", drawTable);

  const forgetText = follow(model, ["text"], () => {
    if (text.value !== model.get("text")) text.value = model.get("text");
    choice.value = String(sentences.indexOf(model.get("text")) + 1);
  });
  let timer;
  let drawn = false;
  const forgetResult = follow(model, ["result"], () => {
    const result = model.get("result");
    note.textContent = result.note;
    head.textContent = result.head;
    row.replaceChildren(...result.boxes.map(makeBox));
    sum.replaceChildren(...result.sum.map((line) => make("li", {}, line)));
    drawTable();
    lexicon.drawEdits(result);
    // A screen reader hears the score once the learner stops typing, and nothing when the page opens.
    clearTimeout(timer);
    if (drawn) timer = setTimeout(() => (spoken.textContent = [result.note, result.head].join(" ").trim()), 800);
    drawn = true;
  });
  const forgetAnswer = follow(model, ["answer"], lexicon.drawAnswer);
  return () => {
    clearTimeout(timer);
    forgetText();
    forgetResult();
    forgetAnswer();
  };
}

export default { render };
