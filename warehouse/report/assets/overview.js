// The start page: a province of the coverage matrix opens into its divisions; the search box leads to the meetings.
"use strict";

(() => {
  const { el, load, t } = edumeet;

  document.getElementById("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const said = document.getElementById("q").value.trim();
    location.href = `meetings.html${said ? "#q=" + encodeURIComponent(said) : ""}`;
  });

  const shade = (meetings) => (meetings ? Math.min(6, 2 + Math.floor(Math.log2(meetings))) : 0);

  const open = async (row, button) => {
    const code = row.dataset.code;
    const below = document.querySelectorAll(`tr[data-under="${CSS.escape(code)}"]`);
    const opening = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(opening));
    if (below.length) {
      below.forEach((each) => (each.hidden = !opening));
      return;
    }
    const divisions = await load(`coverage/${code}`);
    const made = divisions
      .filter(([division]) => !division.endsWith("0000"))
      .map(([division, name, depth, meetings]) => {
        const cells = meetings.map((count) => el("td", { class: `h${shade(count)}` }, count === null ? "–" : String(count)));
        const known = meetings.some(Boolean);
        const called = known ? el("a", { href: `meetings.html#division=${division}` }, name) : name;
        return el("tr", { "data-under": code }, el("th", { scope: "row", class: `under-${depth}` }, called), cells);
      });
    row.after(...made);
  };

  for (const button of document.querySelectorAll("#matrix .toggle")) {
    button.addEventListener("click", () => open(button.closest("tr"), button));
  }
})();
