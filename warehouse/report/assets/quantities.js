// Numbers of a year: by province, by words, only those with a deadline. The fragment holds what is asked.
"use strict";

(() => {
  const { el, load, t, term, number, fragment, remember, onchange } = edumeet;
  const STEP = 50;
  // As warehouse/report/quantities.py writes them: a meeting with its numbers, laid flat here.
  const DAY = 0, CODE = 1, MEETING = 2, NAME = 3, SUBJECT = 4, COMPARATOR = 5, VALUE = 6, UNIT = 7, DEADLINE = 8;
  const form = document.getElementById("filters");
  const body = document.querySelector("#found tbody");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const places = new Map();
  let asked = 0;
  let found = [];
  let shown = 0;

  const row = (each) => el("tr", {},
    el("th", { scope: "row" }, each[SUBJECT] ?? "–"),
    el("td", { class: "number" }, `${term("comparator", each[COMPARATOR])}${number(each[VALUE])} ${each[UNIT] ?? ""}`),
    el("td", { class: "tabular" }, each[DEADLINE] ?? "–"),
    el("td", {}, places.get(each[CODE]) ?? "–"),
    el("td", {}, el("a", { href: `meeting.html#${each[MEETING]}` }, each[NAME]), " ",
      el("time", { class: "quiet" }, each[DAY] ?? "")));

  const show = () => {
    body.append(...found.slice(shown, shown + STEP).map(row));
    shown = Math.min(found.length, shown + STEP);
    more.hidden = shown >= found.length;
  };

  const ask = async () => {
    const turn = ++asked;
    const { year, province, q, due } = form.elements;
    remember({ year: year.value, province: province.value, q: q.value.trim(), due: due.checked ? "1" : "" });
    if (!year.value) return;
    const words = q.value.split(/\s+/).filter(Boolean);
    const shards = year.selectedOptions[0].dataset.provinces.split(" ").filter((code) => !province.value || code === province.value);
    count.textContent = t("site.loading");
    let parts;
    try {
      parts = await Promise.all(shards.map((code) => load(`quantities/${year.value}-${code}`)));
    } catch (error) {
      count.textContent = t("site.failed", { name: error.message });
      return;
    }
    if (turn !== asked) return;
    found = parts.flat().flatMap((meeting) => meeting[4].map((figure) => [...meeting.slice(0, 4), ...figure])).filter((each) => (!due.checked || each[DEADLINE]) &&
      words.every((word) => `${each[SUBJECT] ?? ""} ${each[UNIT] ?? ""} ${each[NAME] ?? ""} ${places.get(each[CODE]) ?? ""}`.includes(word)));
    found.sort((one, two) => (two[DAY] ?? "").localeCompare(one[DAY] ?? ""));
    shown = 0;
    body.replaceChildren();
    show();
    count.textContent = t("quantities.count", { n: number(found.length) });
  };

  const restore = () => {
    const said = fragment();
    form.reset();
    for (const name of ["year", "province", "q"]) if (said.get(name)) form.elements[name].value = said.get(name);
    form.elements.due.checked = said.get("due") === "1";
  };

  let timer;
  onchange(form, () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", show);
  window.addEventListener("hashchange", () => {
    restore();
    ask();
  });

  load("places").then((listed) => {
    for (const [code, name] of listed) places.set(code, name);
    const jump = location.hash && !location.hash.includes("=");
    restore();
    return jump ? null : ask();
  }).catch((error) => (count.textContent = t("site.failed", { name: error.message })));
})();
