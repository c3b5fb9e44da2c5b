// Draws the page's charts with the vendored library. Data stands in the page as JSON; where the server had no time
// to count, it is fetched. Every cell and bar is a link to its articles.
const Plot = globalThis.Plot;
const css = getComputedStyle(document.documentElement);
const colour = (name) => css.getPropertyValue(name).trim();
const says = (label, count) => `${label}: ${count.toLocaleString()}`;

const shared = (title) => ({ className: "plot", ariaLabel: title, style: {} });

function heat(data, title, width) {
  const cells = data.cells.map(([month, index, count]) => {
    const { place, url } = data.places[index];
    return { month, place, count, url: `${url}${url.includes("?") ? "&" : "?"}since=${month}&until=${month}` };
  });
  // The latest months that fit beside the names of the districts.
  const months = [...new Set(cells.map((cell) => cell.month))].sort().slice(-Math.floor((width - 150) / 7));
  const shown = cells.filter((cell) => cell.month >= months[0]);
  const side = Math.min(64, (width - 150) / months.length);
  const every = Math.ceil(56 / side);
  return Plot.plot({
    ...shared(title),
    width: Math.max(220, months.length * side + 150),
    height: data.places.length * 20 + 60,
    marginLeft: 140,
    marginTop: 36,
    padding: 0.06,
    x: { domain: months, axis: "top", label: null, tickRotate: 0, ticks: months.filter((_, i) => i % every === 0) },
    y: { domain: data.places.map((place) => place.place), label: null },
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
  const every = Math.max(1, Math.ceil(rows.length / (width / 60)));
  return Plot.plot({
    ...shared(title),
    width,
    height: 150,
    marginLeft: 50,
    x: { type: "band", domain: rows.map((row) => row.month), label: null, ticks: rows.map((row) => row.month).filter((_, i) => i % every === 0) },
    y: { label: null, grid: true, ticks: 3 },
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
    x: { label: null, grid: true, ticks: 4 },
    y: { domain: rows.map((row) => row.source), label: null },
    marks: [
      Plot.barX(rows, {
        y: "source", x: "count", fill: colour("--bar"), href: "url",
        title: (row) => says(row.source, row.count), ariaLabel: (row) => says(row.source, row.count),
      }),
    ],
  });
}

const kinds = { heat, months, sources };

function draw(place, data) {
  const rows = data.cells ?? data;
  const drawing = rows.length ? kinds[place.dataset.chart](data, place.dataset.title, place.clientWidth || 640) : "";
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
