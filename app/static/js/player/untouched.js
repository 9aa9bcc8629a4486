// How many episodes began by themselves since somebody last did anything: after three, the next one asks.
const NAME = "matinee.untouched";
const MOST = 3;

export function watchForSomebody() {
  for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, () => sessionStorage.removeItem(NAME));
}

export function isSomebodyThere() {
  return count() < MOST;
}

export function countUntouched() {
  sessionStorage.setItem(NAME, count() + 1);
}

function count() {
  return Number(sessionStorage.getItem(NAME)) || 0;
}
