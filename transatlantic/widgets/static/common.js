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
 * Keep JupyterLab's shortcuts (arrows move cells, d d deletes one) away from keys that a widget may use or a slip would
 * turn on the notebook. A field in which one types keeps every key but the one that saves; from any other control the
 * keys that run a cell and Escape go on to JupyterLab, and from a button the arrow keys too.
 * JupyterLab looks for the mark on the focused element before it looks further up, so each one has to carry it. Notebook 7
 * looks before a key reaches the widget; only the window is earlier.
 */
function holdShortcuts(el) {
  const hold = (event) => {
    if (el.contains(event.target)) event.target.toggleAttribute("data-lm-suppress-shortcuts", !goesOn(event));
  };
  el.addEventListener("focusin", () => window.addEventListener("keydown", hold, true));
  el.addEventListener("focusout", () => window.removeEventListener("keydown", hold, true));
}

function goesOn({ target, key, shiftKey, ctrlKey, altKey, metaKey }) {
  if ((ctrlKey || metaKey) && key === "s") return true;
  if (target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return false;
  if (key === "Enter") return shiftKey || ctrlKey || altKey;
  return key === "Escape" || (key.startsWith("Arrow") && target.matches("button"));
}

/** Follow traits of the model, now and until the view is removed; returns the clean-up for render. */
function follow(model, names, draw) {
  for (const name of names) model.on(`change:${name}`, draw);
  draw();
  return () => names.forEach((name) => model.off(`change:${name}`, draw));
}
