const WORK = "Comparing …";

/** A group of outlets: a box for each, within a fieldset that names the group. */
function makeGroup(legend, names, chosen) {
  const boxes = names.map((name) => {
    const box = make("input", { type: "checkbox", value: name });
    box.checked = chosen.includes(name);
    return box;
  });
  const choices = boxes.map((box) => make("label", { class: "tk-choice" }, box, make("span", {}, box.value)));
  const node = make("fieldset", { class: "tk-group" }, make("legend", {}, legend), ...choices);
  return { node, chosen: () => boxes.filter((box) => box.checked).map((box) => box.value) };
}

const named = ([name, ...rest]) => [make("th", { scope: "row" }, name), ...rest.map(cell)];

function render({ model, el }) {
  holdShortcuts(el);
  const options = model.get("options");
  const setting = model.get("setting");
  const first = makeGroup("Group A", options.viewpoints, setting.first);
  const second = makeGroup("Group B", options.viewpoints, setting.second);
  const event = makeSelect(options.events, setting.event);
  const whose = makeSelect(options.whose, setting.whose);
  const unit = makeSelect(options.units, setting.unit);
  const button = make("button", { type: "button" }, "Compare");
  const controls = make("div", { class: "tk-controls" });
  controls.append(
    labelled("Event", event),
    labelled("Stances of", whose),
    labelled("Chance deals out", unit),
    button,
  );

  const status = make("p", { role: "status" });
  const title = make("p", { class: "tk-title" });
  const summary = make("p", { class: "tk-summary" });
  const beyond = make("p");
  const wordHeads = ["word", "in A", "in B", "z", "p", "p, if picked"];
  const more = makeTable("words", "Words of A (choose one to read it)", wordHeads);
  const less = makeTable("words", "Words of B (choose one to read it)", wordHeads);
  const words = make("div", { class: "tk-pair" }, more.node, less.node);
  const lines = makeTable("lines", "A word in its sentences (constructed)", ["group", "brief", "left", "word", "right"]);
  const stanceHeads = ["target", "A (95 % interval; n)", "B (95 % interval; n)", "difference", "p", "p, if picked"];
  const stances = makeTable("stances", "Stance profile: FAVOR less AGAINST a brief, n = stances", stanceHeads);
  const voices = makeTable("voices", "Share of voice: words quoted or reported, by the speaker's side", ["side", "A", "B"]);
  const about = make(
    "p",
    { class: "tk-about" },
    "p: the share of ways to deal out the briefs that give a difference as large. p, if picked: as large in any row of the kind; take it for a row that stood out.",
  );
  const result = make("div", { class: "tk-result", role: "region", "aria-label": "What was compared" });
  result.append(title, summary, about, beyond, words, lines.node, stances.node, voices.node);
  el.append(make("div", { class: "tk-pair" }, first.node, second.node), controls, status, result);

  // The kernel hears of a press only when it is free; until it has answered, the page says that it is at work.
  let pending = false;
  let asked = null;
  function drawState() {
    const working = pending || model.get("busy");
    button.setAttribute("aria-disabled", String(working));
    status.textContent = working ? WORK : model.get("message");
    status.classList.toggle("tk-error", !working && model.get("error"));
  }
  function act(message) {
    if (pending || model.get("busy")) return;
    pending = true;
    drawState();
    model.send(message);
  }
  button.addEventListener("click", () => {
    const groups = { first: first.chosen(), second: second.chosen() };
    act({ compare: { ...groups, event: event.value, whose: whose.value, unit: unit.value } });
  });
  // Esc leads back from the sentences to the word that was chosen.
  lines.node.addEventListener("keydown", (pressed) => {
    if (pressed.key === "Escape" && asked?.isConnected) asked.focus();
  });

  function wordRow([word, ...rest]) {
    const choose = make("button", { type: "button", "aria-label": `Read ${word} in its sentences` }, word);
    choose.addEventListener("click", () => {
      asked = choose;
      act({ read: word });
    });
    return [make("td", {}, choose), ...rest.map(cell)];
  }
  const answered = () => {
    if (!model.get("busy")) pending = false;
    drawState();
  };
  model.on("change:busy", answered);
  const forgetState = follow(model, ["message", "error"], drawState);
  const forgetResult = follow(model, ["result"], () => {
    const found = model.get("result");
    result.hidden = !found.title;
    if (!found.title) return;
    title.textContent = found.title;
    summary.textContent = found.summary;
    beyond.textContent = found.beyond;
    more.draw(found.first.map(wordRow));
    less.draw(found.second.map(wordRow));
    stances.draw(found.stances.map(named));
    voices.draw(found.voices.map(named));
  });
  const forgetReading = follow(model, ["reading"], () => {
    const found = model.get("reading");
    lines.node.hidden = !found.lines;
    if (!found.lines) return;
    lines.title.textContent = `${found.title} (Esc: back to the word)`;
    lines.draw(
      found.lines.map(([group, brief, left, word, right]) => [
        cell(group),
        cell(brief),
        make("td", { class: "tk-left" }, left),
        make("td", {}, make("strong", {}, word)),
        cell(right),
      ]),
    );
    lines.node.scrollTop = 0;
    if (asked) lines.node.focus();
  });
  return () => {
    model.off("change:busy", answered);
    forgetState();
    forgetResult();
    forgetReading();
  };
}

export default { render };
