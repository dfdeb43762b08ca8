/* The unit finder of every page and the filter of the home page. Works from disk; no request, no library. */
(function () {
  "use strict";
  var MOST = 12;

  function plain(text) {
    return text.toLowerCase().normalize("NFD").replace(/[^a-z0-9]/g, "");
  }

  function words(text) {
    return text.toLowerCase().normalize("NFD").split(/\s+/).map(plain).filter(Boolean);
  }

  function matches(hay, query) {
    var whole = plain(query);
    if (!whole) return false;
    return hay.indexOf(whole) >= 0 || words(query).every(function (word) { return hay.indexOf(word) >= 0; });
  }

  /* Other names by which a unit goes. */
  function other(unit) {
    return (unit[5] || []).map(plain).join(" ");
  }

  function rank(unit, query) {
    var name = words(unit[1]), whole = plain(query), last = name.slice(1).join("");
    if (plain(unit[0]) === whole || name.join("") === whole || last === whole || (unit[5] || []).map(plain).indexOf(whole) >= 0) return 0;
    if (last.indexOf(whole) === 0 || name.some(function (word) { return word.indexOf(whole) === 0; })) return 1;
    return 2;
  }

  function find(query) {
    return (window.RETRET_UNITS || [])
      .filter(function (unit) { return matches(plain(unit[1] + unit[2]) + " " + plain(unit[0]) + " " + other(unit), query); })
      .map(function (unit, place) { return { unit: unit, rank: rank(unit, query), place: place }; })
      .sort(function (a, b) { return a.rank - b.rank || a.place - b.place; })
      .map(function (one) { return one.unit; });
  }

  function entry(unit, root) {
    var item = document.createElement("li"), link = document.createElement("a"), small = document.createElement("small");
    link.href = root + unit[4];
    link.textContent = unit[1];
    small.textContent = unit[2] + (unit[3] ? " · " + unit[3] : "") + " · " + unit[0];
    link.appendChild(small);
    item.appendChild(link);
    return item;
  }

  function headFinder(form) {
    var input = form.querySelector("input"), list = form.querySelector(".found"), status = form.querySelector("[role=status]");

    function close() { list.hidden = true; }

    function show() {
      var query = input.value, found = find(query), rest = found.length - MOST;
      list.textContent = "";
      if (!plain(query)) { status.textContent = ""; return close(); }
      found.slice(0, MOST).forEach(function (unit) { list.appendChild(entry(unit, form.dataset.root)); });
      if (rest > 0 || !found.length) {
        var more = document.createElement("li");
        more.className = "rest";
        more.textContent = found.length ? form.dataset.more.replace("#", rest) : form.dataset.none;
        list.appendChild(more);
      }
      status.textContent = found.length ? form.dataset.some.replace("#", found.length) : form.dataset.none;
      list.hidden = false;
    }

    function step(by) {
      var links = Array.prototype.slice.call(list.querySelectorAll("a")), at = links.indexOf(document.activeElement) + by;
      if (list.hidden || !links.length) return;
      if (at < 0) input.focus();
      else links[Math.min(at, links.length - 1)].focus();
    }

    input.addEventListener("input", show);
    input.addEventListener("focus", function () { if (plain(input.value)) show(); });
    form.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown") { event.preventDefault(); step(1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); step(-1); }
      else if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); input.focus(); list.hidden = true; }
    });
    form.addEventListener("submit", function (event) {
      var first = list.querySelector("a");
      if (!plain(input.value)) event.preventDefault();
      else if (first && !list.hidden) { event.preventDefault(); window.location.href = first.href; }
    });
    form.addEventListener("focusout", function (event) {
      if (!form.contains(event.relatedTarget)) close();
    });
  }

  function tableFilter(section) {
    var box = section.querySelector(".filter"), input = box.querySelector("input"), status = box.querySelector("[role=status]");
    var details = section.querySelector("details"), form = document.querySelector("form.finder");
    var rows = Array.prototype.slice.call(section.querySelectorAll("tbody tr"));
    var hay = rows.map(function (row) { return plain(row.textContent); });

    function filter() {
      var query = plain(input.value), shown = 0;
      rows.forEach(function (row, place) {
        row.hidden = Boolean(query) && !matches(hay[place], input.value);
        if (!row.hidden) shown += 1;
      });
      if (query) details.open = true;
      status.textContent = !query ? "" : shown ? form.dataset.some.replace("#", shown) : form.dataset.none;
    }

    input.addEventListener("input", filter);
    var asked = new URLSearchParams(window.location.search).get("q");
    if (asked) { input.value = asked; filter(); }
  }

  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || at.isContentEditable) return;
    event.preventDefault();
    document.getElementById("find-unit").focus();
  });
  document.querySelectorAll("form.finder").forEach(headFinder);
  document.querySelectorAll("section.units").forEach(tableFilter);
})();
