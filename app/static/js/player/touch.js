// Fingers on the picture: two quick taps at a side step, a swipe seeks, two fingers fill the screen or let it be.
import { timecode } from "./clock.js";

const DOUBLE_MS = 350;
const SIDE = 0.35; // of the picture's width: where two quick taps go back or on
const SWIPE_PX = 24;
const SWIPE_S = 90; // from one side to the other
const PINCH = 1.15;

export class Touch {
  constructor(player) {
    this.player = player;
    this.picture = player.part("picture");
    this.fingers = new Map();
    this.picture.addEventListener("pointerdown", (event) => event.pointerType === "touch" && this.down(event));
    this.picture.addEventListener("pointermove", (event) => this.fingers.has(event.pointerId) && this.move(event));
    for (const name of ["pointerup", "pointercancel"]) this.picture.addEventListener(name, (event) => this.up(event));
  }

  down(event) {
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY, fromX: event.clientX });
    if (this.fingers.size === 2) this.apart = this.distance;
  }

  move(event) {
    const finger = this.fingers.get(event.pointerId);
    [finger.x, finger.y] = [event.clientX, event.clientY];
    if (this.fingers.size === 2) this.pinch();
    else if (Math.abs(finger.x - finger.fromX) > SWIPE_PX || this.wanted !== undefined) this.swipe(finger.x - finger.fromX);
  }

  get distance() {
    const [one, other] = [...this.fingers.values()];
    return Math.hypot(one.x - other.x, one.y - other.y);
  }

  pinch() {
    this.wanted = undefined;
    const by = this.distance / this.apart;
    if (by > PINCH) this.player.dataset.filled = "";
    else if (by < 1 / PINCH) delete this.player.dataset.filled;
  }

  swipe(by) {
    const { duration, video } = this.player;
    const place = video.currentTime + (by / this.picture.clientWidth) * SWIPE_S;
    this.wanted = Math.min(Math.max(0, place), duration);
    const step = Math.round(this.wanted - video.currentTime);
    this.say(`${timecode(this.wanted)} (${step < 0 ? "−" : "+"}${Math.abs(step)} s)`);
  }

  up(event) {
    if (!this.fingers.delete(event.pointerId) || this.wanted === undefined) return;
    if (event.type === "pointerup") this.player.transport.seek(this.wanted);
    this.wanted = undefined;
    this.swipedAt = event.timeStamp;
    this.say("");
  }

  say(text) {
    const sign = this.player.part("swiped");
    sign.textContent = text;
    sign.hidden = !text;
  }

  // A finger's first tap only brings the controls back.
  tapped(event) {
    if (event.timeStamp - (this.swipedAt ?? -DOUBLE_MS) < DOUBLE_MS) return;
    const box = this.picture.getBoundingClientRect();
    const place = (event.clientX - box.left) / box.width;
    const side = place < SIDE ? "back" : place > 1 - SIDE ? "on" : "";
    const isSecond = side && side === this.tap?.side && event.timeStamp - this.tap.at < DOUBLE_MS;
    this.tap = { side, at: event.timeStamp };
    if (isSecond) this.player.transport[side]();
  }
}
