const OTHER = "another";

/**
 * The article as words between blanks: a word cursor moves over them, by keys or by mouse, and selects a span.
 * chosen() gives the selected words' offsets, or null; marks(quotes) draws what is marked.
 */
function makeArticle(paragraphs, moved, taken) {
  const words = [];
  const groups = paragraphs.map(({ kind, words: own }, number) => {
    const first = words.length;
    const name = `Paragraph ${number + 1}${kind === "body" ? "" : `, ${kind}`}`;
    const node = make("div", { class: `tk-paragraph tk-${kind}`, role: "group", "aria-label": name, dir: "auto" });
    for (const [start, end, text] of own) {
      const id = `tk-${Math.random().toString(36).slice(2)}`;
      const word = make("span", { class: "tk-word", role: "option", id, "aria-selected": "false" }, text);
      word.dataset.index = words.length;
      node.append(word, " ");
      words.push({ start, end, node: word, first, last: first + own.length - 1 });
    }
    return node;
  });
  const label = "The article, word by word";
  const roles = { role: "listbox", tabindex: "0", "aria-label": label, "aria-multiselectable": "true" };
  const pane = make("div", { class: "tk-article", ...roles }, ...groups);

  let anchor = 0;
  let cursor = 0;
  let on = false; // a cursor that was moved by nobody selects nothing

  function chosen() {
    if (!on || !words.length) return null;
    const [from, to] = [Math.min(anchor, cursor), Math.max(anchor, cursor)];
    return { start: words[from].start, end: words[to].end, from, to };
  }

  function draw() {
    const span = chosen();
    for (const [i, { node }] of words.entries()) {
      const inside = Boolean(span) && i >= span.from && i <= span.to;
      if ((node.getAttribute("aria-selected") === "true") !== inside) node.setAttribute("aria-selected", String(inside));
      node.classList.toggle("tk-cursor", on && i === cursor);
    }
    if (on) pane.setAttribute("aria-activedescendant", words[cursor].node.id);
    moved(span);
  }

  function move(to, extend) {
    cursor = Math.max(0, Math.min(words.length - 1, to));
    if (!extend || !on) anchor = cursor;
    on = true;
    draw();
    const [word, frame] = [words[cursor].node.getBoundingClientRect(), pane.getBoundingClientRect()];
    if (word.top < frame.top + 8) pane.scrollTop -= frame.top + 8 - word.top;
    else if (word.bottom > frame.bottom - 8) pane.scrollTop += word.bottom - frame.bottom + 8;
  }

  pane.addEventListener("keydown", (event) => {
    if (!words.length || event.ctrlKey || event.metaKey || event.altKey) return;
    const { first, last } = words[cursor];
    const moves = {
      ArrowRight: cursor + 1,
      ArrowLeft: cursor - 1,
      ArrowDown: last + 1,
      ArrowUp: cursor > first ? first : (words[first - 1]?.first ?? 0),
      Home: first,
      End: last,
    };
    if (event.key in moves) move(on ? moves[event.key] : cursor, event.shiftKey);
    else if (event.key === "Enter" && chosen()) taken();
    else if (event.key === "Escape" && on) move(cursor, false);
    else return;
    event.preventDefault();
  });

  const at = (event) => event.target.closest?.(".tk-word")?.dataset.index;
  let dragging = false;
  pane.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || at(event) === undefined) return;
    dragging = true;
    event.preventDefault(); // the browser's own selection would cover ours
    pane.focus({ preventScroll: true });
    move(Number(at(event)), event.shiftKey);
  });
  pane.addEventListener("pointerover", (event) => {
    if (dragging && event.buttons & 1 && at(event) !== undefined) move(Number(at(event)), true);
  });
  pane.addEventListener("pointerup", () => (dragging = false));

  function marks(quotes) {
    for (const { start, end, node } of words) {
      const number = quotes.findIndex((quote) => start < quote.end && quote.start < end);
      node.classList.toggle("tk-marked", number >= 0);
      if (number >= 0 && (start <= quotes[number].start || node.previousElementSibling === null)) {
        node.dataset.quote = String(number + 1);
      } else delete node.dataset.quote;
    }
  }

  /** Leave a selection that was used: the next one begins with the word behind it. */
  function release() {
    move(Math.max(anchor, cursor) + 1, false);
  }
  return { pane, chosen, marks, release, text: ({ from, to }) => words.slice(from, to + 1).map((w) => w.node.textContent) };
}

