// Draws the page's charts with the vendored library. Data stands in the page as JSON; where the server had no time
// to count, it is fetched. Every cell and bar is a link to its articles.
const Plot = globalThis.Plot;
const css = getComputedStyle(document.documentElement);
const colour = (name) => css.getPropertyValue(name).trim();
const says = (label, count) => `${label}: ${count.toLocaleString()}`;

const whole = (count) => (Number.isInteger(count) ? count.toLocaleString("en") : "");
// Han characters are as wide as the type is high, 12 px, others about 7.
const wide = (name) => [...name].reduce((sum, sign) => sum + (sign > "\u2e7f" ? 12 : 7), 0);
const cut = (name, room) => (wide(name) <= room ? name : `${[...name].filter((_, i, all) => wide(all.slice(0, i + 1).join("")) < room - 12).join("")}…`);

const shared = (title) => ({ className: "plot", ariaLabel: title, style: {} });

// Every month from the first to the last, so that a gap shows as one.
function between(first, last) {
  const months = [];
  for (let [year, month] = first.split("-").map(Number); ; [year, month] = month < 12 ? [year, month + 1] : [year + 1, 1]) {
    months.push(`${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`);
    if (months.at(-1) >= last) return months;
  }
}

// A few months are named one by one, many by their years; `room` is the width of a month.
function axis(months, room) {
  if (room >= 56) return { ticks: months };
  if (months.length < 25) return { ticks: months.filter((_, i) => i % Math.ceil(56 / room) === 0) };
  const every = Math.ceil(36 / (12 * room));
  const ticks = months.filter((month) => month.endsWith("-01") && Number(month.slice(0, 4)) % every === 0);
  return { ticks, tickFormat: (month) => month.slice(0, 4) };
}

function heat(data, title, width) {
  const cells = data.cells.map(([month, index, count]) => {
    const { place, url } = data.places[index];
    return { month, place, count, url: `${url}${url.includes("?") ? "&" : "?"}since=${month}&until=${month}` };
  });
  const left = width < 600 ? 118 : 140;
  // The latest months that fit beside the names of the districts.
  const known = cells.map((cell) => cell.month).sort();
  const months = between(known[0], known.at(-1)).slice(-Math.floor((width - left - 20) / 7));
  const shown = cells.filter((cell) => cell.month >= months[0]);
  const side = Math.min(64, (width - left - 20) / months.length);
  return Plot.plot({
    ...shared(title),
    width: Math.max(220, months.length * side + left + 20),
    height: data.places.length * 20 + 60,
    marginLeft: left,
    marginTop: 36,
    padding: 0.06,
    x: { domain: months, axis: "top", label: null, tickRotate: 0, ...axis(months, side) },
    y: { domain: data.places.map((place) => place.place), label: null, tickSize: 0, tickFormat: (name) => cut(name, left - 8) },
    color: { type: "sqrt", range: [colour("--low"), colour("--high")], interpolate: "rgb" },
    marks: [
      Plot.cell(shown, {
        x: "month", y: "place", fill: "count", href: "url",
        title: (cell) => says(`${cell.place} ${cell.month}`, cell.count),
        ariaLabel: (cell) => says(`${cell.place} ${cell.month}`, cell.count),
      }),
    ],
  });
}

function months(rows, title, width) {
  const drawn = Math.min(width, rows.length * 90 + 70);
  return Plot.plot({
    ...shared(title),
    width: drawn,
    height: 150,
    marginLeft: 50,
    x: { type: "band", domain: rows.map((row) => row.month), label: null, ...axis(rows.map((row) => row.month), (drawn - 70) / rows.length) },
    y: { label: null, grid: true, ticks: 3, tickFormat: whole },
    marks: [
      Plot.barY(rows, {
        x: "month", y: "count", fill: colour("--bar"), href: "url",
        title: (row) => says(row.month, row.count), ariaLabel: (row) => says(row.month, row.count),
      }),
      Plot.ruleY([0]),
    ],
  });
}

function sources(rows, title, width) {
  return Plot.plot({
    ...shared(title),
    width: Math.min(width, 720),
    height: rows.length * 22 + 40,
    marginLeft: 150,
    x: { label: null, grid: true, ticks: 4, tickFormat: whole },
    y: { domain: rows.map((row) => row.source), label: null, tickSize: 0, tickFormat: (name) => cut(name, 142) },
    marks: [
      Plot.barX(rows, {
        y: "source", x: "count", fill: colour("--bar"), href: "url",
        title: (row) => says(row.source, row.count), ariaLabel: (row) => says(row.source, row.count),
      }),
    ],
  });
}

const kinds = { heat, months, sources };

// One stop of the tab key a chart; from there, arrow keys lead to the nearest column or row.
const ways = { ArrowLeft: ["left", -1], ArrowRight: ["left", 1], ArrowUp: ["bottom", -1], ArrowDown: ["bottom", 1] };

function nearest(from, links, [side, sign]) {
  const across = side === "left" ? "bottom" : "left";
  const start = from.getBoundingClientRect();
  const found = links.map((link) => {
    const place = link.getBoundingClientRect();
    return { link, along: Math.round((place[side] - start[side]) * sign), across: Math.abs(place[across] - start[across]) };
  });
  return found.filter((one) => one.along > 0).sort((a, b) => a.along - b.along || a.across - b.across)[0]?.link;
}

function walkable(drawing) {
  const links = [...drawing.querySelectorAll("a")];
  links.forEach((link, index) => link.setAttribute("tabindex", index ? -1 : 0));
  drawing.addEventListener("keydown", (event) => {
    const from = event.target.closest("a");
    if (!from || !ways[event.key]) return;
    event.preventDefault();
    const next = nearest(from, links, ways[event.key]);
    if (!next) return;
    from.setAttribute("tabindex", -1);
    next.setAttribute("tabindex", 0);
    next.focus();
  });
  return drawing;
}

function draw(place, data) {
  const rows = data.cells ?? data;
  const drawing = rows.length ? walkable(kinds[place.dataset.chart](data, place.dataset.title, place.clientWidth || 640)) : "";
  place.replaceChildren(drawing);
}

function fillFacets(counts) {
  for (const list of document.querySelectorAll("[data-facet]")) {
    list.replaceChildren(...counts[list.dataset.facet].map((row) => {
      const link = Object.assign(document.createElement("a"), { href: row.url, textContent: row[list.dataset.label] });
      const number = Object.assign(document.createElement("span"), { textContent: row.count.toLocaleString("en") });
      const item = document.createElement("li");
      item.append(link, " ", number);
      return item;
    }));
  }
}

async function read(source) {
  const held = JSON.parse(source.textContent);
  if (held !== null || !source.dataset.url) return held;
  const answer = await fetch(source.dataset.url);
  const counts = await answer.json();
  const total = document.getElementById("total");
  if (!answer.ok) {
    total.textContent = counts.error;
    return null;
  }
  total.textContent = counts.total.toLocaleString("en");
  fillFacets(counts);
  return counts;
}

const drawings = await Promise.all([...document.querySelectorAll("[data-chart]")].map(async (place) => {
  const data = await read(document.getElementById(place.dataset.source));
  return [place, place.dataset.field ? data?.[place.dataset.field] : data];
}));
const drawAll = () => drawings.forEach(([place, data]) => data && draw(place, data));
drawAll();
let waiting;
addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(drawAll, 150);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
document.documentElement.dataset.drawn = "yes";
