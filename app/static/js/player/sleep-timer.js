// The sleep timer: after so many minutes, or at the end of this film, it rests, and nothing starts by itself.
const FADE_MS = 8_000;
const MINUTES = [15, 30, 45, 60];
const AT_END = "end";

export class SleepTimer {
  constructor(player) {
    this.player = player;
    this.chosen = 0;
    player.video.addEventListener("volumechange", () => this.isFading || (this.volume = player.video.volume));
  }

  get choices() {
    const minutes = MINUTES.map((count) => ({ label: `In ${count} minutes`, value: count }));
    return [{ label: "Off", value: 0 }, ...minutes, { label: "At the end", value: AT_END }];
  }

  get summary() {
    if (this.chosen === AT_END) return "Sleep at the end";
    return this.chosen ? `Sleep at ${clockTime(this.at)}` : "No sleep timer";
  }

  // Whether the next episode may begin by itself.
  get isAwake() {
    return !this.chosen;
  }

  choose(value) {
    clearTimeout(this.timer);
    this.chosen = value;
    if (Number.isInteger(value) && value) {
      this.at = Date.now() + value * 60_000;
      this.timer = setTimeout(() => this.rest(), value * 60_000 - FADE_MS);
    }
    this.player.announce(this.summary);
  }

  // Softly, and with the old loudness for the next evening.
  async rest() {
    const { video } = this.player;
    this.isFading = true;
    const loud = video.volume;
    for (let step = 1; step <= 20 && !video.paused; step += 1) {
      video.volume = loud * (1 - step / 20);
      await new Promise((resolve) => setTimeout(resolve, FADE_MS / 20));
    }
    video.pause();
    video.volume = loud;
    this.isFading = false;
    this.chosen = 0;
    this.player.announce("The sleep timer has paused it");
    this.player.dispatchEvent(new CustomEvent("sleep-changed"));
  }
}

// 22:47 or 10:47 PM, as this browser writes it.
export function clockTime(moment) {
  return new Date(moment).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
}
