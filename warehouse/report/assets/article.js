// The article with its facts marked: built of pieces between their edges, so that any overlap of facts is well-formed.
"use strict";

edumeet.article = (() => {
  const { el, t } = edumeet;

  /** Fields whose facts can be marked, in the order of the legend, and how the keys of their facts begin. */
  const FIELDS = {
    meeting: /^(held|venue|name)$/, participant: /^p\d/, group: /^g\d/, agenda: /^a\d/, directive: /^d\d/,
    programme: /^m\d/, quantity: /^q\d/, reference: /^r\d/, uncertain: /^u\d/,
  };

  /** The field of a fact's key. */
  const fieldOf = (key) => Object.keys(FIELDS).find((field) => FIELDS[field].test(key));

  /**
   * Offsets of the data count characters, those of a browser count UTF-16 units, of which a rare name's character
   * (𬭩) takes two. `slice` takes characters; `units` and `characters` translate one offset.
   */
  const counted = (body) => {
    if (!/[\ud800-\udfff]/.test(body)) {
      return { slice: (start, end) => body.slice(start, end), characters: (units) => units, units: (n) => n };
    }
    const characters = Array.from(body);
    return {
      slice: (start, end) => characters.slice(start, end).join(""),
      characters: (units) => Array.from(body.slice(0, units)).length,
      units: (n) => characters.slice(0, n).join("").length,
    };
  };

  /** Every fact of a page that has a span, wherever in its lists it stands. */
  const spans = (value) => {
    if (!value || typeof value !== "object") return [];
    const own = Number.isInteger(value.start) && value.end > value.start && value.key ? [value] : [];
    return [...own, ...Object.values(value).flatMap(spans)];
  };

  const known = new WeakMap();

  /**
   * The text cut at every edge of a fact: [start, end, keys] of each piece that facts cover, in the order of the text.
   * Elements nest and facts do not (a number may begin inside a directive and end behind it), so each piece is one
   * element and names all the facts that cover it.
   */
  const cut = (page) => {
    if (!known.has(page)) {
      const facts = spans(page);
      const edges = [...new Set(facts.flatMap(({ start, end }) => [start, end]))].sort((one, two) => one - two);
      const opening = new Map(edges.map((edge) => [edge, []]));
      for (const fact of facts) opening.get(fact.start).push(fact);
      const found = [];
      let covering = [];
      edges.forEach((start, place) => {
        covering = [...covering.filter(({ end }) => end > start), ...opening.get(start)];
        if (covering.length) found.push([start, edges[place + 1], covering.map(({ key }) => key)]);
      });
      known.set(page, found);
    }
    return known.get(page);
  };

  /**
   * The article of a page as an element. Its text content is the body, line breaks included; every piece that facts
   * cover is a `mark` with their keys in `data-f`. The first piece of each fact can be reached with the keyboard.
   * `onpick(keys, mark)` is called when a mark is chosen.
   */
  const build = (page, onpick = () => {}) => {
    const { slice } = counted(page.body);
    const made = el("div", { class: "article", lang: "zh-CN" });
    let line = null;
    const put = (text, keys) => {
      text.split("\n").forEach((part, number) => {
        if (number) {
          made.append("\n");
          line = null;
        }
        if (!part) return;
        if (!line) made.append((line = el("p")));
        line.append(keys ? piece(part, keys) : part);
      });
    };
    const met = new Set();
    const piece = (text, keys) => {
      const fresh = keys.filter((key) => !met.has(key));
      keys.forEach((key) => met.add(key));
      const names = [...keys.map((key) => `f-${fieldOf(key)}`), ...fresh.map((key) => `begins-${fieldOf(key)}`)];
      const mark = el("mark", { "data-f": keys.join(" "), class: [...new Set(names)].join(" ") }, text);
      if (fresh.length) {
        mark.tabIndex = 0;
        mark.setAttribute("role", "button");
      }
      return mark;
    };
    let done = 0;
    for (const [start, end, keys] of cut(page)) {
      put(slice(done, start), null);
      put(slice(start, end), keys);
      done = end;
    }
    put(slice(done), null);
    const of = (event) => event.target.closest?.("mark[data-f]");
    made.addEventListener("click", (event) => {
      const mark = of(event);
      if (mark && getSelection().isCollapsed) onpick(keysOf(mark), mark);
    });
    made.addEventListener("keydown", (event) => {
      const mark = of(event);
      if (mark && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        onpick(keysOf(mark), mark);
      }
    });
    return made;
  };

  const keysOf = (mark) => mark.dataset.f.split(" ");

  /** The pieces of one fact, in the order of the text. */
  const pieces = (article, key) => [...article.querySelectorAll("mark")].filter((mark) => keysOf(mark).includes(key));

  /**
   * Show what a mark stands for while the pointer or the keyboard is on it: `describe(key)` gives a line of text.
   * All pieces of the same facts light up together.
   */
  const explain = (article, describe) => {
    const tip = el("div", { class: "tip", role: "tooltip", id: "tip", hidden: true });
    document.body.append(tip);
    let lit = [];
    const hide = () => {
      tip.hidden = true;
      lit.forEach((mark) => {
        mark.classList.remove("lit");
        mark.removeAttribute("aria-describedby");
      });
      lit = [];
    };
    const show = (mark) => {
      hide();
      const keys = keysOf(mark);
      tip.replaceChildren(...keys.map((key) => el("p", {},
        el("span", { class: `sample f-${fieldOf(key)}` }, t(`fact.${fieldOf(key)}`)), " ", describe(key))));
      lit = keys.flatMap((key) => pieces(article, key));
      lit.forEach((each) => each.classList.add("lit"));
      mark.setAttribute("aria-describedby", "tip");
      tip.hidden = false;
      const box = mark.getClientRects()[0] ?? mark.getBoundingClientRect();
      const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 8));
      const below = box.bottom + 6;
      const top = below + tip.offsetHeight < innerHeight ? below : Math.max(8, box.top - tip.offsetHeight - 6);
      tip.style.setProperty("left", `${left}px`);
      tip.style.setProperty("top", `${top}px`);
    };
    const on = (event) => {
      const mark = event.target.closest?.("mark[data-f]");
      if (mark && !mark.closest(".off")) show(mark);
    };
    article.addEventListener("pointerover", (event) => (event.pointerType === "touch" ? null : on(event)));
    article.addEventListener("pointerout", hide);
    article.addEventListener("focusin", on);
    article.addEventListener("focusout", hide);
    addEventListener("scroll", hide, { passive: true });
    addEventListener("keydown", (event) => (event.key === "Escape" ? hide() : null));
    return () => {
      hide();
      tip.remove();
    };
  };

  /** Checkboxes that show what each field's marks look like and put them on and off. */
  const legend = (article, page) => {
    const counts = {};
    new Set(cut(page).flatMap(([, , keys]) => keys)).forEach((key) => {
      counts[fieldOf(key)] = (counts[fieldOf(key)] ?? 0) + 1;
    });
    const box = (field) => {
      const input = el("input", {
        type: "checkbox", checked: true, onchange: () => article.classList.toggle(`off-${field}`, !input.checked),
      });
      return el("label", { "data-field": field }, input,
        el("span", { class: `sample f-${field}` }, t(`fact.${field}`)), el("span", { class: "tally" }, counts[field]));
    };
    return el("fieldset", { class: "marks" }, el("legend", {}, t("article.legend")),
      Object.keys(FIELDS).filter((field) => counts[field]).map(box));
  };

  return { build, cut, pieces, explain, legend, fieldOf, keysOf, counted, FIELDS: Object.keys(FIELDS) };
})();
