/* Light or dark: as the system has it until a reader chooses; the choice is kept on this device where it can be. */
(function () {
  "use strict";
  var root = document.documentElement, KEY = "retret-theme";

  function kept() {
    try { return localStorage.getItem(KEY); } catch (closed) { return null; }
  }

  function keep(theme) {
    try { localStorage.setItem(KEY, theme); } catch (closed) { return; }
  }

  function shown() {
    return root.dataset.theme || (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  }

  root.classList.add("js");
  if (kept() && !root.dataset.theme) root.dataset.theme = kept();
  document.querySelectorAll("button.theme").forEach(function (button) {
    button.setAttribute("aria-pressed", String(shown() === "dark"));
    button.addEventListener("click", function () {
      root.dataset.theme = shown() === "dark" ? "light" : "dark";
      button.setAttribute("aria-pressed", String(shown() === "dark"));
      keep(root.dataset.theme);
      document.dispatchEvent(new Event("retret:theme"));
    });
  });
})();
