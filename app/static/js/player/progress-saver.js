// Saves the place every 10 s, and at each moment that may be the last. Beats are numbered: a late one never wins.
const EVERY_MS = 10_000;

export function saveProgress(player) {
  const saver = new Saver(player);
  const { video } = player;
  video.addEventListener("playing", () => saver.begin(), { once: true });
  setInterval(() => video.paused || saver.beat(), EVERY_MS);
  for (const name of ["pause", "seeked", "ended"]) video.addEventListener(name, () => saver.beat());
  document.addEventListener("visibilitychange", () => document.hidden && saver.last());
  window.addEventListener("pagehide", () => saver.last());
}

class Saver {
  constructor(player) {
    this.player = player;
    this.sequence = 0;
    this.saved = null;
    this.isOpen = false;
  }

  // Nothing is said before anything was seen.
  begin() {
    this.isOpen = true;
  }

  body() {
    const { dataset, duration, video } = this.player;
    const place = Math.max(0, Math.min(video.currentTime, duration));
    if (!this.isOpen || !Number.isFinite(place) || place === this.saved) return null;
    this.saved = place;
    this.sequence += 1;
    const facts = { playback: dataset.playback, sequence: this.sequence, position_s: place.toFixed(3), duration };
    return new URLSearchParams({ csrf_token: dataset.csrf, ...facts });
  }

  async beat() {
    const body = this.body();
    if (!body) return;
    try {
      const answer = await fetch(this.player.dataset.progress, { method: "POST", body, redirect: "manual" });
      if (answer.status === 409 || answer.status === 404) this.stop(answer.status);
    } catch {
      this.saved = null; // offline: the next beat says it
    }
  }

  // A beacon outlives the page.
  last() {
    const body = this.body();
    if (body) navigator.sendBeacon(this.player.dataset.progress, body);
  }

  stop(status) {
    this.isOpen = false;
    this.player.video.pause();
    this.player.faults.show("seat", status === 404 ? 404 : 409);
  }
}
