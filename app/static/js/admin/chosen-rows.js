// The box above a column ticks them all; the bar below says how many are chosen and leaves when none is.
function boxes() {
  return [...document.querySelectorAll(".action-checkbox")];
}

function tell() {
  const all = boxes();
  const chosen = all.filter((box) => box.checked).length;
  const bar = document.querySelector("[data-selection]");
  const head = document.querySelector("[data-all]");
  if (!bar) return;
  bar.hidden = chosen === 0;
  bar.querySelector(".selection-bar__count").textContent = `${chosen} chosen`;
  if (head) {
    head.checked = chosen > 0 && chosen === all.length;
    head.indeterminate = chosen > 0 && chosen < all.length;
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) boxes().forEach((box) => (box.checked = event.target.checked));
  if (event.target.matches("[data-all], .action-checkbox")) tell();
});
document.addEventListener("htmx:after:swap", tell);
tell();
