// What all widgets share. Text from outside reaches the page as text nodes only, never as markup.

/** An element with attributes and children; a child that is a string becomes a text node. */
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A control inside its label, so that the label names it. */
function labelled(text, control) {
  return make("label", { class: "tk-field" }, make("span", {}, text), control);
}

/** Tell the kernel what the learner has set. */
function send(model, changes) {
  for (const [name, value] of Object.entries(changes)) model.set(name, value);
  model.save_changes();
}

/**
 * Keep JupyterLab's shortcuts (arrows move cells, d d deletes one) away from keys pressed in a widget.
 * JupyterLab looks for the mark on the focused element before it looks further up, so each one has to carry it.
 */
function holdShortcuts(el) {
  el.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
}

/** Follow traits of the model, now and until the view is removed; returns the clean-up for render. */
function follow(model, names, draw) {
  for (const name of names) model.on(`change:${name}`, draw);
  draw();
  return () => names.forEach((name) => model.off(`change:${name}`, draw));
}
