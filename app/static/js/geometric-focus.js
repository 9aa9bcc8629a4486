// Arrow keys move the focus to the nearest link in that direction: inside a shelf, and between shelves.
import { nearest, STEP } from "./geometry.js";

const STARTS = ".card__link, .episode__link, .gate__profile, .how-long__answer, .hero__actions > *, .nav__link, .shelf__lead a";
const KEEPS = "input, select, textarea, [contenteditable], dialog, [role=slider], .player";

document.addEventListener("keydown", (event) => {
  const step = STEP[event.key];
  const start = document.activeElement;
  if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!start?.matches(STARTS) || start.closest(KEEPS)) return;
  const next = nearest(start, document.querySelectorAll(STARTS), step);
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
});
