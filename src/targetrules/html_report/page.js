"use strict";
// The script of a report: makes tables of the data of the page. Whatever it shows is put there as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const CODES = ["en", "zh-CN"];
  const STEP = 50; // rows that are shown at first
  const LONG = 20; // rows of a table that is not laid out before it is seen
  const SHORT = 6; // lines of a reason that stand in a table, and how deep they may lie
  const DEEPEST = 1;
  const MARKS = { reward: "★", support: "△", sanction: "▼" };
  let language = data.language;
  let reasons = null;
  let printed = false; // whether the page is being printed: whole
  const open = new Set(); // the tables of which all rows are shown
  let sorted = { by: "unit", up: true };
  const filters = { decisions: { text: "", group: "" }, units: { text: "", group: "" } };
  const last = data.periods.length - 1;

  const told = (both) => both[language];
  const word = (name, values) =>
    told(data.words[name]).replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
  const text = (number) => told(data.texts[number]);

  function node(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value);
    }
    for (const child of children.flat(Infinity)) {
      if (child !== null && child !== undefined && child !== "") made.append(child);
    }
    return made;
  }

  // ---- words of values --------------------------------------------------------------------------------------------

  const gradeName = (number) => (number < 0 ? word("no-grade") : told(data.grades[number]));
  const gradeClass = (number) => (number < 0 ? "none" : "g" + data.grades[number][2]);
  function valueName(value) {
    if (value === null) return word("missing");
    if (value === true || value === false) return word(value ? "yes" : "no");
    if (Array.isArray(value)) return told(value);
    return typeof value === "number" ? gradeName(value) : value;
  }
  const isNumber = (value) => typeof value === "string" && /^-?[0-9.]+$/.test(value);
  const groupName = (unit) => data.units[unit][1].map(valueName).join(" · ");
  const unitName = (unit) => data.units[unit][0];
  const rowOf = (unit, period) => data.units[unit][2][period];
  const address = (unit) => "#unit/" + encodeURIComponent(unitName(unit));
  const unitLink = (unit) => node("a", { href: address(unit) }, unitName(unit));
  const day = (value) => (value === null || value === undefined ? "" : typeof value === "number" ? text(value) : value);
  const receivedName = (one) => {
    const days = [];
    if (one[1] !== null) days.push(word("due-until", { day: day(one[1]) }));
    if (one[2]) days.push(word("in-force-until", { day: one[2] }));
    const label = told(data.consequences[one[0]].label);
    return days.length ? word("with-days", { consequence: label, days: days.join(word("comma")) }) : label;
  };

  function reasonsOf(unit) {
    if (reasons === null) {
      reasons = new Map();
      for (const line of document.getElementById("reasons").textContent.split("\n")) {
        const at = line.indexOf(" ");
        if (at > 0) reasons.set(Number(line.slice(0, at)), line.slice(at + 1));
      }
    }
    const found = reasons.get(unit);
    return found === undefined ? null : JSON.parse(found);
  }

  function lines(found) {
    return node("ul", { class: "why" }, found.map(([depth, mark, number]) =>
      node("li", { class: "d" + Math.min(depth, 8) }, mark ? node("span", { class: "mark" }, mark + " ") : "", text(number))));
  }

  // ---- tables -----------------------------------------------------------------------------------------------------

  function table(name, caption, headings, rows, make) {
    const all = printed || open.has(name) || rows.length <= STEP;
    const shown = all ? rows : rows.slice(0, STEP);
    const body = node("tbody", {}, shown.map(make));
    const made = node("table", {}, node("caption", { class: "unseen" }, caption), node("thead", {}, node("tr", {}, headings)), body);
    const parts = [node("div", { class: shown.length > LONG ? "scroll long" : "scroll", tabindex: "0", role: "group", "aria-label": caption }, made)];
    if (!all) {
      const more = () => { open.add(name); render(); };
      parts.push(node("p", { class: "more" }, word("shown", { shown: shown.length, count: rows.length }), " ",
        node("button", { type: "button", onclick: more }, word("show-all", { count: rows.length }))));
    }
    return parts;
  }
  const heading = (label) => node("th", { scope: "col" }, label);

  function controls(place, count) {
    const wanted = filters[place];
    const change = (key) => (event) => { wanted[key] = event.target.value; renderSection(place); };
    const parts = [
      node("label", {}, word("find"), " ", node("input", { type: "search", id: place + "-find", value: wanted.text, oninput: change("text") })),
    ];
    if (data.groups.length) {
      const names = [...new Set(data.units.map((_, unit) => groupName(unit)))].sort((a, b) => a.localeCompare(b));
      const options = [node("option", { value: "" }, word("all-groups"))].concat(
        names.map((name) => node("option", { value: "=" + name, selected: wanted.group === "=" + name ? "" : null }, name)));
      parts.push(node("label", {}, data.groups.map(told).join(" · "), " ",
        node("select", { id: place + "-group", onchange: change("group") }, options)));
    }
    parts.push(node("span", { role: "status" }, count));
    return node("div", { class: "controls" }, parts);
  }
  function fits(place) {
    const { text: wanted, group } = filters[place];
    const small = wanted.trim().toLowerCase();
    return (unit) => (!small || unitName(unit).toLowerCase().includes(small)) && (!group || "=" + groupName(unit) === group);
  }

  // ---- decisions by consequence -----------------------------------------------------------------------------------

  function about(one) {
    const parts = [];
    if (one.called) parts.push(told(one.called));
    parts.push(told(one.force));
    if (told(one.to)) parts.push(word("for", { roles: told(one.to) }));
    const line = node("p", { class: "about" }, parts.join(word("comma")));
    if (one.source || one.article) {
      const source = one.source ? told(one.source) : "";
      line.append(node("br"), word("source"), " ",
        one.url ? node("a", { href: one.url, rel: "noopener noreferrer" }, source) : source,
        source && one.article ? word("comma") : "", one.article);
    }
    return line;
  }

  function decisions() {
    const keep = fits("decisions");
    const found = data.consequences.map(() => []);
    const open_ = [];
    const receiving = new Set(); // what must be imposed; of what only may be, nobody has decided yet
    const may = new Set();
    data.units.forEach((_, unit) => {
      const row = rowOf(unit, last);
      if (!row || !keep(unit)) return;
      row[1].forEach((one) => { found[one[0]].push([unit, row, one]); (data.consequences[one[0]].may ? may : receiving).add(unit); });
      row[2].forEach((one) => open_.push([unit, row, one]));
    });
    const others = [...may].filter((unit) => !receiving.has(unit)).length;
    const counts = [word("units-with-decisions", { count: receiving.size })];
    if (others) counts.push(word("units-that-may", { count: others }));
    const parts = [controls("decisions", counts.join(word("semicolon")))];
    found.forEach((rows, number) => {
      const one = data.consequences[number];
      if (!rows.length) return;
      parts.push(node("h3", { class: one.kind || "" }, (one.kind ? MARKS[one.kind] + " " : "") + told(one.label),
        node("span", { class: "count" }, " " + word("count", { count: rows.length }))), about(one));
      const due = rows.some((each) => each[2][1] !== null);
      const until = rows.some((each) => each[2][2]);
      const headings = [heading(word("unit")), ...groupHeadings(), ...(data.graded ? [heading(word("grade"))] : []),
        ...(due ? [heading(word("due"))] : []), ...(until ? [heading(word("until"))] : []), heading(word("reason"))];
      parts.push(table("c" + number, told(one.label), headings, rows, ([unit, row, got]) =>
        node("tr", {}, node("th", { scope: "row" }, unitLink(unit)), groupCells(unit), gradeCell(row),
          due ? node("td", { class: "day" }, day(got[1])) : "", until ? node("td", { class: "day" }, got[2] || "") : "",
          node("td", {}, shortReason(unit, number)))));
    });
    const none = data.consequences.filter((_, number) => !found[number].length).map((one) => told(one.label));
    if (none.length) parts.push(node("p", { class: "none" }, word("nobody-receives", { names: none.join(word("comma")) })));
    if (open_.length) {
      parts.push(node("h3", { class: "undetermined" }, "? " + word("undetermined"),
        node("span", { class: "count" }, " " + word("count", { count: open_.length }))));
      parts.push(table("open", word("undetermined"), [heading(word("unit")), ...groupHeadings(), heading(word("lacks"))], open_,
        ([unit, , one]) => node("tr", {}, node("th", { scope: "row" }, unitLink(unit)), groupCells(unit), node("td", {}, text(one[1])))));
    }
    return parts;
  }
  const groupHeadings = () => data.groups.map((each) => heading(told(each)));
  const groupCells = (unit) => data.units[unit][1].map((value) => node("td", {}, valueName(value)));
  const gradeCell = (row) => (data.graded ? node("td", { class: gradeClass(row[0]) }, gradeName(row[0])) : "");
  function shortReason(unit, number) {
    const found = reasonsOf(unit);
    const entry = found && found.c[number];
    if (!entry) return "";
    const shown = printed ? entry[1] : entry[1].filter(([depth]) => depth <= DEEPEST).slice(0, SHORT);
    const rest = entry[1].length > shown.length ? node("a", { href: address(unit) }, word("in-full", { unit: unitName(unit) })) : "";
    return [lines(shown), rest];
  }

  // ---- units by period --------------------------------------------------------------------------------------------

  function compared(a, b) {
    const { by } = sorted;
    if (by === "unit") return a - b;
    if (by === "name") return unitName(a).localeCompare(unitName(b));
    if (by === "group") return groupName(a).localeCompare(groupName(b)) || a - b;
    const key = (unit) => { const row = rowOf(unit, by); return !row ? 1e6 : row[0] < 0 ? 1e5 : row[0]; };
    return key(a) - key(b) || a - b;
  }
  function sortable(by, label) {
    const here = sorted.by === by;
    const sort = () => { sorted = { by, up: here ? !sorted.up : true }; render(); focus("sort-" + by); };
    return node("th", { scope: "col", "aria-sort": here ? (sorted.up ? "ascending" : "descending") : "none" },
      node("button", { type: "button", class: "sort", id: "sort-" + by, onclick: sort }, label,
        node("span", { "aria-hidden": "true" }, here ? (sorted.up ? " ▲" : " ▼") : " ↕")));
  }
  function focus(id) {
    const found = document.getElementById(id);
    if (found) found.focus();
  }
  function heatCell(row) {
    if (!row) return node("td", { class: "gap" }, node("span", { "aria-hidden": "true" }, "–"), node("span", { class: "unseen" }, word("gap")));
    const marks = row[1].map((one) => MARKS[data.consequences[one[0]].kind] || "•");
    if (row[2].length) marks.push("?");
    const names = row[1].map(receivedName).concat(row[2].map((one) => text(one[1])));
    return node("td", { class: data.graded ? gradeClass(row[0]) : "", title: names.join("\n") || null },
      data.graded ? gradeName(row[0]) : "",
      marks.length ? node("span", { class: "marks", "aria-hidden": "true" }, " " + marks.join("")) : "",
      names.length ? node("span", { class: "unseen" }, " " + names.join(word("semicolon"))) : "");
  }
  function units() {
    const found = data.units.map((_, unit) => unit).filter(fits("units")).sort(compared);
    if (!sorted.up) found.reverse();
    const headings = [sortable("name", word("unit")),
      ...(data.groups.length ? [sortable("group", data.groups.map(told).join(" · "))] : []),
      ...data.periods.map((each, at) => sortable(at, told(each)))];
    return [controls("units", word("units", { count: found.length })), legend(),
      table("units", word("units-by-period"), headings, found, (unit) =>
        node("tr", {}, node("th", { scope: "row" }, unitLink(unit)), data.groups.length ? node("td", {}, groupName(unit)) : "",
          data.units[unit][2].map(heatCell)))];
  }
  function legend() {
    const signs = [["★", "kind-reward"], ["△", "kind-support"], ["▼", "kind-sanction"], ["•", "kind-other"], ["?", "undetermined"], ["–", "gap"]];
    return node("ul", { class: "legend" },
      data.graded ? data.grades.map((each, at) => node("li", {}, node("span", { class: "key " + gradeClass(at) }, told(each)))) : "",
      signs.map(([sign, name]) => node("li", {}, sign + " " + word(name))));
  }

  // ---- one unit ---------------------------------------------------------------------------------------------------

  function unitPage(unit) {
    const periods = data.periods.map((_, at) => at).filter((at) => rowOf(unit, at));
    const columns = data.columns.map((_, at) => at).filter((at) => periods.some((period) => rowOf(unit, period)[5][at] !== null));
    const open_ = periods.some((at) => rowOf(unit, at)[2].length);
    const remarks = periods.some((at) => rowOf(unit, at)[3].length);
    const headings = [heading(word("period")), ...(data.graded ? [heading(word("grade"))] : []), heading(word("consequences")),
      ...(open_ ? [heading(word("undetermined"))] : []), ...(remarks ? [heading(word("remarks"))] : []), ...data.rankings.map((each) => heading(word("place-in", { ranking: told(each) }))),
      ...columns.map((at) => heading(told(data.columns[at])))];
    const list = (items) => (items.length ? node("ul", {}, items.map((each) => node("li", {}, each))) : "");
    const rows = data.periods.map((_, at) => at).reverse();
    const make = (at) => {
      const row = rowOf(unit, at);
      if (!row) return node("tr", { class: "gap" }, node("th", { scope: "row" }, told(data.periods[at])), node("td", { colspan: headings.length - 1 }, word("gap")));
      return node("tr", {}, node("th", { scope: "row" }, told(data.periods[at])), gradeCell(row), node("td", {}, list(row[1].map(receivedName))),
        open_ ? node("td", {}, list(row[2].map((one) => text(one[1])))) : "", remarks ? node("td", {}, list(row[3].map(text))) : "",
        row[4].map((place) => node("td", { class: "number" }, place ? word("place-of", { place: place[0], size: place[1] === null ? "?" : place[1] }) : word("no-place"))),
        columns.map((each) => node("td", { class: isNumber(row[5][each]) ? "number" : "" }, valueName(row[5][each]))));
    };
    const parts = [node("p", {}, node("a", { href: "#units-by-period" }, "← " + word("all-units"))), node("h2", { tabindex: "-1" }, unitName(unit))];
    if (data.groups.length) parts.push(node("p", {}, data.groups.map((each, at) => told(each) + word("colon") + valueName(data.units[unit][1][at])).join(word("semicolon"))));
    parts.push(node("h3", {}, word("history")), table("unit", word("history"), headings, rows, make));
    parts.push(node("h3", {}, word("why", { period: told(data.periods[last]) })), why(unit));
    return parts;
  }
  function why(unit) {
    const found = reasonsOf(unit);
    if (!found) return node("p", {}, word("not-in-period"));
    const row = rowOf(unit, last);
    const parts = [];
    if (found.g) parts.push(node("h4", {}, word("grade-is", { grade: gradeName(row[0]) })), lines(found.g), changes(found.n));
    data.consequences.forEach((one, number) => {
      const entry = found.c[number];
      if (entry) parts.push(node("h4", {}, word("state-" + entry[0], { consequence: told(one.label) })), about(one), lines(entry[1]), changes(entry[2]));
    });
    const none = data.consequences.filter((_, number) => !found.c[number]).map((one) => told(one.label));
    if (none.length) parts.push(node("p", { class: "none" }, word("does-not-receive", { names: none.join(word("comma")) })));
    if (!data.searched) parts.push(node("p", { class: "none" }, word("not-searched")));
    return parts;
  }
  const changes = (found) => (found && found.length ? [node("h5", {}, word("nearest")), lines(found)] : "");

  // ---- what is shown ----------------------------------------------------------------------------------------------

  function asked() {
    const name = location.hash.startsWith("#unit/") ? location.hash.slice("#unit/".length) : null;
    if (name === null) return null;
    try {
      return data.units.findIndex((each) => each[0] === decodeURIComponent(name));
    } catch {
      return -1;
    }
  }
  function fill(id, parts) {
    const place = document.getElementById(id);
    if (place) place.replaceChildren(...[parts].flat(Infinity));
  }
  function render() {
    const active = document.activeElement;
    const [id, at] = active ? [active.id, active.selectionStart] : ["", null];
    const unit = asked();
    document.documentElement.lang = CODES[language];
    document.documentElement.dataset.language = CODES[language];
    document.title = word("title");
    document.body.classList.toggle("one-unit", unit !== null);
    for (const button of document.querySelectorAll("[data-language-of]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.languageOf) === language));
    }
    if (unit === null) {
      fill("decisions-shown", decisions());
      fill("units-shown", units());
      fill("unit", []);
    } else {
      fill("unit", unit < 0 ? [node("p", {}, node("a", { href: "#units-by-period" }, "← " + word("all-units"))), node("p", { role: "alert" }, word("no-such-unit"))] : unitPage(unit));
    }
    focusAgain(id, at);
  }
  // A section that is filled anew keeps the place where somebody was writing.
  function renderSection(place) {
    const active = document.activeElement;
    const [id, at] = active ? [active.id, active.selectionStart] : ["", null];
    fill(place + "-shown", place === "units" ? units() : decisions());
    focusAgain(id, at);
  }
  function focusAgain(id, at) {
    const again = id ? document.getElementById(id) : null;
    if (again === null || again === document.activeElement) return;
    again.focus({ preventScroll: true });
    if (typeof at === "number") again.setSelectionRange(at, at);
  }

  for (const button of document.querySelectorAll("[data-language-of]")) {
    button.addEventListener("click", () => { language = Number(button.dataset.languageOf); render(); });
  }
  function goThere() {
    render();
    const place = document.getElementById(location.hash.slice(1));
    if (asked() === null && place) place.scrollIntoView();
  }
  addEventListener("hashchange", () => {
    goThere();
    if (asked() === null) return;
    scrollTo(0, 0);
    const title = document.querySelector("#unit h2");
    if (title) title.focus({ preventScroll: true });
  });
  for (const [event, now] of [["beforeprint", true], ["afterprint", false]]) {
    addEventListener(event, () => { printed = now; render(); });
  }
  goThere();
})();
