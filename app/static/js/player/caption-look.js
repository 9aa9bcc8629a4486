// How captions look, kept for the profile, and how much later or earlier they come, kept for this film.
import { recall, remember } from "./memory.js";

const MOST_S = 30;

export class CaptionLook {
  constructor(player) {
    this.player = player;
    this.dialog = player.part("look");
    this.form = player.part("look-form");
    this.kept = `sync.${player.dataset.progress}`;
    this.lateS = Number(recall(this.kept, 0)) || 0;
    this.shifts = new WeakMap();
    this.form.addEventListener("change", () => this.choose());
    this.form.addEventListener("reset", () => setTimeout(() => this.choose()));
    for (const button of this.form.querySelectorAll("[data-later]")) {
      button.addEventListener("click", () => this.shift(Number(button.dataset.later)));
    }
    for (const track of player.querySelectorAll("track")) track.addEventListener("load", () => this.move(track.track));
    this.dialog.addEventListener("close", () => player.querySelector("[data-menu-of=captions] > button").focus());
    this.show();
  }

  open() {
    this.dialog.showModal();
  }

  choose() {
    const look = new FormData(this.form);
    for (const [name, value] of look) {
      if (name !== "csrf_token") this.player.setAttribute(`data-caption-${name}`, value);
    }
    fetch(this.form.action, { method: "POST", body: new URLSearchParams(look), redirect: "manual" }).catch(() => {}); // the next choice says it
  }

  shift(by) {
    const lateS = by ? Math.round((this.lateS + by) * 10) / 10 : 0;
    this.lateS = Math.min(MOST_S, Math.max(-MOST_S, lateS));
    remember(this.kept, this.lateS || undefined);
    for (const track of this.player.captions.tracks) this.move(track);
    this.show();
  }

  // Cues are moved themselves, so that the small window's own captions follow too.
  move(track) {
    const by = this.lateS - (this.shifts.get(track) ?? 0);
    if (!by || !track.cues?.length) return;
    this.shifts.set(track, this.lateS);
    for (const cue of [...track.cues]) {
      [cue.startTime, cue.endTime] = [Math.max(0, cue.startTime + by), Math.max(0, cue.endTime + by)];
    }
  }

  show() {
    const { lateS } = this;
    const said = lateS ? `${Math.abs(lateS).toFixed(1)} s ${lateS > 0 ? "later" : "earlier"}` : "As they are";
    this.player.part("late").textContent = said;
  }
}
