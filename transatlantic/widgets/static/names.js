/** A spelling with its tick and its evidence. */
function makeSpelling({ text, left, right, evidence }) {
  const tick = make("input", { type: "checkbox", value: text });
  const choice = make("label", { class: "tk-choice" }, tick, make("strong", { dir: "auto" }, text));
  const context = make("span", { class: "tk-context", dir: "auto" }, left, make("strong", {}, text), right);
  return make("li", { class: "tk-spelling" }, choice, make("span", { class: "tk-evidence" }, evidence), context);
}

function makePerson({ name, spellings }, number) {
  const count = spellings.length === 1 ? "1 spelling" : `${spellings.length} spellings`;
  const head = make("legend", {}, `Person ${number}: ${name} (${count})`);
  return make("fieldset", { class: "tk-person" }, head, make("ul", {}, ...spellings.map(makeSpelling)));
}

function render({ model, el }) {
  holdShortcuts(el);
  const people = make("div", { class: "tk-people", role: "group", "aria-label": "People and their spellings" });
  const button = (text) => make("button", { type: "button" }, text);
  const join = button("Join the ticked spellings");
  const split = button("Split the ticked spellings off");
  const undo = button("Undo");
  const acts = make("div", { class: "tk-controls" }, join, split, undo);
  const status = make("p", { class: "tk-status", role: "status" });
  const threshold = make("input", { type: "number", min: "0", max: "1", step: "0.01" });
  const joinAlike = button("Join these pairs");
  const above = make("div", { class: "tk-controls" }, labelled("Similarity of at least (0 to 1)", threshold), joinAlike);
  const count = make("p", { class: "tk-count", role: "status" });
  const pairs = make("ul", { class: "tk-pairs" });
  const about =
    "The similarity is Jaro-Winkler’s of the last words; where both have a first name, the lower of two, first names and last.";
  const proposals = make("div", { class: "tk-proposals" }, above, make("p", {}, about), count, pairs);
  el.append(people, acts, status, proposals);

  const ticked = () => [...people.querySelectorAll("input:checked")].map((tick) => tick.value);
  let ask = null;
  function act(name) {
    ask = name;
    model.send({ act: name, spellings: ticked() });
  }
  join.addEventListener("click", () => act("join"));
  split.addEventListener("click", () => act("split"));
  undo.addEventListener("click", () => act("undo"));
  joinAlike.addEventListener("click", () => act("join-alike"));
  threshold.addEventListener("input", () => {
    if (threshold.validity.valid && threshold.value !== "") send(model, { threshold: threshold.valueAsNumber });
  });

  const forgetThreshold = follow(model, ["threshold"], () => {
    if (threshold !== document.activeElement) threshold.value = String(model.get("threshold"));
  });
  const forgetResult = follow(model, ["result"], () => {
    const result = model.get("result");
    // Ticks outlive a refused act and a new threshold; an act that was done has used them up.
    const keep = new Set(ask && !result.error ? [] : ticked());
    ask = null;
    const drawn = JSON.stringify(result.people);
    if (people.dataset.drawn !== drawn) {
      people.replaceChildren(...result.people.map((person, i) => makePerson(person, i + 1)));
      people.dataset.drawn = drawn;
    }
    for (const tick of people.querySelectorAll("input")) tick.checked = keep.has(tick.value);
    status.textContent = result.message;
    status.classList.toggle("tk-error", result.error);
    undo.setAttribute("aria-disabled", String(!result.undo));
    count.textContent = `${result.pairs.length} ${result.pairs.length === 1 ? "pair" : "pairs"} at or above it.`;
    pairs.replaceChildren(...result.pairs.map((pair) => make("li", { dir: "auto" }, pair)));
  });
  return () => {
    forgetThreshold();
    forgetResult();
  };
}

export default { render };
