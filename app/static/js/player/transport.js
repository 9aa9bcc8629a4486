// Play, pause, ten seconds either way, full screen, picture in picture, and the times beside them.
import { SPEEDS } from "./choices.js";
import { spoken, timecode } from "./clock.js";
import { face } from "./icons.js";
import { clockTime } from "./sleep-timer.js";
import { soon } from "./soon.js";

const STEP_S = 10;
const WAIT_MS = 300;
const TWICE_MS = 500; // whoever pressed Play twice means it once
const WORTH_SAYING_S = 60;
const SHORT_OF_EDGE_S = 1; // nearer to the end of what is there, hls.js waits for the piece that is still to come

export class Transport {
  constructor(player) {
    this.player = player;
    this.video = player.video;
    const acts = { play: "toggle", back: "back", on: "on", full: "fullScreen", pip: "pictureInPicture" };
    for (const [act, name] of Object.entries(acts)) player.button(act).addEventListener("click", () => this[name]());
    player.button("pip").hidden = !document.pictureInPictureEnabled;
    player.part("picture").addEventListener("click", (event) => this.pressed(event));
    for (const name of ["play", "pause", "ended"]) this.video.addEventListener(name, () => this.showState());
    for (const name of ["timeupdate", "durationchange", "seeked", "ratechange"]) this.video.addEventListener(name, () => this.showTimes());
    document.addEventListener("fullscreenchange", () => this.showFullScreen());
    this.showWaiting();
    soon(this.video, () => (this.hasMoved = true));
  }

  toggle() {
    if (this.video.paused) this.video.play().catch(() => {});
    else this.video.pause();
  }

  back() {
    this.seek(this.video.currentTime - STEP_S);
  }

  on() {
    this.seek(this.video.currentTime + STEP_S);
  }

  seek(seconds) {
    const { isGrowing } = this.player;
    const end = Math.max(0, isGrowing ? this.video.duration - SHORT_OF_EDGE_S : this.player.duration - 0.1);
    const place = Math.min(Math.max(0, seconds), end);
    this.video.currentTime = place;
    this.player.announce(seconds > end && isGrowing ? `Prepared up to ${spoken(end)}` : spoken(place));
  }

  // A press on the picture plays or pauses; fingers have ways of their own.
  pressed(event) {
    if (event.target.closest("[data-fault]") || performance.now() < this.player.shownAt + TWICE_MS) return;
    if (event.pointerType === "touch" || matchMedia("(hover: none)").matches) return this.player.touch.tapped(event);
    this.toggle();
  }

  // One frame either way, while it is paused.
  step(frames) {
    if (!this.video.paused) return;
    this.video.currentTime = Math.max(0, this.video.currentTime + frames / (Number(this.player.dataset.fps) || 25));
    this.player.announce(`${frames > 0 ? "Next" : "Previous"} frame`);
  }

  faster(by) {
    const at = SPEEDS.findIndex((rate) => rate >= this.video.playbackRate);
    const rate = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))];
    this.video.playbackRate = this.video.defaultPlaybackRate = rate;
    this.player.announce(`Speed ${rate}`);
  }

  async fullScreen() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else if (this.player.requestFullscreen) await this.player.requestFullscreen().catch(() => {});
    else this.video.webkitEnterFullscreen?.();
  }

  async pictureInPicture() {
    if (document.pictureInPictureElement) await document.exitPictureInPicture();
    else await this.video.requestPictureInPicture().catch(() => {});
  }

  showState() {
    const paused = this.video.paused;
    face(this.player.button("play"), paused ? "play" : "pause", paused ? "Play" : "Pause");
    this.player.toggleAttribute("data-playing", !paused);
    if (!this.video.ended) this.player.announce(paused ? "Paused" : "Playing");
  }

  showFullScreen() {
    const full = Boolean(document.fullscreenElement);
    face(this.player.button("full"), full ? "minimize" : "maximize", full ? "Leave full screen" : "Full screen");
  }

  showTimes() {
    const { duration, video } = this.player;
    this.player.part("now").textContent = timecode(video.currentTime);
    this.player.part("whole").textContent = timecode(duration);
    const leftS = Math.max(0, duration - video.currentTime);
    this.player.part("left").textContent = `−${timecode(leftS)}`;
    // The first time of day that a browser is asked for takes it 20 ms: not before the first picture.
    const endsAt = Date.now() + (leftS / video.playbackRate) * 1000;
    this.player.part("ends").textContent = this.hasMoved && leftS >= WORTH_SAYING_S ? `ends at ${clockTime(endsAt)}` : "";
  }

  // Nothing turns before 300 ms.
  showWaiting() {
    let soon;
    const ring = this.player.part("waiting");
    this.video.addEventListener("waiting", () => (soon = setTimeout(() => (ring.hidden = false), WAIT_MS)));
    for (const name of ["playing", "canplay", "pause", "error"]) {
      this.video.addEventListener(name, () => {
        clearTimeout(soon);
        ring.hidden = true;
      });
    }
  }
}
