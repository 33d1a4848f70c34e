// What can be measured of a page: each function answers with a list of faults in words, empty = none (docs/look.md).
(() => {
  const CJK = /[\u3400-\u9fff]/;
  const TIME = /\b([01]\d|2[0-3]):[0-5]\d(?=\b)/g;
  const round = (value) => Math.round(value);
  const short = (element) => element.outerHTML.slice(0, 120);
  const styleOf = (element) => getComputedStyle(element);

  /** Every piece of text that is seen, with its element. */
  function words(root = document.body) {
    const found = [];
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || element.closest("script, style, option, .react-flow, label[aria-hidden=true]")) continue;
      if (element.checkVisibility({ visibilityProperty: true }) && !away(element)) found.push({ node, element });
    }
    return found;
  }

  function linesOf(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const tops = new Map();
    for (const box of range.getClientRects()) {
      if (box.width < 1) continue;
      const top = round(box.top);
      const known = tops.get(top);
      tops.set(top, known ? { ...known, right: Math.max(known.right, box.right) } : box);
    }
    return [...tops.values()];
  }

  /** Names and amounts of any length stand in columns of at least three characters. */
  function squeezed() {
    return words()
      .filter(({ node, element }) => {
        const text = node.data.trim();
        const lines = text.length < 6 ? 0 : linesOf(node).length;
        return lines > 3 && text.length / lines < 2.5 && !styleOf(element).writingMode.startsWith("vertical");
      })
      .map(({ element }) => `squeezed: ${short(element)}`);
  }

  /** What ends in dots says all of itself to whoever points at it. */
  function cutNames() {
    return words()
      .filter(({ element }) => {
        const { overflowX, textOverflow, webkitLineClamp } = styleOf(element);
        const dots = textOverflow === "ellipsis" && overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
        const clamped = webkitLineClamp !== "none" && element.scrollHeight > element.clientHeight + 2;
        return (dots || clamped) && element.clientWidth > 1 && !element.closest("[title], [aria-describedby]");
      })
      .map(({ element }) => `ends in dots and nowhere in full: ${short(element)}`);
  }

  const HOLDERS = "tr, li, article, header, dl, label, [role=row], [role=listitem]";

  /** No two texts of one row or card lie on each other. */
  function overlaps() {
    const groups = new Map();
    for (const { node, element } of words()) {
      const holder = element.closest(HOLDERS);
      const floats = element.closest("[role=menu], [role=listbox], [role=tooltip]");
      if (!holder || floats || styleOf(element).position === "absolute") continue;
      const boxes = linesOf(node).map((box) => ({ element, box }));
      groups.set(holder, [...(groups.get(holder) ?? []), ...boxes]);
    }
    const faults = [];
    for (const boxes of groups.values())
      for (const [at, one] of boxes.entries())
        for (const other of boxes.slice(at + 1)) {
          if (one.element === other.element || clipped(one) || clipped(other)) continue;
          const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
          const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
          if (wide > 3 && high > 5) faults.push(`lie on each other: ${short(one.element)} and ${short(other.element)}`);
        }
    return faults;
  }

  function clipped({ element, box }) {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const own = at.getBoundingClientRect();
      if (styleOf(at).overflowX === "visible") continue;
      if (box.right > own.right + 1 || box.left < own.left - 1) return true;
      if (box.bottom > own.bottom + 4 || box.top < own.top - 4) return true;
    }
    return false;
  }

  /** The blocks of a card begin at one edge; 1 to 3 px beside it is a slip, more is meant. */
  function ragged() {
    const faults = [];
    for (const holder of document.querySelectorAll("section, article, form, main, li")) {
      if (!holder.checkVisibility() || holder.closest(".react-flow")) continue;
      const blocks = [...holder.children].filter((one) => /block|grid|flex|table/.test(styleOf(one).display));
      const lefts = blocks.map((one) => one.getBoundingClientRect()).filter(({ width, height }) => width > 1 && height > 1);
      const edge = Math.min(...lefts.map(({ left }) => left));
      const slip = lefts.find(({ left }) => left - edge > 0.75 && left - edge < 3.5);
      if (slip) faults.push(`begins ${round((slip.left - edge) * 10) / 10} px beside the edge: ${short(holder)}`);
    }
    return faults;
  }

  /** Cells of one line in one row have their words at one height. */
  function crooked() {
    const faults = [];
    for (const row of document.querySelectorAll("tr, [role=row]")) {
      const cells = [...row.children].map((cell) => words(cell).map(({ node }) => linesOf(node))).filter((one) => one.length);
      if (cells.some((cell) => cell.length !== 1 || cell[0].length !== 1)) continue;
      const middles = cells.map(([[box]]) => (box.top + box.bottom) / 2);
      const apart = Math.max(...middles) - Math.min(...middles);
      const beside = row.getBoundingClientRect().height < 80;
      if (beside && cells.length > 1 && apart > 3 && styleOf(row).display === "table-row")
        faults.push(`words ${round(apart)} px apart in one row: ${short(row)}`);
    }
    return faults;
  }

  /** On paper: nothing to press around the page, and no pale words where the background is not printed. */
  function onPaper() {
    const around = [...document.querySelectorAll("nav")].filter((one) => one.checkVisibility());
    const pale = words().filter(({ element }) => light(styleOf(element).color) > 0.6 && !backed(element));
    return [
      ...around.map((one) => `is printed: ${short(one)}`),
      ...pale.map(({ element }) => `pale on paper: ${short(element)}`),
    ];
  }

  function light(colour) {
    const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
  }

  function backed(element) {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const colour = styleOf(at).backgroundColor;
      if (!/, 0\)$|transparent/.test(colour) && light(colour) < 0.6) return true;
    }
    return false;
  }

  /** Which of these words of the other language stand on what is ours: what one presses, heads, headings, labels. */
  function otherLanguage(catalogue) {
    // A language is called in its own words.
    const known = new Set(catalogue.filter((text) => CJK.test(text) && text !== "中文"));
    return words()
      .filter(({ node, element }) => known.has(node.data.trim()) && element.closest("button, th, h1, h2, h3, label, nav, dt"))
      .map(({ node, element }) => `not translated: ${node.data.trim()} ${short(element)}`);
  }

  /** The hours and minutes that are shown. */
  function wallTimes() {
    return [...new Set(words().flatMap(({ node }) => node.data.match(TIME) ?? []))].sort();
  }

  const GROUPED = /\d{1,3}(,\d{3})+(\.\d+)?/g;
  const BARE = /(?<![\d.,-])\d{5,}\.\d{2}(?!\d)/;

  /** A number stands on one line, whole, and a long amount has its thousands marked. */
  function numbers() {
    const faults = [];
    for (const { node, element } of words()) {
      if (BARE.test(node.data)) faults.push(`without thousands: ${short(element)}`);
      const { overflowX } = styleOf(element);
      const cut = !["visible", "auto", "scroll"].includes(overflowX) && element.scrollWidth > element.clientWidth + 1;
      for (const found of node.data.matchAll(GROUPED)) {
        const range = document.createRange();
        range.setStart(node, found.index);
        range.setEnd(node, found.index + found[0].length);
        const tops = new Set([...range.getClientRects()].map(({ top }) => round(top)));
        if (tops.size > 1) faults.push(`broken in two: ${found[0]} ${short(element)}`);
        const end = range.getBoundingClientRect().right;
        if (cut && end > element.getBoundingClientRect().right + 1) faults.push(`digits cut: ${short(element)}`);
      }
    }
    return faults;
  }

  /** Words of neighbouring cells are at least 12 px apart. */
  function close() {
    const faults = [];
    for (const row of document.querySelectorAll("tr")) {
      if (!row.checkVisibility() || styleOf(row).display !== "table-row") continue;
      const boxes = words(row)
        .filter((one) => !away(one.element))
        .flatMap(({ node, element }) => linesOf(node).map((box) => ({ box, element, cell: element.closest("td, th") })));
      for (const one of boxes)
        for (const other of boxes) {
          const level = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top) > 5;
          const apart = other.box.left - one.box.right;
          if (one.cell !== other.cell && level && apart > -3 && apart < 11.5)
            faults.push(`words ${round(apart)} px apart: ${short(one.element)} and ${short(other.element)}`);
        }
    }
    return faults;
  }

  /** A list is as wide as the room it has; what is wider goes on beyond its edge, and nobody sees that. */
  function beyond() {
    return [...document.querySelectorAll("ul, ol")]
      .filter((list) => ["auto", "scroll"].includes(styleOf(list).overflowX) && list.scrollWidth > list.clientWidth + 1)
      .map((list) => `goes on beyond its edge: ${short(list)}`);
  }

  /** Only for readers of the page by ear. */
  function away(element) {
    for (let at = element; at && at !== document.body; at = at.parentElement)
      if (styleOf(at).clipPath !== "none") return true;
    return false;
  }

  window.measures = { squeezed, cutNames, overlaps, ragged, crooked, numbers, close, beyond, onPaper, otherLanguage, wallTimes };
})();
