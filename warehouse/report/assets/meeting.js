// The meeting page: finds its meeting by the fragment, and shows the article, the facts, what pages disagree on and the pages.
"use strict";

(() => {
  const { el, t, term, load, article, facts } = edumeet;
  const home = document.getElementById("meeting");
  let forget = () => {};

  /** #<meeting>&page=<document>&fact=<key>: what a link to this place says. */
  const wanted = () => {
    const [meeting, ...rest] = location.hash.slice(1).split("&");
    const said = new URLSearchParams(rest.join("&"));
    return { meeting, page: said.get("page"), fact: said.get("fact") };
  };

  const point = (meeting, page, fact) => {
    const said = [["page", page], ["fact", fact]].filter(([, value]) => value).map(([name, value]) => `&${name}=${value}`);
    history.replaceState(null, "", `#${meeting}${said.join("")}`);
    dispatchEvent(new HashChangeEvent("hashchange"));
  };

  const find = async (id) => {
    if (!/^[0-9a-z]+$/.test(id)) throw new Error(id);
    const shard = await load(`meetings/${id.slice(0, Number(home.dataset.digits)) || "all"}`);
    if (!Object.hasOwn(shard, id)) throw new Error(id);
    return shard[id].now ? find(shard[id].now) : shard[id];
  };

  const say = (key) => home.replaceChildren(el("h1", {}, t("page.meeting")), el("p", {}, t(key)));

  /** Show what the fragment says; `moved`: because a reader chose another page or meeting. */
  const show = async (moved = false) => {
    const { meeting: id, page: document_id, fact } = wanted();
    forget();
    if (!id) return say("article.none");
    let meeting;
    try {
      meeting = await find(id);
    } catch {
      return say("article.unknown");
    }
    document.title = `${meeting.name} · ${t("site.name")}`;
    const pages = meeting.documents;
    const chosen = pages.find((page) => page.document_id === document_id) ?? pages[0];
    const shown = chosen.same_as ? pages.find((page) => page.document_id === chosen.same_as) : chosen;
    const first = chosen === pages[0];

    let picked = fact;
    const text = article.build(shown, (keys) => pick(narrowest(shown, keys, picked)));
    const list = facts.build(shown, (key) => pick(key, true));
    const pick = (key, scroll) => {
      picked = key;
      choose(text, list, key, scroll);
      point(meeting.meeting_id, first ? null : chosen.document_id, key);
    };
    forget = article.explain(text, facts.described(shown));
    home.replaceChildren(...[
      head(meeting),
      el("div", { class: "beside" },
        el("div", { class: "reading" },
          choice(meeting, chosen),
          article.legend(text, shown),
          el("article", {}, el("h2", {}, shown.title ?? t("article.untitled")), byline(chosen), text,
            el("p", { class: "credits" }, shown.credits.map((c) => `${term("credit", c.role)} ${c.name}`).join("　")))),
        el("aside", { "aria-label": t("article.facts") }, el("h2", {}, t("article.facts")),
          el("p", { class: "note" }, t("article.hint")), list)),
      conflicts(meeting), reports(meeting), restoration(chosen, shown),
    ].filter(Boolean));
    if (fact) choose(text, list, fact, true);
    else if (moved) home.scrollIntoView();
  };

  /** Of the facts under a mark the shortest; chosen again, the next that is wider. */
  const narrowest = (page, keys, picked) => {
    const length = (key) => article.cut(page).reduce((sum, [start, end, on]) => sum + (on.includes(key) ? end - start : 0), 0);
    const order = [...keys].sort((a, b) => length(a) - length(b));
    return order[(order.indexOf(picked) + 1) % order.length];
  };

  /** Light up one fact in the text and in the list, and bring the other side of it into view. */
  const choose = (text, list, key, toText) => {
    for (const old of document.querySelectorAll(".chosen")) old.classList.remove("chosen");
    const marks = article.pieces(text, key);
    const entry = list.querySelector(`[data-key="${CSS.escape(key)}"]`);
    marks.forEach((mark) => mark.classList.add("chosen"));
    entry?.classList.add("chosen");
    const goal = toText ? marks[0] : entry;
    goal?.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    goal?.focus({ preventScroll: true });
  };

  const head = (meeting) => el("header", { class: "meeting-head" },
    el("h1", { lang: "zh-CN" }, meeting.name),
    el("ul", { class: "chips" }, [
      meeting.date ? [meeting.date, meeting.end_date].filter(Boolean).join(" – ") : t("article.no_day"),
      meeting.time_of_day, facts.place(meeting), term("kind", meeting.kind), term("level", meeting.level), meeting.venue,
      term("mode", meeting.mode), t("article.pages", { number: meeting.documents.length }),
    ].filter(Boolean).map((text) => el("li", {}, text))));

  /** Which page's article is shown, where several report the meeting. */
  const choice = (meeting, chosen) => {
    if (meeting.documents.length < 2) return null;
    const select = el("select", { id: "choice", onchange: () => {
      point(meeting.meeting_id, select.value === meeting.documents[0].document_id ? null : select.value, null);
      show();
    } }, meeting.documents.map((page) => el("option",
      { value: page.document_id, selected: page === chosen }, called(page))));
    return el("p", { class: "choice" }, el("label", { for: "choice" }, t("article.choice")), " ", select);
  };

  /** A page as people tell it from the others: its site and its day. */
  const called = (page) => `${site(page)} ${(page.published ?? "").slice(0, 10)}`.trim();

  const site = (page) => page.source_name ?? page.site_name ?? page.source_id;

  const byline = (page) => el("p", { class: "byline" },
    [page.published && facts.moment(page.published), page.source_label && `${t("attribute.source_label")} ${page.source_label}`, site(page)]
      .filter(Boolean).join(" · "), " ", address(page));

  /** The page's own address: a link where it is one of the web, else as text. */
  const address = (page) => (/^https?:\/\//i.test(page.url) && edumeet.safe(page.url)
    ? el("a", { href: page.url, rel: "noopener noreferrer external" }, t("article.original"))
    : el("span", { class: "address" }, page.url));

  const conflicts = (meeting) => {
    if (!meeting.conflicts.length) return null;
    const names = Object.fromEntries(meeting.documents.map((page) => [page.document_id, page]));
    return el("section", { id: "conflicts" }, el("h2", {}, t("article.conflicts")),
      el("p", { class: "note" }, t("article.conflicts_note")),
      el("div", { class: "scroll" }, el("table", {},
        el("thead", {}, el("tr", {}, ["attribute", "value", "said_by"].map((name) => el("th", { scope: "col" }, t(`column.${name}`))))),
        el("tbody", {}, meeting.conflicts.map((said) => el("tr", { class: said.chosen ? "taken" : null },
          el("th", { scope: "row" }, t(`attribute.${said.attribute}`), said.subject ? ` ${said.subject}` : ""),
          el("td", {}, value(said), said.chosen ? el("small", { class: "badge" }, t("article.taken")) : null),
          el("td", {}, said.documents.map((id, place) => [place ? t("article.comma") : null,
            el("a", { class: "to-page", href: `#${meeting.meeting_id}&page=${id}` }, names[id] ? called(names[id]) : id)]))))))));
  };

  const value = (said) => (["kind", "level", "mode"].includes(said.attribute) ? term(said.attribute, said.value) : said.value);

  const reports = (meeting) => el("section", { id: "reports" }, el("h2", {}, t("article.reports")),
    el("div", { class: "scroll" }, el("table", {},
      el("thead", {}, el("tr", {}, ["page", "published", "copy", "joined", "archived"].map((name) => el("th", { scope: "col" }, t(`column.${name}`))))),
      el("tbody", {}, meeting.documents.map((page) => el("tr", {},
        el("td", {}, el("a", { class: "to-page", lang: "zh-CN", href: `#${meeting.meeting_id}&page=${page.document_id}` }, page.title ?? t("article.untitled")),
          el("br"), el("small", {}, site(page), " ", address(page))),
        el("td", {}, facts.moment(page.published) || "–"),
        el("td", {}, page.copy_relation ? term("relation", page.copy_relation) : "–"),
        el("td", {}, term("joined", page.joined_by)),
        el("td", {}, page.archived.file ? el("code", {}, `${page.archived.file} @${page.archived.offset}`) : "–")))))));

  const restoration = (page, shown) => {
    const counts = Object.entries(page.restoration).filter(([, count]) => count);
    return el("section", { id: "restoration" }, el("h2", {}, t("article.restoration")),
      counts.length || shown.uncertain.length || page.script !== "Hans"
        ? el("ul", {}, page.script === "Hans" ? null : el("li", {}, t("attribute.script"), " ", term("script", page.script)),
          counts.map(([what, count]) => el("li", {}, t(`mended.${what}`, { number: count }))),
          shown.uncertain.length ? el("li", {}, t("mended.uncertain", { number: shown.uncertain.length })) : null)
        : el("p", {}, t("mended.none")),
      el("p", { class: "note" }, t("article.read_by", { version: page.extractor_version, time: facts.moment(page.fetched) })));
  };

  addEventListener("hashchange", (event) => (event.isTrusted ? show(true) : null));
  document.addEventListener("DOMContentLoaded", () => show());
})();
