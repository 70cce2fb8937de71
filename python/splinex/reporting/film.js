"use strict";
// Plays the snapshots of a partition: one canvas for each panel, a slider, and the counts below.
(() => {
  const film = JSON.parse(document.getElementById("film").textContent);
  const slider = document.getElementById("step");
  const button = document.getElementById("play");
  const name = document.getElementById("name");
  const [width, height] = film.size;
  const n = film.steps.length;
  let timer = null;

  const panels = Array.from({ length: film.panels }, () => {
    const box = document.createElement("figure");
    const title = document.createElement("figcaption");
    const canvas = document.createElement("canvas");
    box.append(title, canvas);
    document.getElementById("panels").append(box);
    return { title, canvas };
  });

  const trace = (pen, corners) => {
    pen.beginPath();
    for (let c = 0; c < corners.length; c += 2) pen.lineTo(corners[c] / film.grid, corners[c + 1] / film.grid);
    pen.closePath();
  };

  // `first` is the picture of the first layer, whose edges lie above those of later ones; null in its own panel.
  function draw(panel, picture, first) {
    const { canvas, title } = panel;
    const scale = (canvas.clientWidth * devicePixelRatio) / width || 1;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    title.textContent = picture.title;
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    pen.lineJoin = "round";
    pen.lineWidth = Math.min(0.8, 16 / Math.sqrt(picture.corners.length));
    picture.corners.forEach((corners, k) => {
      if (!corners.length) return;
      trace(pen, corners);
      pen.fillStyle = film.palette[picture.colours[k]];
      pen.fill();
      pen.strokeStyle = "#0b0d14";
      pen.stroke();
    });
    if (first) {
      pen.lineWidth = Math.min(1.8, 24 / Math.sqrt(first.corners.length));
      first.corners.filter((corners) => corners.length).forEach((corners) => {
        trace(pen, corners);
        pen.stroke();
      });
    }
    const [places, classes, colours] = film.dots;
    places.forEach(([x, y], k) => {
      pen.beginPath();
      pen.arc(x, y, 4, 0, 2 * Math.PI);
      pen.fillStyle = colours[classes[k] % colours.length];
      pen.fill();
      pen.lineWidth = 0.9;
      pen.strokeStyle = "#1b1d2a";
      pen.stroke();
    });
  }

  // The counts as lines, with a mark at the snapshot that is shown.
  const ns = "http://www.w3.org/2000/svg";
  const chart = document.createElementNS(ns, "svg");
  chart.setAttribute("class", "curves");
  chart.setAttribute("viewBox", "0 0 720 170");
  const most = Math.max(1, ...Object.values(film.curves).flat());
  const x = (i) => 46 + (n > 1 ? (i / (n - 1)) * 660 : 330);
  const y = (count) => 140 - (count / most) * 120;
  const put = (kind, attributes, text) => {
    const node = document.createElementNS(ns, kind);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    chart.append(node);
    return node;
  };
  put("text", { class: "tick y", x: 40, y: y(most) + 4 }, most.toLocaleString("en"));
  put("text", { class: "tick y", x: 40, y: y(0) + 4 }, "0");
  put("line", { class: "grid", x1: 46, x2: 706, y1: y(0), y2: y(0) });
  Object.entries(film.curves).forEach(([layer, counts], k) => {
    put("polyline", { class: `curve k${k % 3}`, points: counts.map((count, i) => `${x(i)},${y(count)}`).join(" ") });
    put("text", { class: `label k${k % 3}`, x: 46 + 220 * k, y: 164 }, `regions after ${layer}`);
  });
  const mark = put("line", { class: "mark", y1: 14, y2: 140, x1: 0, x2: 0 });
  document.getElementById("curves").append(chart);

  function show(i) {
    slider.value = String(i);
    name.textContent = `step ${film.steps[i]}`;
    film.pictures[i].forEach((picture, k) => draw(panels[k], picture, k && film.first ? film.pictures[i][0] : null));
    mark.setAttribute("x1", x(i));
    mark.setAttribute("x2", x(i));
  }
  function stop() {
    clearInterval(timer);
    timer = null;
    button.textContent = "play";
    button.setAttribute("aria-pressed", "false");
  }
  button.addEventListener("click", () => {
    if (timer !== null) return stop();
    if (Number(slider.value) >= n - 1) show(0);
    button.textContent = "pause";
    button.setAttribute("aria-pressed", "true");
    timer = setInterval(() => {
      const i = Number(slider.value);
      if (i >= n - 1) return stop();
      show(i + 1);
    }, 1000 / film.fps);
  });
  slider.max = String(n - 1);
  slider.addEventListener("input", () => {
    stop();
    show(Number(slider.value));
  });
  addEventListener("resize", () => show(Number(slider.value)));
  show(0);
})();
