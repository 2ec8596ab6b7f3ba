// Officials of a division: a line of time for each name and title. The fragment holds division and name.
"use strict";

(() => {
  const { el, shape, load, t, term, number, fragment, remember, onchange } = edumeet;
  const STEP = 100;
  const form = document.getElementById("filters");
  const { province, division, name } = form.elements;
  const body = document.querySelector("#people tbody");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  let places = [];
  let rows = [];
  let shown = 0;
  let span = [0, 1];

  const year = (day) => Number(day.slice(0, 4)) + (Number(day.slice(5, 7)) - 1) / 12 + (Number(day.slice(8, 10)) - 1) / 365;

  /** First and last day as a line between the years of the division. */
  const line = (first, last) => {
    const at = (day) => (100 * (year(day) - span[0])) / (span[1] - span[0]);
    const years = [];
    for (let each = span[0]; each <= span[1]; each += 1) years.push((100 * (each - span[0])) / (span[1] - span[0]));
    return shape("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
      years.map((x) => shape("line", { x1: x, x2: x, y1: 0, y2: 8, class: "tick" })),
      shape("rect", { x: at(first), y: 2, width: Math.max(1, at(last) - at(first)), height: 4, class: "span" }));
  };

  const row = ([, person, title, first, last, meetings, roles]) => el("tr", {},
    el("th", { scope: "row" }, el("a", {
      href: `meetings.html#division=${division.value}&person=${encodeURIComponent(person)}` }, person)),
    el("td", {}, title ?? "–"),
    el("td", { class: "tabular" }, first === last ? first : `${first} – ${last}`),
    el("td", { class: "life" }, line(first, last)),
    el("td", { class: "number" }, number(meetings)),
    el("td", {}, roles.map((role) => el("span", { class: "tag" }, term("role", role)))));

  const show = () => {
    body.append(...rows.slice(shown, shown + STEP).map(row));
    shown = Math.min(rows.length, shown + STEP);
    more.hidden = shown >= rows.length;
  };

  const ask = async () => {
    const code = division.value;
    const said = name.value.trim();
    remember({ division: code, name: said });
    let all;
    try {
      all = code ? await load(`officials/${code.slice(0, 4)}`) : [];
    } catch (error) {
      count.textContent = t("site.failed", { name: error.message });
      return;
    }
    if (code !== division.value || said !== name.value.trim()) return;
    const here = all.filter((each) => each[0] === code);
    rows = here.filter((each) => !said || each[1].includes(said) || (each[2] ?? "").includes(said));
    const years = here.flatMap((each) => [year(each[3]), year(each[4])]);
    span = years.length ? [Math.floor(Math.min(...years)), Math.floor(Math.max(...years)) + 1] : [0, 1];
    document.getElementById("scale").textContent = years.length ? `${span[0]} – ${span[1] - 1}` : "";
    shown = 0;
    body.replaceChildren();
    show();
    count.textContent = t("officials.count", { n: number(rows.length) });
  };

  const offer = (code) => {
    const within = places.filter(([each]) => each.startsWith(province.value));
    division.replaceChildren(...within.map(([each, full]) =>
      el("option", { value: each }, full.split(" ").slice(1).join(" ") || full)));
    if (within.some(([each]) => each === code)) division.value = code;
  };

  const restore = () => {
    const said = fragment();
    const code = said.get("division") || form.dataset.first;
    province.value = code.slice(0, 2);
    offer(code);
    name.value = said.get("name") ?? "";
    return ask();
  };

  let timer;
  onchange(form, (field) => {
    if (field === province) offer("");
    clearTimeout(timer);
    timer = setTimeout(ask, field === name ? 180 : 0);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", show);
  window.addEventListener("hashchange", restore);

  load("officials/places").then((listed) => {
    places = listed;
    const provinces = new Map(places.map(([code, full]) => [code.slice(0, 2), full.split(" ")[0]]));
    province.replaceChildren(...[...provinces].map(([code, full]) => el("option", { value: code }, full)));
    return restore();
  }).catch((error) => (count.textContent = t("site.failed", { name: error.message })));
})();
