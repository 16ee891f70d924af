const WORK = "Training and testing …";

function confusionRows({ labels, confusion }) {
  return confusion.map((counts, down) => {
    const all = counts.reduce((sum, count) => sum + count, 0);
    const cells = counts.map((count, across) =>
      down === across ? make("td", { class: "tk-right" }, `${count} right`) : make("td", {}, String(count)),
    );
    return [make("th", { scope: "row" }, `${labels[down]} (${all})`), ...cells];
  });
}

function render({ model, el }) {
  holdShortcuts(el);
  const options = model.get("options");
  const setting = model.get("setting");
  const tagger = makeSelect(options.model, setting.model);
  const features = makeSelect(options.features, setting.features);
  const rules = make("input", { type: "checkbox" });
  const briefs = make("input", { type: "number", min: "1", max: String(options.briefs), step: "1" });
  const split = makeSelect(options.split, setting.split);
  const button = make("button", { type: "button" }, "Run");
  rules.checked = setting.rules === true;
  briefs.value = String(setting.briefs || options.briefs);

  const status = make("p", { role: "status" });
  const clock = make("span", { class: "tk-clock", "aria-hidden": "true" });
  const title = make("p", { class: "tk-title" });
  const figures = make("ul", { class: "tk-figures" });
  const looks = make("p", { class: "tk-looks" });
  const labels = ["FAVOR", "AGAINST", "NONE"];
  const called = labels.map((label) => `called ${label}`);
  const matrix = makeTable("confusion", "Confusion matrix: cells by label and by what they were called", ["label", ...called]);
  const heads = ["Sentence (constructed)", "Target", "Label", "Called", "Surer by", "Carried by"];
  const errors = makeTable("errors", "The errors that the model was surest of", heads);
  const result = make("div", { class: "tk-result", role: "region", "aria-label": "Result of the run" });
  result.append(title, figures, looks, matrix.node, errors.node);
  const logHeads = ["Run", "Setting", "Macro-F1 (95 % interval)", "Majority", "Lexicon", "Verdict"];
  const log = makeTable("log", "Every run so far", logHeads);
  const note = make("p", { class: "tk-note" });

  const controls = make("div", { class: "tk-controls" });
  controls.append(
    labelled("Model", tagger),
    labelled("Features", features),
    make("label", { class: "tk-choice" }, rules, make("span", {}, "and what the rules say")),
    labelled(`Training briefs (1 to ${options.briefs})`, briefs),
    labelled("Tested on", split),
    button,
  );
  const help = make("p", { class: "tk-about" });
  const showWhatCounts = () => {
    const learns = tagger.value !== "rules";
    for (const control of [features, rules, briefs]) control.disabled = !learns;
    help.textContent = learns ? "" : "The rules learn nothing: for them features and training briefs make no difference.";
  };
  tagger.addEventListener("change", showWhatCounts);
  showWhatCounts();
  const state = make("div", { class: "tk-state" }, status, " ", clock);
  el.append(controls, help, state, result, log.node, note);

  // The kernel hears of a press only when it is free; until it has answered, the page says that it is at work.
  let pending = false;
  let timer;
  function drawState() {
    const working = pending || model.get("busy");
    button.setAttribute("aria-disabled", String(working));
    button.textContent = working ? "At work …" : "Run";
    status.textContent = working ? WORK : model.get("message");
    status.classList.toggle("tk-error", !working && model.get("error"));
    if (working && !timer) {
      const start = Date.now();
      const tick = () => (clock.textContent = `${Math.round((Date.now() - start) / 1000)} s`);
      tick();
      timer = setInterval(tick, 1000);
    } else if (!working) {
      clearInterval(timer);
      timer = undefined;
      clock.textContent = "";
    }
  }

  button.addEventListener("click", () => {
    if (pending || model.get("busy")) return;
    pending = true;
    drawState();
    const chosen = { model: tagger.value, features: features.value, rules: rules.checked, split: split.value };
    model.send({ run: { ...chosen, briefs: briefs.value === "" ? null : briefs.valueAsNumber } });
  });
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
    figures.replaceChildren(...found.figures.map((sentence) => make("li", {}, sentence)));
    looks.textContent = found.looks;
    matrix.draw(confusionRows(found));
    errors.draw(found.errors.map((row) => row.map(cell)));
    errors.node.hidden = found.errors.length === 0;
  });
  const forgetLog = follow(model, ["log"], () => {
    const { rows, note: said } = model.get("log");
    log.draw(rows.map((row) => row.map(cell)));
    log.node.hidden = rows.length === 0;
    note.textContent = said;
  });
  return () => {
    clearInterval(timer);
    model.off("change:busy", answered);
    forgetState();
    forgetResult();
    forgetLog();
  };
}

export default { render };
