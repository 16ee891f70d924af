// What the annotator and the board share: the keys of the labels, and the guideline.
const LABELS = { f: "FAVOR", a: "AGAINST", n: "NONE", c: "CANNOT_TELL" };

/** The guideline's Markdown (headings, lists, tables, paragraphs) as elements; words become text nodes. */
function guidelineParts(source) {
  const plain = (text) => text.replaceAll(/\*\*|\*|`/g, "");
  const items = (lines, start) => {
    const joined = lines.join("\n").split(start).filter((item) => item.trim());
    return joined.map((item) => make("li", {}, plain(item.replaceAll(/\n\s*/g, " "))));
  };
  const table = (lines) => {
    const rows = lines.filter((line) => !/^\|[-|]+\|$/.test(line)).map((line) => line.slice(1, -1).split("|"));
    const drawn = rows.map((row, i) => make("tr", {}, ...row.map((cell) => make(i ? "td" : "th", {}, plain(cell)))));
    return make("table", {}, ...drawn);
  };
  return source.split(/\n\n+/).flatMap((block) => {
    if (/^#+ /.test(block)) return [make("p", { class: "tk-heading" }, make("strong", {}, block.replace(/^#+ /, "")))];
    const lines = block.split("\n");
    if (block.startsWith("|")) return [table(lines)];
    const first = lines.findIndex((line) => line.startsWith("- "));
    if (first < 0) return [make("p", {}, plain(lines.join(" ")))];
    const list = make("ul", {}, ...items(lines.slice(first), /^- /m));
    return first ? [make("p", {}, plain(lines.slice(0, first).join(" "))), list] : [list];
  });
}

/** The guideline, folded; its region scrolls, also by keys. */
function drawGuideline(source) {
  const scroll = make("div", { class: "tk-scroll", tabindex: "0", role: "group", "aria-label": "The guideline" });
  scroll.append(...guidelineParts(source));
  return make("details", { class: "tk-guideline" }, make("summary", {}, "The guideline"), scroll);
}
