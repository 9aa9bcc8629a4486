// Captions drawn by us, so that they rise above the controls and the speaker's name stands out.
import { recall, remember } from "./memory.js";

const KINDS = ["subtitles", "captions"];

export class Captions {
  constructor(player) {
    this.player = player;
    this.video = player.video;
    this.lines = player.part("caption-lines");
    this.wanted = recall("captions", player.dataset.captions || "");
    this.last = this.wanted || null;
    player.button("captions").addEventListener("click", () => this.toggle());
    for (const track of this.video.querySelectorAll("track")) track.addEventListener("load", () => this.apply());
    this.video.addEventListener("enterpictureinpicture", () => this.apply());
    this.video.addEventListener("leavepictureinpicture", () => this.apply());
    this.offer();
  }

  get tracks() {
    return [...this.video.textTracks].filter((track) => KINDS.includes(track.kind));
  }

  get chosen() {
    return this.tracks.find((track) => this.wanted && track.language === this.wanted) ?? null;
  }

  offer() {
    this.player.button("captions").hidden = this.tracks.length === 0;
    this.apply();
    this.player.dispatchEvent(new CustomEvent("captions-offered"));
  }

  choose(language) {
    this.wanted = language;
    this.last = language || this.last;
    remember("captions", language);
    this.apply();
    const name = this.chosen?.label;
    this.player.announce(name ? `${name} captions` : "Captions off");
    this.player.dispatchEvent(new CustomEvent("captions-changed"));
  }

  toggle() {
    if (!this.tracks.length) return;
    const known = this.tracks.find((track) => track.language === this.last);
    this.choose(this.chosen ? "" : (known ?? this.tracks[0]).language);
  }

  // A hidden track loads and tells its cues without drawing them; the small window must draw its own.
  apply() {
    const shown = document.pictureInPictureElement === this.video ? "showing" : "hidden";
    for (const track of this.tracks) {
      const mode = track === this.chosen ? shown : "disabled";
      if (track.mode !== mode) track.mode = mode;
      track.oncuechange = track === this.chosen ? () => this.draw(track) : null;
    }
    this.player.button("captions").setAttribute("aria-pressed", String(Boolean(this.chosen)));
    this.player.toggleAttribute("data-captioned", Boolean(this.chosen));
    this.draw(this.chosen);
  }

  draw(track) {
    const cues = track?.mode === "hidden" ? [...(track.activeCues ?? [])] : [];
    this.lines.replaceChildren(...cues.flatMap((cue) => linesOf(cue)));
  }
}

// Text only: a cue's markup becomes our own spans, its voice a name before the words.
function linesOf(cue) {
  const voices = [...cue.text.matchAll(/<v(?:\.[^ \t>]*)?[ \t]+([^>]+)>/g)].map((match) => match[1]);
  const words = cue.getCueAsHTML().textContent.split("\n").filter((line) => line.trim());
  return words.map((line, index) => {
    const said = voices[index] ?? (index === 0 ? voices[0] : undefined);
    const spoken = element("span", "player__words");
    if (said) spoken.append(element("span", "player__speaker", said), " ");
    spoken.append(line);
    const row = element("p", "player__caption");
    row.append(spoken);
    return row;
  });
}

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
