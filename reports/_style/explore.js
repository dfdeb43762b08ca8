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

  function unpacked(spec, figure) {
    var titles = Array.prototype.map.call(figure.querySelectorAll("svg.chart > * title"), function (one) { return one.textContent; });
    spec.data.forEach(function (trace) {
      Object.keys(trace.marker).forEach(function (key) { trace.marker[key] = list(trace.marker[key]); });
      if (trace.text === "titles") trace.text = titles;
    });
    spec.layout.shapes = (spec.layout.shapes || []).map(function (shape) {
      return shape.type ? shape : Object.assign({ type: "rect", layer: "below", line: { width: 0 } }, shape);
    });
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
    var spec = JSON.parse(figure.querySelector("script.spec").textContent), style = getComputedStyle(document.documentElement);
    var plot = document.createElement("div"), rows = spec.layout.yaxis.type === "category" ? spec.data[0].y.length : 0;
    spec = colours(unpacked(spec, figure), style);
    plot.className = "plot";
    figure.querySelector(".canvas").after(plot);
    return window.Plotly.newPlot(plot, spec.data, layout(spec, style, rows), {
      responsive: true, displaylogo: false, locale: indonesian ? "id" : "en", locales: { id: LOCALE },
      modeBarButtons: [["zoomIn2d", "zoomOut2d", "resetScale2d", "toImage"]]
    });
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
    if (window.DecompressionStream) wire(figure);
    else figure.querySelector("button.explore").remove();
  });
})();
