// The house lights change at once; the form's POST remembers it. Without scripts the page comes back changed.
function light(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-theme-switch] .chip")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
  for (const word of document.querySelectorAll("[data-lights]")) {
    word.textContent = { light: "up", dark: "down", auto: "as the device" }[theme];
    word.closest("button").value = theme === "light" ? "dark" : "light";
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-switch]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const before = document.documentElement.dataset.theme ?? "auto";
  light(event.submitter.value);
  fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).then(
    (answer) => answer.ok || light(before),
    () => light(before),
  );
});