function makeComparison(parts) {
  return parts.flatMap(({ head, lines }) => [
    make("p", { class: "tk-head" }, head),
    make("ul", {}, ...lines.map((line) => make("li", { dir: "auto" }, line))),
  ]);
}

function render({ model, el }) {
  holdShortcuts(el);
  const keys =
    "Left and Right move a word cursor, Up and Down go by paragraph; with Shift they select. Enter takes the selection. Or drag over the words.";
  const selection = make("p", { class: "tk-selection" });
  const options = model.get("people").map((name) => make("option", { value: `person:${name}` }, name));
  const unknown = make("option", { value: "" }, "unknown: the text does not tell");
  const speaker = make("select", {}, unknown, ...options, make("option", { value: OTHER }, "another name or role …"));
  const other = make("input", { type: "text", spellcheck: "false", autocomplete: "off" });
  const otherField = labelled("Name or role, as printed", other);
  const button = (text) => make("button", { type: "button" }, text);
  const mark = button("Mark as a quote");
  const undo = button("Undo");
  const compare = button("Compare with the finder");
  const status = make("p", { class: "tk-status", role: "status" });
  const heading = make("p", { class: "tk-head" });
  const list = make("ol", { class: "tk-list" });
  const comparison = make("div", { class: "tk-comparison", role: "group", "aria-label": "Comparison with the finder" });

  const article = makeArticle(
    model.get("paragraphs"),
    (span) => {
      const words = span ? article.text(span) : [];
      const shown = words.length > 12 ? [...words.slice(0, 6), "…", ...words.slice(-5)] : words;
      selection.textContent = span ? `Selected, ${words.length} ${words.length === 1 ? "word" : "words"}: ${shown.join(" ")}` : "Nothing is selected yet.";
    },
    () => speaker.focus(),
  );
  const form = make("div", { class: "tk-controls" }, labelled("Who says it", speaker), otherField, mark, undo, compare);
  el.append(make("p", { class: "tk-help" }, keys), article.pane, selection, form, status, heading, list, comparison);
  selection.textContent = "Nothing is selected yet.";

  let marking = false;
  function showOther() {
    otherField.hidden = speaker.value !== OTHER;
  }
  function take() {
    const span = article.chosen();
    if (!span) {
      status.textContent = "Nothing is marked: select the words in the article first.";
      return;
    }
    const said = speaker.value === OTHER ? other.value : speaker.value.replace(/^person:/, "");
    if (speaker.value === OTHER && !said.trim()) {
      status.textContent = "Nothing is marked: type the name, or choose unknown.";
      other.focus();
      return;
    }
    marking = true;
    model.send({ act: "add", start: span.start, end: span.end, speaker: said || null });
  }
  speaker.addEventListener("change", showOther);
  speaker.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      if (speaker.value === OTHER) other.focus();
      else take();
    }
  });
  other.addEventListener("keydown", (event) => {
    if (event.key === "Enter") take();
  });
  mark.addEventListener("click", take);
  undo.addEventListener("click", () => model.send({ act: "undo" }));
  compare.addEventListener("click", () => model.send({ act: "compare" }));
  list.addEventListener("click", (event) => {
    const start = event.target.closest("button")?.dataset.start;
    if (start !== undefined) model.send({ act: "delete", start: Number(start) });
  });
  showOther();

  const forget = follow(model, ["result"], () => {
    const result = model.get("result");
    const wasInList = list.contains(document.activeElement);
    status.textContent = result.message;
    status.classList.toggle("tk-error", result.error);
    heading.textContent = result.quotes.length ? `Your quotes: ${result.quotes.length}` : "You have marked no quote yet.";
    list.replaceChildren(
      ...result.quotes.map(({ start, text, speaker: said }, i) => {
        const name = `Delete quote ${i + 1}, ${said}`;
        const gone = make("button", { type: "button", "aria-label": name, "data-start": String(start) }, "Delete");
        return make("li", {}, make("strong", { dir: "auto" }, said), ": ", make("span", { dir: "auto" }, text), " ", gone);
      }),
    );
    article.marks(result.quotes);
    undo.setAttribute("aria-disabled", String(!result.undo));
    comparison.replaceChildren(...(result.comparison ? makeComparison(result.comparison) : []));
    if (marking && !result.error) {
      article.release();
      article.pane.focus({ preventScroll: true });
    }
    marking = false;
    if (wasInList) (list.querySelector("button") ?? undo).focus();
  });
  return forget;
}

export default { render };
