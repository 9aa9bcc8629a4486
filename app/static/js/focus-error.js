// After a form came back with 422: the focus goes to its summary, else to the first bad field.
function focusFirst(root) {
  const summary = root.querySelector("[data-focus-first]");
  const field = root.querySelector("[aria-invalid=true]");
  (summary ?? field)?.focus();
}

if (document.querySelector("[data-focus-first]")) focusFirst(document);

document.addEventListener("htmx:after:swap", (event) => {
  const status = event.detail?.ctx?.response?.status ?? event.detail?.ctx?.response?.raw?.status;
  if (status === 422) focusFirst(document.querySelector("main") ?? document);
});

// A summary's link moves into the field itself, not merely near it.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".form-summary__link");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.scrollIntoView({ block: "center" });
});
