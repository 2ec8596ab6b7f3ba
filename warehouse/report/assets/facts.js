// The list beside an article: every fact of the page by field, each leading to the words that say it.
"use strict";

edumeet.facts = (() => {
  const { el, t, term, number } = edumeet;

  const dash = (value) => (value === null || value === undefined || value === "" ? "–" : value);
  const listed = (values) => values.join(edumeet.t("article.comma"));

  /** 2024-03-01T09:30:00+08:00 as 2024-03-01 09:30. */
  const moment = (text) => (text ?? "").slice(0, 16).replace("T", " ");

  /** A quantity as people write it: ≥ 3,000 个, 第 3 名. */
  const amount = (fact) => {
    const value = fact.value === null ? "**" : number(fact.value);
    return `${term("comparator", fact.comparator)}${value} ${fact.unit ?? ""}`.trim();
  };

  const place = (of) => [...new Set([of.province, of.city, of.county].filter(Boolean))].join(" ");

  /** Attributes of the meeting as a page tells it: [name of the phrase, text, key of the mark]; its place in parts or whole. */
  const attributes = (meeting, parts = false) => [
    ["name", meeting.name, "name"],
    ["kind", term("kind", meeting.kind), null],
    ["level", term("level", meeting.level), null],
    ["date", parts ? meeting.date : [meeting.date, meeting.end_date].filter(Boolean).join(" – "), "held"],
    ...(parts ? [["end_date", meeting.end_date, null]] : []),
    ["date_basis", term("basis", meeting.date_basis), null],
    ["time_of_day", meeting.time_of_day, null],
    ["venue", meeting.venue, "venue"],
    ["sub_venues", listed(meeting.sub_venues), null],
    ["mode", term("mode", meeting.mode), null],
    ...(parts
      ? ["province", "city", "county", "code6"].map((name) => [name, meeting.jurisdiction[name], null])
      : [["jurisdiction", [place(meeting.jurisdiction), meeting.jurisdiction.code6].filter(Boolean).join(" "), null]]),
  ];

  /** One line about a fact, for the tip over its mark. */
  const described = (page) => {
    const lines = new Map();
    const put = (key, ...parts) => lines.set(key, parts.filter(Boolean).join(" · "));
    for (const [name, text, key] of page.meeting ? attributes(page.meeting) : []) {
      if (key) put(key, t(`attribute.${name}`), text);
    }
    for (const f of page.participants) put(f.key, f.name, f.title, listed(f.roles.map((role) => term("role", role))));
    for (const f of page.attending_groups) put(f.key, f.text);
    for (const f of page.agenda) put(f.key, term("act", f.act), f.actor, f.object);
    for (const f of page.directives) put(f.key, [f.speaker, f.verb].filter(Boolean).join(" "), f.ordinal);
    for (const f of page.programmes) put(f.key, f.term, listed(f.members));
    for (const f of page.quantities) put(f.key, f.subject, amount(f), f.deadline && t("article.by", { day: f.deadline }));
    for (const f of page.references) put(f.key, term("reference", f.kind), f.name);
    for (const f of page.uncertain) put(f.key, listed(f.candidates));
    return (key) => lines.get(key) ?? "";
  };

  /**
   * The list as an element. `onpick(key)` is called when a fact is chosen. `extra(key, field)` may give an element to
   * stand behind a fact, `extraHead(field)` one to stand under a heading: the review puts its buttons there. `all`
   * shows what is not known too, so that it can be judged.
   */
  const build = (page, onpick, { extra = () => null, extraHead = () => null, all = false } = {}) => {
    const spans = new Set(edumeet.article.cut(page).flatMap(([, , keys]) => keys));
    const button = (key, text) => (spans.has(key)
      ? el("button", { type: "button", class: "fact", "data-key": key, onclick: () => onpick(key) }, text)
      : el("span", { class: "fact elsewhere", "data-key": key, title: t("article.elsewhere") }, text));
    const section = (field, body, count) => (count || all
      ? el("section", { class: "facts", "data-field": field },
        el("h3", {}, edumeet.article.FIELDS.includes(field) ? el("span", { class: `sample f-${field}` }, t(`fact.${field}`))
          : t(`fact.${field}`), count ? el("span", { class: "tally" }, count) : null), extraHead(field), count || field === "meeting" ? body() : null)
      : null);
    const table = (heads, rows) => el("div", { class: "scroll" }, el("table", {},
      el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, t(`column.${head}`))))),
      el("tbody", {}, rows.map((cells) => el("tr", {}, cells.map((cell) => el("td", {}, cell)))))));
    const list = (facts, say, field) => el("ul", {}, facts.map((fact) => el("li", {}, say(fact), extra(fact.key, field))));

    const tree = () => {
      const ids = new Set(page.directives.map((d) => d.id));
      const below = (parent) => page.directives.filter((d) => (parent === null ? !ids.has(d.parent) : d.parent === parent));
      let said = null;
      const item = (d) => {
        const by = [d.speaker, d.verb].filter(Boolean).join(" ");
        const head = by && by !== said ? el("span", { class: "speaker" }, by) : null;
        said = by;
        const children = below(d.id);
        return el("li", {}, head, button(d.key, [d.ordinal ? el("b", {}, `${d.ordinal} `) : null, d.text]),
          extra(d.key, "directive"), children.length ? el("ol", {}, children.map(item)) : null);
      };
      return el("ol", { class: "tree" }, below(null).map(item));
    };

    const credit = (c) => `${term("credit", c.role)} ${c.name}`;
    const pageFacts = () => {
      const rows = [
        ["title", page.title], ["published_at", page.published && [moment(page.published),
          el("small", {}, ` ${term("evidence", page.published_evidence)}`)]],
        ["source_label", page.source_label], ["doc_type", term("doc_type", page.doc_type)],
        ["is_education_meeting", t(page.is_education_meeting ? "review.yes" : "review.no")],
      ];
      const rest = [
        ["site_name", page.site_name], ["host_unit", page.host_unit], ["unit", page.unit],
        ["columns", listed(page.columns ?? [])], ["views", page.views === null ? null : number(page.views)],
        ["script", term("script", page.script)], ["credits", listed(page.credits.map(credit))],
      ];
      return el("dl", {}, [...rows, ...(all ? [] : rest)].filter(([, text]) => text || all)
        .map(([name, text]) => [el("dt", {}, t(`attribute.${name}`)), el("dd", {}, dash(text), extra(name, name))]));
    };

    const meetingFacts = () => (page.meeting === null ? el("p", {}, t("review.no_meeting"), extra("meeting", "meeting"))
      : el("dl", {}, all ? [el("dt", {}, t("attribute.meeting")), el("dd", {}, t("review.yes"), extra("meeting", "meeting"))] : null,
        attributes(page.meeting, all).filter(([, text]) => text || all)
          .map(([name, text, key]) => [el("dt", {}, t(`attribute.${name}`)),
            el("dd", {}, key && spans.has(key) ? button(key, text) : dash(text), extra(`meeting.${name}`, `meeting.${name}`))])));

    return el("div", { class: "fact-list" },
      section("meeting", meetingFacts, page.meeting ? 1 : 0),
      section("participant", () => table(["name", "title", "roles"], page.participants.map((p) => [
        [button(p.key, p.name), extra(p.key, "participant")],
        [dash(p.title), p.organisation ? el("small", {}, ` ${p.organisation}`) : null],
        dash(listed(p.roles.map((role) => term("role", role))))])), page.participants.length),
      section("group", () => list(page.attending_groups, (g) => button(g.key, g.text), "group"), page.attending_groups.length),
      section("agenda", () => list(page.agenda, (a) => button(a.key, [el("b", {}, `${term("act", a.act)} `),
        [a.actor, a.object].filter(Boolean).join(t("article.colon"))]), "agenda"), page.agenda.length),
      section("directive", tree, page.directives.length),
      section("programme", () => list(page.programmes, (m) => [button(m.key, m.term),
        m.members.length ? el("span", { class: "members" }, listed(m.members)) : null], "programme"), page.programmes.length),
      section("quantity", () => table(["subject", "amount", "deadline"], page.quantities.map((q) => [
        dash(q.subject), [button(q.key, amount(q)), extra(q.key, "quantity")], dash(q.deadline)])), page.quantities.length),
      section("reference", () => list(page.references, (r) => button(r.key, [el("b", {}, `${term("reference", r.kind)} `),
        r.name]), "reference"), page.references.length),
      all ? section("credit", () => list(page.credits, (c) => button(c.key, credit(c)), "credit"), page.credits.length) : null,
      section("uncertain", () => [el("p", { class: "note" }, t("article.uncertain")),
        list(page.uncertain, (u) => button(u.key, listed(u.candidates)), "uncertain")], page.uncertain.length),
      section("page", pageFacts, 1));
  };

  return { build, described, amount, place, moment };
})();
