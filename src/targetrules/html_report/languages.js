"use strict";
// The buttons of a published report: which of its two languages is shown.
(() => {
  const root = document.documentElement;
  const buttons = [...document.querySelectorAll("[data-language-of]")];
  const titles = JSON.parse(document.getElementById("data").textContent);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      root.lang = root.dataset.language = button.lang;
      document.title = titles[Number(button.dataset.languageOf)];
      for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
    });
  }
})();
