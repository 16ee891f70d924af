function render({ model, el }) {
  holdShortcuts(el);
  const id = `tk-${Math.random().toString(36).slice(2)}`;
  const button = (text, act) => {
    const node = make("button", { type: "button" }, text);
    node.addEventListener("click", act);
    return node;
  };
  const progress = make("p", { class: "tk-progress" });
  const targetName = make("strong");
  const definition = make("span");
  const favor = make("span");
  const against = make("span");
  const target = make("p", { class: "tk-target", "aria-live": "polite" }, "Target: ", targetName, ". ", definition);
  const meaning = make("p", { class: "tk-meaning" }, make("b", {}, "FAVOR: "), favor, ". ", make("b", {}, "AGAINST: "), against, ".");
  const before = make("span", { class: "tk-near" });
  const after = make("span", { class: "tk-near" });
  const sentence = make("div", {
    class: "tk-sentence",
    role: "listbox",
    tabindex: "0",
    "aria-multiselectable": "true",
    "aria-orientation": "horizontal",
    "aria-label": "The sentence, word by word: mark the evidence here",
    "aria-describedby": `${id}-help`,
  });
  const context = make("div", { class: "tk-context", dir: "auto" }, before, sentence, after);
  const whose = make("p", { class: "tk-whose", "aria-live": "polite" });
  const choices = Object.entries(LABELS).map(([key, label]) => {
    const node = button("", () => act("label", { label }));
    node.append(label.replace("_", " "), make("kbd", { "aria-hidden": "true" }, key));
    node.setAttribute("aria-keyshortcuts", key);
    node.dataset.label = label;
    return node;
  });
  const labels = make("div", { class: "tk-labels", role: "group", "aria-label": "Label of this cell" }, ...choices);
  const list = make("datalist", { id: `${id}-people` });
  list.append(...model.get("holders").map((holder) => make("option", { value: holder })));
  const holder = make("input", { type: "text", list: list.id, autocomplete: "off", spellcheck: "false" });
  const note = make("input", { type: "text", autocomplete: "off" });
  const details = make("div", { class: "tk-details" }, labelled("Holder", holder), labelled("Note", note), list);
  const undo = button("Undo (u)", () => act("undo"));
  const redo = button("Redo (r)", () => act("redo"));
  const moves = make("div", { class: "tk-moves" });
  moves.append(
    button("Further holder (h)", () => act("turn")),
    button("Back (b)", () => act("go", { by: -1 })),
    button("Skip (s)", () => act("go", { by: 1 })),
    button("Next without a label (j)", () => act("jump")),
    undo,
    redo,
    button("Export CSV", () => act("export")),
  );
  const status = make("p", { role: "status", class: "tk-status" });
  const helped =
    "In the sentence: Left and Right move between words, Shift with them takes several, Enter marks them as evidence; " +
    "with the mouse, drag over the words. h goes from holder to holder and on to a further one; n takes a further one away. " +
    "The letters work anywhere in this box but in the two fields, where Enter records and leads back to the sentence.";
  const help = make("p", { class: "tk-about", id: `${id}-help` }, helped);
  const keys = make("p", { class: "tk-keys" });
  const guideline = drawGuideline(model.get("guideline"));
  // The target stands between the sentence and the labels, so that a small window shows all three at once.
  el.append(progress, context, target, meaning, whose, labels, keys, details, status, moves, help, guideline);

  let state = model.get("state");
  let options = [];
  let cursor = 0;
  let anchor = 0;
  let chosen = false; // whether words are being chosen that are not recorded yet

  function act(name, content = {}) {
    model.send({ act: name, at: state.at, which: state.which, ...content });
  }

  function drawWords() {
    const [from, to] = [Math.min(anchor, cursor), Math.max(anchor, cursor)];
    for (const [i, word] of options.entries()) {
      const on = chosen ? i >= from && i <= to : state.marked.includes(i);
      word.setAttribute("aria-selected", String(on));
      word.classList.toggle("tk-choosing", chosen && on);
      word.classList.toggle("tk-cursor", i === cursor);
    }
    if (options.length) sentence.setAttribute("aria-activedescendant", options[cursor].id);
  }

  function move(to, extend) {
    cursor = Math.min(Math.max(to, 0), options.length - 1);
    if (!extend) anchor = cursor;
    chosen = true;
    drawWords();
  }

  function mark() {
    if (options.length) act("mark", { first: anchor, last: cursor });
  }

  sentence.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: cursor - 1, ArrowRight: cursor + 1, Home: 0, End: options.length - 1 };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in steps) move(steps[event.key], event.shiftKey);
    else if (event.key === "Enter") mark();
    else if (event.key === "Escape") {
      chosen = false;
      drawWords();
    } else return;
    event.preventDefault();
  });
  const wordAt = (event) => options.indexOf(event.target.closest(".tk-word"));
  let dragging = false;
  sentence.addEventListener("mousedown", (event) => {
    if (event.button !== 0 || wordAt(event) < 0) return;
    event.preventDefault();
    sentence.focus();
    dragging = true;
    move(wordAt(event), event.shiftKey);
  });
  sentence.addEventListener("mousemove", (event) => {
    if (dragging && wordAt(event) >= 0) move(wordAt(event), true);
  });
  const release = () => {
    if (dragging) mark();
    dragging = false;
  };
  document.addEventListener("mouseup", release);

  el.addEventListener("keydown", (event) => {
    if (event.target === holder || event.target === note || event.ctrlKey || event.metaKey || event.altKey) return;
    const others = { h: ["turn"], u: ["undo"], r: ["redo"], j: ["jump"], b: ["go", { by: -1 }], s: ["go", { by: 1 }] };
    if (event.key in LABELS) act("label", { label: LABELS[event.key] });
    else if (event.key in others) act(...others[event.key]);
    else return;
    event.preventDefault();
  });
  // A field belongs to the cell that it was typed for, so it is recorded when it is left, before the next act.
  const sent = {}; // what the kernel has been told and has not answered yet
  for (const [field, name, key] of [[holder, "hold", "holder"], [note, "note", "note"]]) {
    field.addEventListener("change", () => {
      if (field.value === state[key] || field.value === sent[key]) return;
      sent[key] = field.value;
      act(name, { [key]: field.value });
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      sentence.focus(); // the field is left, and so it records
    });
  }

  function drawKeys() {
    const at = document.activeElement;
    const typing = at === holder || at === note;
    const on = el.contains(at) && !typing;
    if (on) keys.textContent = "Keys are on: the letters label and move.";
    else if (typing) keys.textContent = "Keys are off while you type here: Enter records and turns them on.";
    else keys.textContent = "Keys are off: click into this box, or Tab into it, to turn them on.";
    keys.classList.toggle("tk-on", on);
  }
  el.addEventListener("focusin", drawKeys);
  el.addEventListener("focusout", () => setTimeout(drawKeys)); // only then is it known where the focus has gone
  el.addEventListener("click", () => {
    if (!el.contains(document.activeElement)) sentence.focus({ preventScroll: true });
  });
  drawKeys();

  let shown = "";
  const forget = follow(model, ["state"], () => {
    state = model.get("state");
    sent.holder = sent.note = undefined;
    const moved = `${state.at}/${state.which}` !== shown;
    const [name, about, forIt, againstIt] = state.target;
    if (moved) {
      shown = `${state.at}/${state.which}`;
      targetName.textContent = name;
      definition.textContent = about;
      favor.textContent = forIt;
      against.textContent = againstIt;
      before.textContent = state.before;
      after.textContent = state.after;
      const drawn = state.pieces.map(([piece, number]) =>
        number < 0
          ? document.createTextNode(piece)
          : make("span", { class: "tk-word", role: "option", id: `${id}-${number}`, "aria-selected": "false" }, piece),
      );
      sentence.replaceChildren(...drawn);
      options = [...sentence.children];
      cursor = anchor = 0;
    }
    chosen = false;
    drawWords();
    progress.textContent = state.progress;
    whose.textContent = state.whose;
    for (const choice of choices) choice.setAttribute("aria-pressed", String(choice.dataset.label === state.label));
    holder.disabled = !state.stance;
    note.disabled = !state.label;
    // What could not be recorded stays in its field, to be tried again.
    if (moved || !state.failed) {
      holder.value = state.holder;
      note.value = state.note;
    }
    undo.disabled = !state.undo;
    redo.disabled = !state.redo;
    status.textContent = state.message;
    status.classList.toggle("tk-error", state.failed);
    if ([undo, redo, holder, note].includes(document.activeElement) && document.activeElement.disabled) sentence.focus();
  });
  return () => {
    document.removeEventListener("mouseup", release);
    forget();
  };
}

export default { render };
