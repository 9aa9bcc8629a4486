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

// What the line bore, in bits a second, for the house: it names the first pieces of the next film by it.
export function rememberLine(bps) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `line=${Math.round(bps)}; path=/watch; max-age=31536000; samesite=lax${secure}`;
}
