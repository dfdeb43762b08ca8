/* Opens the interactive chart of a figure: plotly is loaded once, from this folder, when a reader first asks. */
(function () {
  "use strict";
  var here = document.currentScript.src.replace(/explore\.js[^/]*$/, "");
  var indonesian = document.documentElement.lang === "id";
  var loading = null;

  var LOCALE = {
    moduleType: "locale",
    name: "id",
    dictionary: {
      "Download plot as a PNG": "Simpan sebagai gambar", "Download plot": "Simpan sebagai gambar", "Zoom": "Perbesar bidang",
      "Zoom in": "Perbesar", "Zoom out": "Perkecil", "Pan": "Geser", "Reset axes": "Kembali ke semula", "Autoscale": "Skala otomatis",
      "Double-click to zoom back out": "Klik dua kali untuk kembali", "Taking snapshot - this may take a few seconds": "Menyimpan gambar",
      "Snapshot succeeded": "Gambar tersimpan", "Sorry, there was a problem downloading your snapshot!": "Gambar tidak dapat disimpan"
    },
    format: {
      days: ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"],
      shortDays: ["Min", "Sen", "Sel", "Rab", "Kam", "Jum", "Sab"],
      months: ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"],
      shortMonths: ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
      date: "%-d %B %Y", dateTime: "%-d %B %Y", decimal: ",", thousands: ".", grouping: [3]
    }
  };

  function run(address) {
    return new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = address;
      script.onload = done;
      script.onerror = failed;
      document.head.appendChild(script);
    });
  }

  /* What publish/chart_library.py packed: the bundle as text, in two fifths of its bytes. */
  function bundle() {
    var bytes = Uint8Array.from(atob(window.retretPlotly), function (one) { return one.charCodeAt(0); });
    delete window.retretPlotly;
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).blob();
  }

  function load() {
    loading = loading || run(here + "plotly.packed.js").then(bundle).then(function (code) {
      return run(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
    });
    return loading;
  }

  /* What display/packed.py packed: lists that hardly vary, texts that the drawing tells, what all bands are. */
  function list(value) {
    if (!value || typeof value !== "object" || Array.isArray(value) || !("of" in value)) return value;
    var whole = new Array(value.n).fill(value.of);
    Object.keys(value.but || {}).forEach(function (place) { whole[place] = value.but[place]; });
    return whole;
  }

  var SERIES = { type: "scatter", mode: "lines+markers", hovertemplate: "%{text}<extra></extra>", connectgaps: false, line: { color: "--ink", width: 1.5 } };
  var NOTE = { y: 1, yref: "paper", showarrow: false, xanchor: "left", yanchor: "bottom", font: { color: "--accent" } };

  function copy(plain) { return JSON.parse(JSON.stringify(plain)); }

  function days(value) {
    if (!value.day) return value;
    var at = Date.parse(value.day);
    return [value.day].concat(value.after.map(function (gap) { return new Date(at += gap * 864e5).toISOString().slice(0, 10); }));
  }

  function shape(value) {
    if (!Array.isArray(value)) return value;
    var axis = value[1], other = axis === "x" ? "y" : "x", band = { type: "rect", layer: "below", line: { width: 0 }, fillcolor: value[0] };
    band[axis + "0"] = value[2];
    band[axis + "1"] = value[3];
    band[other + "ref"] = "paper";
    band[other + "0"] = 0;
    band[other + "1"] = 1;
    return band;
  }

  function texts(figure, places) {
    return Array.prototype.map.call(figure.querySelectorAll(places), function (one) { return one.textContent; });
  }

  /* What the rows of the table beside a drawing tell: the period, and its value with its unit where it is not kept back. */
  function told(figure, unit) {
    return Array.prototype.map.call(figure.querySelectorAll(".data tbody tr"), function (row) {
      var first = row.cells[0].textContent, second = row.cells[1];
      return second.className === "withheld" ? first : first + ": " + second.textContent + unit;
    });
  }

  function unpacked(spec, figure) {
    spec.data = spec.data.map(function (trace) { return trace.as === "series" ? Object.assign(copy(SERIES), trace) : trace; });
    spec.data.forEach(function (trace) {
      Object.keys(trace).forEach(function (key) { if (trace[key] === "first") trace[key] = copy(spec.data[0][key]); });
    });
    spec.data.forEach(function (trace) {
      delete trace.as;
      trace.x = days(trace.x);
      Object.keys(trace.marker).forEach(function (key) { trace.marker[key] = list(trace.marker[key]); });
      if (trace.y === "rows") trace.y = texts(figure, ".data tbody th");
      if (trace.text === "titles") trace.text = texts(figure, "svg.chart > * title");
      else if (trace.text && trace.text.rows !== undefined) trace.text = told(figure, trace.text.rows);
    });
    spec.layout.shapes = (spec.layout.shapes || []).map(shape);
    if (spec.layout.annotations) spec.layout.annotations = spec.layout.annotations.map(function (note) { return Object.assign(copy(NOTE), note); });
    if (spec.layout.yaxis.type === "category") Object.assign(spec.layout.yaxis, { tickmode: "array", tickvals: spec.data[0].y });
    return spec;
  }

  function colours(value, style) {
    if (typeof value === "string") return value.indexOf("--") === 0 ? style.getPropertyValue(value).trim() : value;
    if (Array.isArray(value)) return value.map(function (one) { return colours(one, style); });
    if (value && typeof value === "object") {
      Object.keys(value).forEach(function (key) { value[key] = colours(value[key], style); });
    }
    return value;
  }

  function axis(own, style) {
    var title = own.title ? { title: { text: own.title.text, font: { size: 12, color: style.getPropertyValue("--soft").trim() } } } : {};
    return Object.assign({ gridcolor: style.getPropertyValue("--line").trim(), zeroline: false, automargin: true }, own, title);
  }

  function layout(spec, style, rows) {
    var own = spec.layout;
    return Object.assign({
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", showlegend: false, separators: indonesian ? ",." : ".,",
      font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: style.getPropertyValue("--ink").trim() },
      margin: { l: 8, r: 12, t: 30, b: 40 }, height: Math.max(340, rows * 30 + 120), dragmode: "pan",
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", traceorder: "normal" }, hoverlabel: { bgcolor: style.getPropertyValue("--paper").trim(), font: { color: style.getPropertyValue("--ink").trim() } }
    }, own, { xaxis: axis(own.xaxis, style), yaxis: axis(own.yaxis, style) });
  }

  function draw(figure) {
    var spec = figureOf(figure), style = getComputedStyle(document.documentElement);
    var plot = document.createElement("div"), rows = spec.layout.yaxis.type === "category" ? spec.data[0].y.length : 0;
    spec = colours(spec, style);
    plot.className = "plot";
    figure.querySelector(".canvas").after(plot);
    return window.Plotly.newPlot(plot, spec.data, layout(spec, style, rows), {
      responsive: true, displaylogo: false, locale: indonesian ? "id" : "en", locales: { id: LOCALE },
      modeBarButtons: [["zoomIn2d", "zoomOut2d", "resetScale2d", "toImage"]]
    });
  }

  function figureOf(figure) { return unpacked(JSON.parse(figure.querySelector("script.spec").textContent), figure); }

  /* A pointer or a finger near a point of a series tells its period and value, as the row of the table does. */
  function tell(figure) {
    var svg = figure.querySelector("svg.control"), dots = svg && svg.querySelector(".points");
    if (!dots) return;
    var tip = document.createElement("p"), places = dots.getAttribute("d").slice(1).split("M").map(function (one) { return one.split(/[ h]/).map(Number); });
    var labels = null;
    tip.className = "tip";
    tip.hidden = true;
    tip.setAttribute("aria-hidden", "true");
    svg.after(tip);

    function show(event) {
      var grid = svg.getScreenCTM(), x = (event.clientX - grid.e) / grid.a, nearest = 0;
      places.forEach(function (place, at) { if (Math.abs(place[0] - x) < Math.abs(places[nearest][0] - x)) nearest = at; });
      tip.hidden = Math.abs(places[nearest][0] - x) > 24;
      if (tip.hidden) return;
      if (!labels) {
        var trace = figureOf(figure).data[0];
        labels = trace.text.filter(function (_, at) { return trace.y[at] !== null; });
      }
      tip.textContent = labels[nearest];
      var box = svg.getBoundingClientRect(), left = grid.a * places[nearest][0] + grid.e - box.left;
      tip.style.left = Math.max(0, Math.min(left - tip.offsetWidth / 2, box.width - tip.offsetWidth)) + "px";
      tip.style.top = grid.d * places[nearest][1] + grid.f - box.top - tip.offsetHeight - 10 + "px";
    }

    svg.addEventListener("pointermove", show);
    svg.addEventListener("pointerdown", show);
    /* A finger leaves when it lifts: what it was told stays until it taps elsewhere. */
    svg.addEventListener("pointerleave", function (event) { if (event.pointerType !== "touch") tip.hidden = true; });
    document.addEventListener("pointerdown", function (event) { if (!svg.contains(event.target)) tip.hidden = true; });
  }

  function wire(figure) {
    var button = figure.querySelector("button.explore"), canvas = figure.querySelector(".canvas"), words = button.textContent;

    function toggle() {
      var plot = figure.querySelector(".plot"), open = canvas.hidden;
      if (!plot) return false;
      canvas.hidden = !open;
      plot.hidden = open;
      button.textContent = open ? words : button.dataset.back;
      return true;
    }

    /* Its colours are those of the theme in which it was drawn: another theme, another drawing. */
    document.addEventListener("retret:theme", function () {
      var plot = figure.querySelector(".plot");
      if (!plot) return;
      if (canvas.hidden) toggle();
      window.Plotly.purge(plot);
      plot.remove();
    });
    button.addEventListener("click", function () {
      if (toggle()) return;
      button.disabled = true;
      load().then(function () { return draw(figure); }).then(function () {
        button.disabled = false;
        toggle();
      });
    });
  }

  document.querySelectorAll("figure.fig").forEach(function (figure) {
    if (!figure.querySelector("script.spec")) return;
    tell(figure);
    if (window.DecompressionStream) wire(figure);
    else figure.querySelector("button.explore").remove();
  });
})();
