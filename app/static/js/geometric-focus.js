// Arrow keys move the focus to the nearest link in that direction: inside a shelf, and between shelves.
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STARTS = ".card__link, .episode__link, .gate__profile, .how-long__answer, .hero__actions > *, .nav__link, .shelf__lead a";
const KEEPS = "input, select, textarea, [contenteditable], dialog, [role=slider], .player";

const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];

function distance(from, to, [dx, dy]) {
  const [fx, fy] = middle(from);
  const [tx, ty] = middle(to);
  const along = (tx - fx) * dx + (ty - fy) * dy;
  const across = Math.abs((tx - fx) * dy) + Math.abs((ty - fy) * dx);
  const sameRow = Math.abs(ty - fy) < Math.max(from.height, to.height) / 2;
  const level = Math.abs(ty - fy) < Math.min(from.height, to.height) / 2; // cards of one row differ by a line of text
  if (along < 4 || (dx ? !sameRow : level)) return Infinity;
  return dx ? along : along * 3 + across;
}

function nearest(start, step) {
  const from = start.getBoundingClientRect();
  let best = null;
  let least = Infinity;
  for (const other of document.querySelectorAll(STARTS)) {
    const box = other.getBoundingClientRect();
    if (other === start || !box.width) continue;
    const far = distance(from, box, step);
    if (far < least) [best, least] = [other, far];
  }
  return best;
}

document.addEventListener("keydown", (event) => {
  const step = STEP[event.key];
  const start = document.activeElement;
  if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!start?.matches(STARTS) || start.closest(KEEPS)) return;
  const next = nearest(start, step);
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
});
