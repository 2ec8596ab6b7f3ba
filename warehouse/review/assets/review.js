// The review: one page after another, its article and facts with buttons for verdicts, saved page by page.
"use strict";

(() => {
  const { el, t, term, load, article, facts, judging } = edumeet;
  const home = document.getElementById("review");
  let schema;
  let at = 0;
  let forget = () => {};

  const begin = async () => {
    schema = await load("review");
    const first = Number(location.hash.slice(1)) - 1;
    at = Object.hasOwn(schema.pages, first) ? first : Math.max(0, schema.pages.findIndex((page) => !page.reviewed));
    await show();
  };

  const done = () => schema.pages.filter((page) => page.reviewed).length;

  const show = async () => {
    forget();
    if (schema.pages.every((page) => page.reviewed)) {
      home.replaceChildren(el("h1", {}, t("page.review")), el("p", { class: "finished" }, t("review.finished")), saving(), table());
      return;
    }
    const entry = schema.pages[at];
    const page = await load(`pages/${entry.version_id}`);
    history.replaceState(null, "", `#${at + 1}`);
    const counted = el("span", { class: "counted" });
    const verdicts = judging.start(page, schema, () => paint());
    const text = article.build(page, (keys) => choose(keys[0], false));
    const list = facts.build(page, (key) => choose(key, true), { extra: verdicts.controls, extraHead: verdicts.head, all: true });
    const choose = (key, toText) => {
      for (const old of document.querySelectorAll(".chosen")) old.classList.remove("chosen");
      const marks = article.pieces(text, key);
      const item = list.querySelector(`[data-key="${CSS.escape(key)}"]`);
      [...marks, item].forEach((each) => each?.classList.add("chosen"));
      (toText ? marks[0] : item)?.scrollIntoView({ block: "center", behavior: "auto" });
    };
    const paint = () => {
      counted.textContent = t("review.judged", { done: verdicts.count()[0], total: verdicts.count()[1] });
      if (CSS.highlights && typeof Highlight !== "undefined") {
        const { units } = article.counted(page.body);
        CSS.highlights.set("added", new Highlight(...verdicts.ranges().map(({ start, end }) => between(text, units(start), units(end)))));
      }
    };
    const told = el("p", { class: "told", role: "status" });
    const note = el("textarea", { id: "note", rows: 2 });
    const save = async () => {
      const posted = { ...verdicts.posted(), note: note.value.trim() || null };
      if (!posted.verdicts.length) {
        told.textContent = t("review.nothing");
        return;
      }
      const refused = await send(posted);
      if (refused) {
        told.textContent = refused;
        return;
      }
      entry.reviewed = true;
      next(1);
    };
    home.replaceChildren(
      el("header", { class: "review-head" },
        el("h1", {}, t("page.review")),
        el("p", {}, t("review.progress", { number: at + 1, total: schema.pages.length, done: done() }), " · ", counted),
        saving(),
        entry.doubts.length ? el("p", { class: "note" }, t("review.doubts"), " ", entry.doubts.map((doubt) => el("span", { class: "tag" }, term("doubt", doubt)))) : null),
      el("div", { class: "beside" },
        el("div", { class: "reading" },
          article.legend(text, page),
          el("article", {}, el("h2", { lang: "zh-CN" }, page.title ?? t("article.untitled")),
            el("p", { class: "byline" }, page.source_name ?? page.source_id, " ",
              /^https?:\/\//i.test(page.url) ? el("a", { href: page.url, rel: "noopener noreferrer external", target: "_blank" }, t("article.original")) : page.url),
            el("p", { class: "note" }, t("review.adding")), text,
            el("p", { class: "whole" }, t("review.whole"), verdicts.controls("body", "body")), unrestored(page))),
        el("aside", { "aria-label": t("article.facts") }, el("h2", {}, t("article.facts")), list,
          el("section", { class: "finish" },
            el("p", {}, el("button", { type: "button", class: "plain", id: "all", onclick: verdicts.settleAll }, t("review.rest_page"))),
            el("p", {}, el("label", { for: "note" }, t("review.note")), note),
            told,
            el("p", { class: "buttons" },
              el("button", { type: "button", class: "plain strong", id: "save", onclick: save }, t("review.save")),
              el("button", { type: "button", class: "plain", id: "skip", onclick: () => next(1) }, t("review.skip")))))),
      table());
    verdicts.paint();
    paint();
    const close = article.explain(text, facts.described(page));
    const stop = selecting(page, text, verdicts);
    forget = () => {
      close();
      stop();
    };
    scrollTo(0, 0);
  };

  /** What was repaired in the text, and, opened, the paragraphs as they were fetched; nothing for a page that was whole. */
  const unrestored = (page) => {
    const counts = Object.entries(page.restoration).filter(([, count]) => count);
    if (!counts.length) return null;
    const list = el("div", { class: "fetched", lang: "zh" });
    const box = el("details", { id: "fetched", ontoggle: async () => {
      if (!box.open || list.childElementCount) return;
      const paragraphs = await load(`fetched/${page.version_id}`);
      list.replaceChildren(...(paragraphs.length ? paragraphs.map(([, said]) => el("p", {}, said)) : [el("p", {}, t("review.not_found"))]));
    } }, el("summary", {}, `${t("review.fetched")} (${counts.map(([what, count]) => t(`mended.${what}`, { number: count })).join(t("article.comma"))})`), list);
    return box;
  };

  /** To the next page that is not reviewed, this one last. */
  const next = (step) => {
    const count = schema.pages.length;
    for (let moved = step; moved <= count; moved += 1) {
      if (!schema.pages[(at + moved) % count].reviewed) {
        at = (at + moved) % count;
        break;
      }
    }
    return show();
  };

  /** What stands against the verdicts, or null where they are on the disk. */
  const send = async (posted) => {
    try {
      const answer = await fetch(`${document.body.dataset.root || "./"}verdicts`, {
        method: "POST", headers: { "Content-Type": "application/json", "X-Edumeet-Review": "1" }, body: JSON.stringify(posted),
      });
      const said = await answer.json();
      if (!answer.ok) return t("review.failed", { reason: said.error });
      schema.tally = said.tally;
      return null;
    } catch {
      return t("review.gone");
    }
  };

  /** A bar over selected text of the article that adds it as a missing fact. */
  const selecting = (page, text, verdicts) => {
    const field = el("select", { "aria-label": t("review.add_as") }, Object.keys(schema.lists).map((name) => el("option", { value: name }, t(`fact.${name}`))));
    const bar = el("div", { class: "adder", hidden: true }, el("span", {}, t("review.add_as")), field,
      el("button", { type: "button", class: "plain", id: "add", onclick: () => {
        const { start, end, said } = held;
        bar.hidden = true;
        getSelection().removeAllRanges();
        verdicts.add(field.value, said, start, end);
      } }, t("review.add")));
    let held = null;
    const look = () => {
      const selection = getSelection();
      if (!selection.rangeCount || selection.isCollapsed || !text.contains(selection.getRangeAt(0).commonAncestorContainer)) {
        if (!bar.contains(document.activeElement)) bar.hidden = true;
        return;
      }
      const range = selection.getRangeAt(0);
      const before = document.createRange();
      before.setStart(text, 0);
      before.setEnd(range.startContainer, range.startOffset);
      const { characters } = article.counted(page.body);
      // Blanks and line breaks at the ends are the hand's, not the fact's.
      const raw = range.toString();
      const first = before.toString().length + raw.length - raw.trimStart().length;
      const said = raw.trim();
      if (!said) return;
      held = { start: characters(first), end: characters(first + said.length), said };
      bar.hidden = false;
    };
    document.addEventListener("selectionchange", look);
    document.body.append(bar);
    return () => {
      document.removeEventListener("selectionchange", look);
      bar.remove();
    };
  };

  /** The range of the article's text between two offsets. */
  const between = (root, start, end) => {
    const range = document.createRange();
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    let passed = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const here = passed + node.length;
      if (passed <= start && start < here) range.setStart(node, start - passed);
      if (passed < end && end <= here) range.setEnd(node, end - passed);
      passed = here;
    }
    return range;
  };

  const saving = () => el("p", { class: "note" }, t("review.saving", { file: schema.file, reviewer: schema.reviewer }));

  const named = (field) => (Object.hasOwn(schema.lists, field) ? t(`fact.${field}`)
    : field.startsWith("meeting.") ? `${t("fact.meeting")} · ${t(`attribute.${field.slice(8)}`)}` : t(`attribute.${field}`));

  const table = () => (schema.tally.length
    ? el("section", { id: "tally" }, el("h2", {}, t("review.tally")), el("div", { class: "scroll" }, el("table", {},
      el("thead", {}, el("tr", {}, ["field", "n_right", "n_wrong", "n_missing", "precision"].map((name) => el("th", { scope: "col" }, t(`review.${name}`))))),
      el("tbody", {}, schema.tally.map((row) => el("tr", {}, el("th", { scope: "row" }, named(row.field)),
        [row.right, row.wrong, row.missing].map((count) => el("td", {}, count)),
        el("td", {}, row.precision === null ? "–" : row.precision.toFixed(3))))))))
    : "");

  document.addEventListener("DOMContentLoaded", begin);
})();
