// What the scripts of all pages share. Text becomes text nodes and nothing else: no script of the report parses markup.
"use strict";

const edumeet = (() => {
  const waiting = new Map();
  const known = new Map();
  const catalogue = new Map();
  const root = document.body ? document.body.dataset.root : "";

  /** Take over the phrases of the page's language: {"table.word": "…"}. Called by assets/phrases.*.js. */
  const phrases = (entries) => Object.entries(entries).forEach(([key, said]) => catalogue.set(key, said));

  /** The phrase of a key, {names} replaced by values. */
  const t = (key, values = {}) =>
    (catalogue.get(key) ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

  /** A word of a closed vocabulary for people, as it stands where the catalogue lacks it. */
  const term = (group, word) => (word === null || word === undefined ? "" : catalogue.get(`${group}.${word}`) ?? word);

  /** Hand a value over to whoever loads that name. Called by every data file. */
  const take = (name, value) => known.set(name, value);

  /** The value of data/<name>.js, as a promise; rejected where there is no such file. */
  const load = (name) => {
    if (!waiting.has(name)) {
      waiting.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = `${root}data/${name}.js`;
        script.addEventListener("load", () => {
          script.remove();
          known.has(name) ? resolve(known.get(name)) : reject(new Error(name));
        });
        script.addEventListener("error", () => reject(new Error(name)));
        document.head.append(script);
      }));
    }
    return waiting.get(name);
  };

  /** An address that may stand in a link: a page of the report, or http(s). */
  const safe = (address) => {
    try {
      const { protocol } = new URL(address, location.href);
      return ["http:", "https:", "file:"].includes(protocol) ? address : null;
    } catch {
      return null;
    }
  };

  /**
   * Make an element. `attributes`: names and values (null or false: left out; true: without a value; a function under
   * `onclick` and its kin: a listener). Children are elements or text; lists are laid flat, null is left out.
   */
  const el = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    fill(made, attributes);
    made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return made;
  };

  /** The same for a shape of an SVG. */
  const shape = (tag, attributes = {}, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    fill(made, attributes);
    made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return made;
  };

  const fill = (made, attributes) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (typeof value === "function") {
        made.addEventListener(name.replace(/^on/, ""), value);
        continue;
      }
      if (/^on/i.test(name) || name === "style") throw new Error(`attribute ${name}`);
      if (name === "href" || name === "src") {
        const address = safe(String(value));
        if (address !== null) made.setAttribute(name, address);
        continue;
      }
      made.setAttribute(name, value === true ? "" : String(value));
    }
  };

  /** A number with its thousands apart. */
  const number = (value) => (value === null || value === undefined ? "–" : value.toLocaleString("en-US"));

  /** The fragment as a map of what it says: #year=2024&q=双减. */
  const fragment = () => new URLSearchParams(location.hash.slice(1));

  /** Write a map into the fragment, without a new entry in the history and without a jump. */
  const remember = (values) => {
    const said = new URLSearchParams();
    for (const [name, value] of Object.entries(values)) if (value) said.set(name, value);
    const text = said.toString();
    history.replaceState(null, "", text ? `#${text}` : location.pathname.split("/").pop());
    switches();
  };

  /** Call `change(element)` when a field of a form is given another value, by whatever way. */
  const onchange = (form, change) => {
    form.addEventListener("input", ({ target }) => (target.tagName === "SELECT" ? null : change(target)));
    form.addEventListener("change", ({ target }) => (target.tagName === "SELECT" ? change(target) : null));
  };

  /** The language switch leads to the same place of the page. */
  const switches = () => {
    for (const link of document.querySelectorAll("a.switch")) {
      link.setAttribute("href", link.getAttribute("href").split("#")[0] + location.hash);
    }
  };

  window.addEventListener("hashchange", switches);
  document.addEventListener("DOMContentLoaded", () => {
    switches();
    // On a phone the navigation is wider than the screen: begin where the reader is.
    const here = document.querySelector("header.site nav [aria-current]");
    const nav = here?.closest("nav");
    if (nav) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
  });
  // The link over the navigation must not put its own fragment in the place of what the page says there.
  document.addEventListener("click", (event) => {
    if (event.target.matches?.("a.skip")) {
      event.preventDefault();
      document.getElementById("main").focus();
    }
  });

  return { phrases, t, term, take, load, el, shape, number, fragment, remember, onchange, safe };
})();
