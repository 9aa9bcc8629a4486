// The bar: how far, how much is loaded, and a look at any moment under the pointer.
import { spoken, timecode } from "./clock.js";
import { loadStoryboard } from "./storyboard.js";

export class Scrubber {
  constructor(player) {
    this.player = player;
    this.video = player.video;
    this.root = player.part("scrubber");
    this.line = player.part("line");
    this.input = player.part("seek");
    this.preview = player.part("preview");
    this.chapters = [...player.querySelectorAll("[data-chapters] [data-start]")].map(chapterOf);
    // not before the first frame, which waits for the same line
    this.storyboard = player.stream.isReady.then(() => loadStoryboard(player.dataset.storyboard));
    this.layParts();
    this.listen();
    this.show();
  }

  listen() {
    for (const name of ["timeupdate", "progress", "seeked", "durationchange"]) {
      this.video.addEventListener(name, () => this.show());
    }
    this.input.addEventListener("input", () => this.drag());
    this.input.addEventListener("change", () => this.drop());
    this.input.addEventListener("pointermove", (event) => this.look(this.timeAt(event)));
    for (const name of ["pointerleave", "blur"]) this.input.addEventListener(name, () => this.lookAway());
  }

  // One part a chapter, with gaps between; a film without chapters is one part.
  layParts() {
    const whole = [{ start: 0, end: this.player.duration, name: "" }];
    this.parts = (this.chapters.length ? this.chapters : whole).map((chapter) => {
      const part = document.createElement("span");
      part.className = "scrubber__part";
      part.style.setProperty("--share", Math.max(0.001, chapter.end - chapter.start));
      return { ...chapter, part };
    });
    this.line.replaceChildren(...this.parts.map(({ part }) => part));
  }

  drag() {
    this.isDragged = true;
    const place = Number(this.input.value);
    this.paint(place);
    this.look(place);
  }

  drop() {
    this.isDragged = false;
    this.player.transport.seek(Number(this.input.value));
    this.lookAway();
  }

  show() {
    const duration = this.player.duration;
    if (!this.chapters.length) this.parts[0].end = duration;
    this.input.max = duration;
    if (!this.isDragged) {
      this.input.value = this.video.currentTime;
      this.paint(this.video.currentTime);
    }
  }

  paint(place) {
    const loaded = loadedAround(this.video, place);
    for (const { start, end, part } of this.parts) {
      const share = (time) => `${(Math.min(1, Math.max(0, (time - start) / (end - start || 1))) * 100).toFixed(2)}%`;
      part.style.setProperty("--played", share(place));
      part.style.setProperty("--loaded", share(loaded));
    }
    this.root.style.setProperty("--at", place / (this.player.duration || 1));
    this.input.setAttribute("aria-valuetext", `${spoken(place)} of ${spoken(this.player.duration)}`);
  }

  timeAt(event) {
    const box = this.input.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * this.player.duration;
  }

  async look(time) {
    this.preview.hidden = false;
    this.root.style.setProperty("--look", time / (this.player.duration || 1));
    this.player.part("preview-time").textContent = timecode(time);
    const within = this.parts.find(({ start, end }) => time >= start && time < end);
    this.player.part("preview-chapter").textContent = within?.name ?? "";
    for (const { part } of this.parts) part.classList.toggle("scrubber__part--under", part === within?.part && this.parts.length > 1);
    (await this.storyboard).show(this.player.part("thumb"), time, this.player.opening);
  }

  lookAway() {
    if (this.isDragged) return;
    this.preview.hidden = true;
    for (const { part } of this.parts) part.classList.remove("scrubber__part--under");
  }
}

function chapterOf(button) {
  const { start, end } = button.dataset;
  return { start: Number(start), end: Number(end), name: button.children[1].textContent };
}

// The end of the buffered stretch that holds this place.
function loadedAround(video, place) {
  for (let index = 0; index < video.buffered.length; index += 1) {
    if (video.buffered.start(index) <= place + 0.5 && video.buffered.end(index) > place) return video.buffered.end(index);
  }
  return place;
}
