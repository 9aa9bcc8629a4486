// Saves the place every 10 s, and at each moment that may be the last. Beats are numbered: a late one never wins.
import { recall, remember } from "./memory.js";
import { isSignedOut } from "./opening.js";

const EVERY_MS = 10_000;
const UNSENT = "unsent"; // by the address they are for, the last of each

export class ProgressSaver {
  constructor(player) {
    this.player = player;
    this.sequence = 0;
    this.saved = null;
    this.isOpen = false;
    const { video } = player;
    video.addEventListener("playing", () => this.begin(), { once: true });
    setInterval(() => video.paused || this.beat(), EVERY_MS);
    for (const name of ["pause", "seeked", "ended"]) video.addEventListener(name, () => this.beat());
    document.addEventListener("visibilitychange", () => document.hidden && this.last());
    window.addEventListener("pagehide", () => this.last());
    window.addEventListener("online", () => this.sendLater());
    this.sendLater();
  }

  // Nothing is said before anything was seen. A page that was fetched ahead has no playback yet.
  async begin() {
    this.isOpen = Boolean(this.player.dataset.playback || (await this.player.opening.again()));
  }

  facts() {
    const { dataset, duration, video } = this.player;
    const place = Math.max(0, Math.min(video.currentTime, duration));
    if (!this.isOpen || !video.readyState || !Number.isFinite(place) || place === this.saved) return null;
    this.saved = place;
    this.sequence += 1;
    return { playback: dataset.playback, sequence: this.sequence, position_s: place.toFixed(3), duration };
  }

  async beat() {
    const facts = this.facts();
    if (!facts) return;
    const answer = await this.send(this.player.dataset.progress, facts);
    if (!answer) this.saved = null; // offline: the next beat says it
    else if (answer.status === 409) this.overtaken((await answer.json()).ended);
    else if (isSignedOut(answer)) this.stop("signed-out", 401);
    else if (answer.status === 404) this.stop("seat", 404);
  }

  // The answer, or null without a network: then it is kept, and sent when there is one, or from the next film's page.
  async send(address, facts) {
    const unsent = recall(UNSENT, {});
    try {
      const body = new URLSearchParams({ csrf_token: this.player.dataset.csrf, ...facts });
      const answer = await fetch(address, { method: "POST", body, redirect: "manual" });
      if (unsent[address]) remember(UNSENT, { ...unsent, [address]: undefined });
      return answer;
    } catch {
      remember(UNSENT, { ...unsent, [address]: facts });
      return null;
    }
  }

  sendLater() {
    for (const [address, facts] of Object.entries(recall(UNSENT, {}))) this.send(address, facts);
  }

  // A beacon outlives the page.
  last() {
    const facts = this.facts();
    if (!facts) return;
    const { csrf, progress } = this.player.dataset;
    if (!navigator.onLine) remember(UNSENT, { ...recall(UNSENT, {}), [progress]: facts });
    else navigator.sendBeacon(progress, new URLSearchParams({ csrf_token: csrf, ...facts }));
  }

  // Where the newer one has ended, whoever goes on here is the newest.
  async overtaken(why) {
    if (why === "aside" && (await this.player.opening.again())) return;
    if (why !== "aside") this.stop(why || "seat", 409);
  }

  stop(why, code) {
    this.isOpen = false;
    this.player.video.pause();
    this.player.faults.show(why, code);
  }
}
