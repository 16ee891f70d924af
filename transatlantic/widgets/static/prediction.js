function render({ model, el }) {
  holdShortcuts(el);
  const options = model.get("options");
  const group = `tk-${Math.random().toString(36).slice(2)}`;
  const radios = options.map((option) => make("input", { type: "radio", name: group, value: option }));
  const area = make("textarea", { rows: "2" });
  const button = make("button", { type: "button" }, "Record");
  const status = make("p", { role: "status", class: "tk-status" });

  const read = () => (options.length ? (radios.find((radio) => radio.checked)?.value ?? "") : area.value);
  if (options.length) {
    const choices = radios.map((radio) => make("label", { class: "tk-choice" }, radio, make("span", {}, radio.value)));
    el.append(make("fieldset", {}, make("legend", {}, model.get("question")), ...choices));
  } else {
    const field = labelled(model.get("question"), area);
    field.classList.add("tk-question");
    el.append(field);
  }
  el.append(button, status);
  el.addEventListener("input", () => send(model, { answer: read() }));
  button.addEventListener("click", () => model.send({ record: read() }));

  /** Once an answer is on disk the next cell is chosen, so that Shift+Enter runs on. */
  function goOn({ recorded }) {
    if (!recorded || document.activeElement !== button) return;
    let next = el.closest(".jp-Cell")?.nextElementSibling;
    while (next && !next.matches(".jp-Cell")) next = next.nextElementSibling;
    next?.focus({ preventScroll: true });
  }
  model.on("msg:custom", goOn);

  const forget = follow(model, ["answer", "message"], () => {
    const answer = model.get("answer") ?? "";
    radios.forEach((radio) => (radio.checked = radio.value === answer));
    if (area.value !== answer) area.value = answer;
    status.textContent = model.get("message");
  });
  return () => {
    model.off("msg:custom", goOn);
    forget();
  };
}

export default { render };
