// Before anything is drawn: the chosen look, so that nobody who works in the dark is dazzled while the app loads.
(() => {
  const device = matchMedia("(prefers-color-scheme: dark)");
  const look = () => {
    const chosen = localStorage.getItem("bihuan.theme") || (device.matches ? "dark" : "light");
    document.documentElement.dataset.theme = chosen === "dark" ? "dark" : "light";
  };
  look();
  // Until somebody chooses, the page goes with the device, also when it turns dark in the evening.
  device.addEventListener("change", look);
  const language = localStorage.getItem("bihuan.language") || navigator.language;
  document.documentElement.lang = language.startsWith("en") ? "en" : "zh-CN";
})();
