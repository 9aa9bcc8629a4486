// What this browser remembers of its viewer's wishes; a browser that keeps nothing is fine too.
const PREFIX = "matinee.player.";

export function recall(name, otherwise) {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + name));
    return kept ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // private windows may keep nothing
  }
}
