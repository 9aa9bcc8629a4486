// "/" goes to the search field. <html data-keys="off"> switches single-key shortcuts off (WCAG 2.1.4).
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.documentElement.dataset.keys === "off") return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = [...document.querySelectorAll("[data-search-key]")].find((one) => one.offsetParent);
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
