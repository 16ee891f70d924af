// What the widgets that show a table of results share: the bench and the comparison.

/** A table that scrolls in a region of its own; draw(rows) fills it, each row a list of cells. */
function makeTable(kind, caption, heads) {
  const body = make("tbody");
  const head = make("thead", {}, make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text))));
  const title = make("caption", {}, caption);
  const table = make("table", { class: `tk-${kind}` }, title, head, body);
  const node = make("div", { class: "tk-scroll", tabindex: "0", role: "group", "aria-label": caption }, table);
  const draw = (rows) => body.replaceChildren(...rows.map((cells) => make("tr", {}, ...cells)));
  return { node, draw, title };
}

const cell = (text) => make("td", { dir: "auto" }, text);

function makeSelect(options, chosen) {
  const node = make("select", {}, ...options.map((option) => make("option", { value: option }, option)));
  node.value = options.includes(chosen) ? chosen : options[0];
  return node;
}
