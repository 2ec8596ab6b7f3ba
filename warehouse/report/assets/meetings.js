// Filter and search over the index of meetings. The fragment holds what is asked, so that an answer can be shared.
"use strict";

(() => {
  const { el, load, t, term, number, fragment, remember, onchange } = edumeet;
  const STEP = 50;
  // As warehouse/report/meetings_index.py writes a row.
  const ID = 0, DAY = 1, NAME = 2, PLACE = 3, KIND = 4, LEVEL = 5, PAGES = 6, PEOPLE = 7, TERMS = 8;

  const form = document.getElementById("filters");
  const list = document.getElementById("found");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const shards = list.dataset.shards.split(" ").filter(Boolean);
  const places = new Map();
  let asked = 0;
  let found = [];
  let shown = 0;
  let words = [];

  const values = () => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));

  /** The cities and counties of the province that is chosen; a code that ends in 00 stands for all below it. */
  const offer = (province, division) => {
    const select = form.elements.division;
    const options = [...places].filter(([code]) => province && code.startsWith(province) && !code.endsWith("0000"));
    const known = options.some(([code]) => code === division);
    if (division && !known) options.unshift([division, places.get(division) ?? division]);
    select.replaceChildren(
      el("option", { value: "" }, t("meetings.any")),
      ...options.map(([code, name]) => el("option", { value: code }, name.split(" ").slice(1).join(" ") || name)),
    );
    select.disabled = options.length === 0;
    select.value = division ?? "";
  };

  /** The rows of a year with their words in the place of numbers, made once. */
  const opened = new Map();
  const rowsOf = async (shard) => {
    if (!opened.has(shard)) {
      const { words: kinds, people, terms, rows } = await load(`index/${shard}`);
      opened.set(shard, rows.map((row) => [
        row[ID], row[DAY], row[NAME], row[PLACE] === null ? "" : String(row[PLACE]), kinds[row[KIND]], kinds[row[LEVEL]],
        row[PAGES], row[PEOPLE].map((each) => people[each]).join("、"), row[TERMS].map((each) => terms[each]).join("、"),
      ]));
    }
    return opened.get(shard);
  };

  const test = (given) => {
    const within = given.division ? given.division.replace(/(00)+$/, "") : given.province;
    words = (given.q ?? "").split(/\s+/).filter(Boolean);
    return (row) =>
      (!within || row[PLACE].startsWith(within)) &&
      (!given.kind || row[KIND] === given.kind) &&
      (!given.level || row[LEVEL] === given.level) &&
      (!given.person || row[PEOPLE].includes(given.person)) &&
      (!given.programme || row[TERMS].includes(given.programme)) &&
      words.every((word) =>
        row[NAME].includes(word) || row[PEOPLE].includes(word) || row[TERMS].includes(word) ||
        (places.get(row[PLACE]) ?? "").includes(word));
  };

  /** A text with the words that were searched for marked in it. */
  const marked = (text) => {
    const hits = words.flatMap((word) => {
      const at = text.indexOf(word);
      return at < 0 ? [] : [[at, at + word.length]];
    }).sort((one, two) => one[0] - two[0]);
    const parts = [];
    let done = 0;
    for (const [start, end] of hits) {
      if (start < done) continue;
      parts.push(text.slice(done, start), el("mark", {}, text.slice(start, end)));
      done = end;
    }
    return [...parts, text.slice(done)];
  };

  const entry = ([shard, row]) => {
    const day = row[DAY] ? `${shard}-${row[DAY].slice(0, 2)}-${row[DAY].slice(2)}` : null;
    const hit = (text, most) => {
      const all = (text ?? "").split("、").filter(Boolean);
      const wanted = [...words, form.elements.person.value.trim(), form.elements.programme.value.trim()].filter(Boolean);
      const chosen = [...all.filter((each) => wanted.some((word) => each.includes(word))), ...all];
      return [...new Set(chosen)].slice(0, most).join("、") + (all.length > most ? "……" : "");
    };
    const people = hit(row[PEOPLE], 4);
    const terms = hit(row[TERMS], 4);
    return el("li", {},
      day ? el("time", { datetime: day }, day) : el("span", { class: "quiet" }, t("meetings.undated")),
      el("span", { class: "what" }, el("a", { href: `meeting.html#${row[ID]}` }, marked(row[NAME]))),
      el("span", { class: "where" },
        el("span", { class: "tag" }, term("kind", row[KIND])),
        marked([places.get(row[PLACE]) ?? "", t("overview.pages", { n: row[PAGES] })].filter(Boolean).join(" · ")),
        people && [el("br"), t("meetings.people"), " ", marked(people)],
        terms && [el("br"), t("meetings.terms"), " ", marked(terms)]));
  };

  const show = () => {
    const next = found.slice(shown, shown + STEP);
    list.append(...next.map(entry));
    shown += next.length;
    more.hidden = shown >= found.length;
  };

  const ask = async () => {
    const turn = ++asked;
    const given = values();
    remember(given);
    const passes = test(given);
    const wanted = given.year ? shards.filter((shard) => shard === given.year) : shards;
    found = [];
    shown = 0;
    list.replaceChildren();
    more.hidden = true;
    for (const [done, shard] of wanted.entries()) {
      let rows;
      try {
        rows = await rowsOf(shard);
      } catch (error) {
        count.textContent = t("site.failed", { name: error.message });
        return;
      }
      if (turn !== asked) return;
      for (const row of rows) if (passes(row)) found.push([shard, row]);
      if (shown < STEP) show();
      more.hidden = shown >= found.length;
      const rest = wanted.length - done - 1;
      count.textContent = t("meetings.count", { n: number(found.length) }) + (rest ? t("meetings.searching", { n: rest }) : "");
    }
    if (!found.length) list.replaceChildren(el("li", { class: "empty" }, t("meetings.none")));
    document.body.dataset.ready = String(turn);
  };

  /** Put what the fragment says into the form. */
  const restore = () => {
    const said = fragment();
    const division = said.get("division") ?? "";
    form.reset();
    for (const name of ["q", "year", "province", "kind", "level", "person", "programme"]) {
      form.elements[name].value = said.get(name) ?? "";
    }
    if (division) form.elements.province.value = division.slice(0, 2);
    offer(form.elements.province.value, division);
  };

  let timer;
  onchange(form, (field) => {
    if (field.name === "province") offer(field.value, "");
    clearTimeout(timer);
    timer = setTimeout(ask, field.tagName === "SELECT" ? 0 : 180);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  form.addEventListener("reset", () => setTimeout(() => {
    offer("", "");
    ask();
  }));
  more.addEventListener("click", () => {
    const first = shown;
    show();
    list.children[first]?.querySelector("a")?.focus();
  });
  window.addEventListener("hashchange", () => {
    restore();
    ask();
  });

  load("places").then((listed) => {
    for (const [code, name] of listed) places.set(code, name);
    restore();
    return ask();
  }).catch((error) => (count.textContent = t("site.failed", { name: error.message })));
})();
