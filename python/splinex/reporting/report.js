"use strict";
// The picture of the partition: what is told of a region, what colours mean, stages, zoom. Works without a network.
(() => {
  const store = document.getElementById("regions");
  if (!store) return;
  const { stages, main, palettes, box, labels } = JSON.parse(store.textContent);
  const picture = document.querySelector(".picture");
  const outer = picture.querySelector("svg.partition");
  const view = outer.querySelector("svg.window");
  const groups = [...view.querySelectorAll("g.stage")];
  const told = document.getElementById("told");
  const scale = document.getElementById("scale");
  const chooser = document.getElementById("mode");
  const finder = document.getElementById("find");
  const home = view.getAttribute("viewBox").split(" ").map(Number);
  let stage = main;
  let pinned = null;

  const make = (name, text, kind) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    if (kind) node.className = kind;
    return node;
  };
  const cells = () => groups[stage].querySelectorAll(".cell");

  function sum(row, names) {
    if (row.includes(null)) return "beyond float64";
    const terms = names.map((name, i) => [row[i], name]).filter(([a]) => a !== 0);
    const last = row[row.length - 1];
    const parts = terms.map(([a, name], i) => `${a < 0 ? (i ? " − " : "−") : i ? " + " : ""}${Math.abs(a)} ${name}`);
    if (last !== 0 || !parts.length) parts.push(parts.length ? ` ${last < 0 ? "−" : "+"} ${Math.abs(last)}` : `${last}`.replace("-", "−"));
    return parts.join("");
  }

  function tell(i) {
    const data = stages[stage];
    const list = make("dl");
    const add = (name, value, code) => {
      const line = make("dd");
      line.append(code ? make("code", value) : value);
      list.append(make("dt", name), line);
    };
    if (data.modes[0].of) add("largest output", String(data.modes[0].of[i]));
    add("a point of it", `(${data.points[i].join(", ")})`);
    data.layers.forEach((name, k) => add(`on in ${name}`, `${data.on[k][i]} of ${data.widths[k]}`));
    if (data.patterns && data.patterns[i]) add("pattern", data.patterns[i], true);
    if (data.maps) {
      data.maps[i].forEach((row, k) => add(`output ${k}`, sum(row, labels)));
      const more = data.outputs - data.maps[i].length;
      if (more > 0) list.append(make("dt", `and ${more} more outputs`));
    }
    told.replaceChildren(make("h3", `Region ${i}`), list);
    if (pinned === i) told.append(make("p", "Pinned; click it again to let go.", "soft"));
  }

  // The outline of the chosen region lies above its neighbours'.
  const outline = document.createElementNS("http://www.w3.org/2000/svg", "path");
  outline.setAttribute("class", "chosen");
  view.append(outline);

  function choose(i) {
    const cell = i === null ? null : groups[stage].querySelector(`.cell[data-i="${i}"]`);
    outline.setAttribute("d", cell ? cell.getAttribute("d") : "");
    if (cell) tell(i);
  }

  function idle() {
    const n = stages[stage].points.length.toLocaleString("en");
    told.replaceChildren(make("h3", `${n} region${n === "1" ? "" : "s"}`), make("p", "Point at a region to see what the network is there; click to pin it. Turn the wheel to zoom, drag to move, double-click to go back.", "soft"));
  }

  function paint(m) {
    const mode = stages[stage].modes[m];
    const palette = palettes[mode.kind];
    cells().forEach((cell) => cell.setAttribute("fill", palette[mode.levels[cell.dataset.i]]));
    scale.replaceChildren();
    if (mode.kind === "classes") {
      for (const k of mode.classes) {
        const dot = make("i", undefined, "one");
        dot.style.background = palette[k % palette.length];
        scale.append(dot, make("span", String(k)));
      }
    } else if (mode.ends) {
      const strip = make("i");
      strip.style.background = `linear-gradient(90deg, ${[0, 64, 128, 192, 255].map((k) => palette[k]).join(", ")})`;
      scale.append(make("span", String(mode.ends[0])), strip, make("span", String(mode.ends[1])));
    } else {
      scale.append(make("span", "fixed by the pattern"));
    }
  }

  function show(k) {
    stage = k;
    groups.forEach((group, j) => (j === k ? group.removeAttribute("display") : group.setAttribute("display", "none")));
    document.querySelectorAll("button.stage").forEach((button, j) => button.setAttribute("aria-pressed", String(j === k)));
    chooser.replaceChildren(...stages[k].modes.map((mode, m) => new Option(mode.name, String(m))));
    pinned = null;
    choose(null);
    paint(0);
    idle();
  }

  const cellOf = (event) => event.target.closest?.(".cell");
  view.addEventListener("pointermove", (event) => {
    const cell = cellOf(event);
    if (pinned === null && cell && !drag) choose(Number(cell.dataset.i));
  });
  view.addEventListener("pointerleave", () => {
    if (pinned !== null) return;
    choose(null);
    idle();
  });

  // Zoom and move: the view box of the inner window.
  let port = [...home];
  let drag = null;
  function place(next) {
    const size = Math.min(Math.max(next[2], home[2] * 1e-3), home[2]);
    const share = size / home[2];
    port = [
      Math.min(Math.max(next[0], 0), home[2] - size),
      Math.min(Math.max(next[1], 0), home[3] * (1 - share)),
      size,
      home[3] * share,
    ];
    view.setAttribute("viewBox", port.join(" "));
    number();
  }
  const round = (value, span) => Number(value.toPrecision(Math.max(1, Math.min(12, Math.ceil(Math.log10(Math.abs(value) / span + 1)) + 2))));
  function ticks(low, high) {
    const raw = (high - low) / 5;
    const size = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5].map((m) => m * size).find((m) => m >= raw) ?? 10 * size;
    const found = [];
    if (!(step > 0)) return found;
    for (let k = Math.ceil(low / step - 1e-9); k <= high / step + 1e-9 && found.length < 20; k++) found.push(k * step + 0);
    return found.map((value) => [value, String(round(value, step))]);
  }
  function number() {
    const [low, high] = box;
    const span = [high[0] - low[0], high[1] - low[1]];
    const seen = [
      [low[0] + (port[0] / home[2]) * span[0], low[0] + ((port[0] + port[2]) / home[2]) * span[0]],
      [high[1] - ((port[1] + port[3]) / home[3]) * span[1], high[1] - (port[1] / home[3]) * span[1]],
    ];
    outer.querySelectorAll(".tick").forEach((tick) => tick.remove());
    const put = (kind, x, y, text) => {
      const tick = document.createElementNS("http://www.w3.org/2000/svg", "text");
      tick.setAttribute("class", `tick ${kind}`);
      tick.setAttribute("x", x.toFixed(1));
      tick.setAttribute("y", y.toFixed(1));
      tick.textContent = text;
      outer.append(tick);
    };
    for (const [value, text] of ticks(...seen[0])) put("x", ((value - seen[0][0]) / (seen[0][1] - seen[0][0])) * home[2], home[3] + 18, text);
    for (const [value, text] of ticks(...seen[1])) put("y", -8, ((seen[1][1] - value) / (seen[1][1] - seen[1][0])) * home[3] + 4, text);
  }
  const spot = (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(view.getScreenCTM().inverse());
    return [at.x, at.y];
  };
  view.addEventListener("wheel", (event) => {
    event.preventDefault();
    const [x, y] = spot(event);
    const factor = Math.exp(Math.sign(event.deltaY) * 0.25);
    const size = Math.min(Math.max(port[2] * factor, home[2] * 1e-3), home[2]);
    const by = size / port[2];
    place([x - (x - port[0]) * by, y - (y - port[1]) * by, size]);
  }, { passive: false });
  view.addEventListener("pointerdown", (event) => {
    drag = { from: spot(event), moved: false };
  });
  window.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [x, y] = spot(event);
    const by = [x - drag.from[0], y - drag.from[1]];
    if (!drag.moved && Math.hypot(...by) < port[2] * 0.006) return;
    drag.moved = true;
    place([port[0] - by[0], port[1] - by[1], port[2]]);
  });
  window.addEventListener("pointerup", (event) => {
    const moved = drag?.moved;
    const inside = drag !== null;
    drag = null;
    const cell = cellOf(event);
    if (!inside || moved || !cell) return;
    const i = Number(cell.dataset.i);
    pinned = pinned === i ? null : i;
    choose(i);
  });
  view.addEventListener("dblclick", () => place([...home]));

  document.querySelectorAll("button.stage").forEach((button, k) => button.addEventListener("click", () => show(k)));
  chooser.addEventListener("change", () => paint(Number(chooser.value)));
  finder.addEventListener("change", () => {
    const i = Number(finder.value);
    if (finder.value === "" || !Number.isInteger(i) || i < 0 || i >= stages[stage].points.length) return;
    pinned = i;
    choose(i);
  });
  show(stage);
})();
