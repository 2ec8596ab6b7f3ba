// Verdicts on the facts of one page: the buttons behind each fact, the form that corrects it, and what was missing.
"use strict";

edumeet.judging = (() => {
  const { el, t, term } = edumeet;

  /** What an attribute is called, where the same name means different things in different fields. */
  const NAMES = { "participant.name": "column.name", "participant.title": "column.title", "quantity.unit": "attribute.unit_of",
    "quantity.subject": "column.subject" };
  const WORDS = { DocType: "doc_type", MeetingKind: "kind", MeetingLevel: "level", MeetingMode: "mode", DateBasis: "basis",
    ParticipantRole: "role", AgendaAct: "act", Comparator: "comparator", ReferenceKind: "reference", CreditRole: "credit" };
  const label = (field, name) => t(NAMES[`${field}.${name}`] ?? `attribute.${name}`);
  const word = (kind, each) => term(WORDS[kind.replace(/[?*]$/, "")], each) || each;

  /** A form over the page for the attributes of one fact; gives the values, or null where it was cancelled. */
  const ask = (title, field, attributes, values) => new Promise((resolve) => {
    const inputs = attributes.map((attribute) => [attribute, control(field, attribute, values[attribute.name])]);
    const form = el("form", { method: "dialog" }, el("h2", {}, title),
      inputs.map(([attribute, made]) => el("p", {}, made.box ?? el("label", {}, label(field, attribute.name), made.node))),
      el("p", { class: "buttons" },
        el("button", { type: "submit", class: "plain", value: "apply" }, t("review.apply")),
        el("button", { type: "submit", class: "plain", value: "cancel", formnovalidate: true }, t("review.cancel"))));
    const dialog = el("dialog", { class: "form", onclose: () => {
      dialog.remove();
      resolve(dialog.returnValue === "apply"
        ? Object.fromEntries(inputs.map(([attribute, made]) => [attribute.name, made.read()])) : null);
    } }, form);
    document.body.append(dialog);
    dialog.showModal();
  });

  const control = (field, { name, kind, words }, value) => {
    if (kind.endsWith("*")) {
      const boxes = words.map((each) => [each, el("input", { type: "checkbox", checked: (value ?? []).includes(each) })]);
      return {
        box: el("fieldset", {}, el("legend", {}, label(field, name)), boxes.map(([each, box]) => el("label", {}, box, word(kind, each)))),
        read: () => boxes.filter(([, box]) => box.checked).map(([each]) => each),
      };
    }
    if (words.length) {
      const node = el("select", {}, kind.endsWith("?") ? el("option", { value: "" }, "–") : null,
        words.map((each) => el("option", { value: each, selected: each === value }, word(kind, each))));
      return { node, read: () => node.value || null };
    }
    if (kind === "texts") {
      const node = el("input", { type: "text", value: (value ?? []).join("、") });
      return { node, read: () => node.value.split(/[、,，]/).map((each) => each.trim()).filter(Boolean) };
    }
    if (kind === "number") {
      const node = el("input", { type: "number", step: "any", value: value ?? "" });
      return { node, read: () => (node.value === "" ? null : Number(node.value)) };
    }
    const node = kind === "text" && name === "text" ? el("textarea", { rows: 4, required: true }, value ?? "")
      : el("input", { type: "text", value: value ?? "", required: kind === "text",
        pattern: kind === "day" ? "\\d{4}(-\\d\\d){0,2}(T.*)?" : null });
    return { node, read: () => node.value.trim() || null };
  };

  /** The verdicts on one page. `schema` tells the fields, `changed` is called after every change. */
  const start = (page, schema, changed) => {
    const judged = new Map(); // key -> {field, verdict, values}
    const added = []; // {field, values, start, end}
    const complete = new Set();
    const buttons = new Map(); // key -> paint()
    const single = (field) => !Object.hasOwn(schema.lists, field);

    const attributesOf = (field) => {
      if (!single(field)) return schema.lists[field];
      if (field === "meeting") return schema.meeting;
      const name = field.replace(/^meeting\./, "");
      const found = (field.startsWith("meeting.") ? schema.meeting : schema.page).find((each) => each.name === name);
      return found ? [found] : [];
    };
    const lists = { participant: "participants", group: "attending_groups", agenda: "agenda", directive: "directives",
      programme: "programmes", quantity: "quantities", reference: "references", credit: "credits" };
    const said = (key, field) => {
      if (!single(field)) return page[lists[field]].find((fact) => fact.key === key);
      if (field === "meeting" || field === "body") return {};
      const name = field.replace(/^meeting\./, "");
      const flat = field.startsWith("meeting.") ? { ...page.meeting, ...page.meeting.jurisdiction }
        : { ...page, published_at: page.published };
      return { [name]: flat[name] };
    };

    const judge = (key, field, verdict, values = null) => {
      const same = judged.get(key)?.verdict === verdict && !values && !judged.get(key).values;
      if (same) judged.delete(key);
      else judged.set(key, { field, verdict, values });
      if (!judged.has(key)) complete.delete(field);
      buttons.get(key)?.();
      repaint();
    };

    const correct = async (key, field) => {
      const attributes = attributesOf(field);
      const found = await ask(`${t("review.mend")} · ${t(Object.hasOwn(schema.lists, field) ? `fact.${field}` : `attribute.${field.replace(/^meeting\./, "")}`)}`,
        field, attributes, judged.get(key)?.values ?? said(key, field));
      if (found === null) return;
      const sent = single(field) && field !== "meeting" ? { value: found[attributes[0].name] } : found;
      judged.set(key, { field, verdict: "wrong", values: sent });
      buttons.get(key)();
      repaint();
    };

    /** The buttons behind a fact. */
    const controls = (key, field) => {
      if (field === "uncertain") return null;
      const right = el("button", { type: "button", class: "judge right", title: t("review.right"), "aria-label": t("review.right"), onclick: () => judge(key, field, "right") }, "✓");
      const wrong = el("button", { type: "button", class: "judge wrong", title: t("review.wrong"), "aria-label": t("review.wrong"), onclick: () => judge(key, field, "wrong") }, "✗");
      const mendable = attributesOf(field).length && !(field === "meeting" && page.meeting !== null) && field !== "is_education_meeting";
      const mend = mendable ? el("button", { type: "button", class: "judge mend", title: t("review.mend"), "aria-label": t("review.mend"), onclick: () => correct(key, field) }, "✎") : null;
      // What is not there cannot be removed, only given.
      const [value] = Object.values(said(key, field) ?? {});
      const nothing = single(field) && field !== "body" && field !== "meeting" && [undefined, null, "", 0].includes(value?.length === 0 ? 0 : value);
      const box = el("span", { class: "judging", "data-judge": key }, right, nothing ? null : wrong, mend, el("span", { class: "now" }));
      buttons.set(key, () => {
        const now = judged.get(key);
        right.setAttribute("aria-pressed", String(now?.verdict === "right"));
        wrong.setAttribute("aria-pressed", String(now?.verdict === "wrong" && !now.values));
        mend?.setAttribute("aria-pressed", String(Boolean(now?.values)));
        box.classList.toggle("removed", now?.verdict === "wrong" && !now.values);
        box.lastChild.textContent = now?.values ? `→ ${Object.values(now.values).flat().filter((v) => v !== null && v !== "").join(" ")}` : "";
      });
      buttons.get(key)();
      keys.set(key, field);
      return box;
    };
    const keys = new Map();

    /** Whether a fact's field stands under that heading: `meeting.venue` under `meeting`, the headline under `page`. */
    const under = (of, field) => of === field || of.startsWith(`${field}.`)
      || (field === "page" && schema.page.some(({ name }) => name === of));

    const settle = (field) => {
      for (const [key, of] of keys) {
        if (under(of, field) && !judged.has(key)) {
          judged.set(key, { field: of, verdict: "right", values: null });
          buttons.get(key)();
        }
      }
      if (!single(field)) complete.add(field);
    };

    const settled = (field) => (single(field)
      ? [...keys].every(([key, of]) => !under(of, field) || judged.has(key)) : complete.has(field));

    /** The line under a heading: settle the field, and what was added to it. */
    const heads = new Map();
    const head = (field) => {
      if (field === "uncertain") return null;
      const button = el("button", { type: "button", class: "rest", onclick: () => {
        settle(field);
        repaint();
      } }, t("review.rest"));
      const list = el("ul", { class: "added" });
      heads.set(field, () => {
        button.setAttribute("aria-pressed", String(settled(field)));
        list.replaceChildren(...added.filter((each) => each.field === field).map((each) => el("li", {},
          el("b", {}, `${t("review.added")} `), Object.values(each.values).flat().filter((v) => v !== null && v !== "").join(" "), " ",
          el("button", { type: "button", class: "judge", onclick: () => {
            added.splice(added.indexOf(each), 1);
            repaint();
          } }, t("review.remove")))));
      });
      return el("div", { class: "head" }, button, list);
    };

    const repaint = () => {
      heads.forEach((paint) => paint());
      changed();
    };

    /** Ask for the attributes of a missing fact of that field and add it; `text` is what was selected. */
    const add = async (field, text, start, end) => {
      const attributes = schema.lists[field];
      const main = attributes.find(({ kind }) => kind === "text")?.name;
      const values = main ? { [main]: text } : {};
      if (field === "quantity") Object.assign(values, { value: (text.match(/\d+(\.\d+)?/) ?? [null])[0], unit: text.replace(/^.*\d/, "") || null });
      const found = await ask(`${t("review.add_as")} · ${t(`fact.${field}`)}`, field, attributes, values);
      if (found === null) return;
      added.push({ field, values: found, start, end });
      repaint();
    };

    return {
      controls, head, add,
      settleAll: () => {
        [...heads.keys(), "body"].forEach(settle);
        repaint();
      },
      paint: () => heads.forEach((paint) => paint()),
      ranges: () => added.filter((each) => each.start !== null),
      count: () => [[...keys.keys()].filter((key) => judged.has(key)).length, keys.size],
      posted: () => ({
        version_id: page.version_id,
        verdicts: [
          ...[...judged].map(([key, { field, verdict, values }]) => ({ field, verdict, key, values })),
          ...added.map(({ field, values, start, end }) => ({ field, verdict: "missing", key: null, values, start, end })),
        ],
        complete: [...complete],
      }),
    };
  };

  return { start };
})();
