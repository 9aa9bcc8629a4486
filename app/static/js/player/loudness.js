// The sound: on, off, and how loud; remembered.
import { face } from "./icons.js";
import { recall, remember } from "./memory.js";

export class Loudness {
  constructor(player) {
    this.player = player;
    this.video = player.video;
    this.slider = player.part("loudness");
    this.video.volume = Math.min(1, Math.max(0, Number(recall("volume", 1))));
    this.video.muted = recall("muted", false) === true;
    player.button("mute").addEventListener("click", () => this.toggle());
    this.slider.addEventListener("input", () => this.set(Number(this.slider.value)));
    this.video.addEventListener("volumechange", () => this.show());
    this.show();
  }

  toggle() {
    this.video.muted = !this.video.muted;
    this.player.announce(this.video.muted ? "Sound off" : "Sound on");
  }

  set(volume) {
    this.video.volume = Math.min(1, Math.max(0, Math.round(volume * 20) / 20));
    this.video.muted = this.video.volume === 0;
  }

  change(by) {
    this.set(this.video.volume + by);
    this.player.announce(`Loudness ${Math.round(this.video.volume * 100)} percent`);
  }

  show() {
    const heard = this.video.muted ? 0 : this.video.volume;
    const icon = heard === 0 ? "volume-x" : heard < 0.5 ? "volume-1" : "volume-2";
    face(this.player.button("mute"), icon, heard ? "Sound off" : "Sound on");
    this.slider.value = heard;
    this.slider.setAttribute("aria-valuetext", `${Math.round(heard * 100)} percent`);
    this.slider.style.setProperty("--at", `${heard * 100}%`);
    remember("volume", this.video.volume);
    remember("muted", this.video.muted);
  }
}
