// Directives: a cell of the tables shows its examples. The fragment says which: #topic=safety&year=2024&level=county.
"use strict";

(() => {
  const { el, load, t, term, fragment } = edumeet;
  const list = document.getElementById("quotes");
  const chosen = document.getElementById("chosen");
  const first = [...list.childNodes];
  const told = chosen.textContent;

  const quote = (each) => el("li", {},
    el("span", { class: "what" }, each.text),
    el("span", { class: "where" },
      [each.speaker, each.verb].filter(Boolean).join(""), each.speaker || each.verb ? " · " : null,
      el("a", { href: `meeting.html#${each.meeting}` }, each.name), " ",
      [each.day, each.place].filter(Boolean).join(" ")));

  const show = async (byHand) => {
    const said = fragment();
    const topic = said.get("topic");
    const row = topic && document.querySelector(`#by-year a[href="#topic=${CSS.escape(topic)}"]`);
    for (const link of document.querySelectorAll("table.heat td a")) {
      link.toggleAttribute("aria-current", link.getAttribute("href") === location.hash);
    }
    if (!row) {
      list.replaceChildren(...first);
      chosen.textContent = told;
      return;
    }
    let examples;
    try {
      examples = await load(`directives/${topic}`);
    } catch (error) {
      chosen.textContent = t("site.failed", { name: error.message });
      return;
    }
    const year = said.get("year");
    const level = said.get("level");
    const fitting = examples.filter((each) => (!year || String(each.year) === year) && (!level || each.level === level));
    chosen.textContent = [row.textContent, year, level && term("level", level)].filter(Boolean).join(" · ");
    list.replaceChildren(...fitting.slice(0, 12).map(quote));
    if (!fitting.length) list.replaceChildren(el("li", { class: "empty" }, t("site.nothing")));
    if (byHand && list.getBoundingClientRect().top > innerHeight) document.getElementById("examples").scrollIntoView();
  };

  window.addEventListener("hashchange", () => show(true));
  show(false);
})();
