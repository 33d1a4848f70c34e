// Before anything is drawn: the chosen look, so that nobody who works in the dark is dazzled while the app loads.
(() => {
  const chosen = localStorage.getItem("bihuan.theme");
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  const language = localStorage.getItem("bihuan.language") || navigator.language;
  document.documentElement.lang = language.startsWith("en") ? "en" : "zh-CN";
})();
