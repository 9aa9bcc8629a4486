// <matinee-player>: takes the page's own <video> over from the browser's controls. Without this script those stay.
import { offerAfterwards } from "./after-film.js";
import { announcer } from "./announcer.js";
import { CaptionLook } from "./caption-look.js";
import { Captions } from "./captions.js";
import { showChapters } from "./chapters.js";
import { fillMenus } from "./choices.js";
import { Faults } from "./faults.js";
import { showAndHide } from "./idle.js";
import { listenForKeys } from "./keys.js";
import { tellTheSystem } from "./lock-screen.js";
import { Loudness } from "./loudness.js";
import { offerNext } from "./next-up.js";
import { Opening } from "./opening.js";
import { OtherScreen } from "./other-screen.js";
import { tellTheSecond } from "./problem.js";
import { ProgressSaver } from "./progress-saver.js";
import { Scrubber } from "./scrubber.js";
import { offerToSkip } from "./skip-mark.js";
import { SleepTimer } from "./sleep-timer.js";
import { steer } from "./steer.js";
import { Stream } from "./stream.js";
import { offerTheatre } from "./theatre.js";
import { Touch } from "./touch.js";
import { followTranscript } from "./transcript.js";
import { Transport } from "./transport.js";

class MatineePlayer extends HTMLElement {
  connectedCallback() {
    if (this.saver) return;
    this.shownAt = performance.now();
    this.makeReady();
    this.setUp();
    showAndHide(this);
    steer(this);
    listenForKeys(this);
    offerNext(this);
    offerAfterwards(this);
    this.saver = new ProgressSaver(this);
    tellTheSecond(this);
    tellTheSystem(this);
    followTranscript(this);
    offerTheatre(this);
    this.stream.play();
  }

  // All that can be done before it is seen: a player that is in no page loads its first pieces, and does not play. While
  // the browser looks for the first picture in them, the rest is set up.
  async makeReady() {
    if (this.video) return;
    this.takeOver();
    this.announce = announcer(this.part("announce"));
    this.faults = new Faults(this);
    this.opening = new Opening(this);
    this.stream = new Stream(this);
    this.stream.open(Number(this.dataset.resume) || 0);
    await this.stream.isUnderWay;
    this.setUp();
  }

  setUp() {
    if (this.transport) return;
    this.transport = new Transport(this);
    this.loudness = new Loudness(this);
    this.captions = new Captions(this);
    this.look = new CaptionLook(this);
    this.touch = new Touch(this);
    this.scrubber = new Scrubber(this);
    this.sleep = new SleepTimer(this);
    showChapters(this);
    fillMenus(this);
    this.otherScreen = new OtherScreen(this);
    offerToSkip(this);
  }

  // The direct file is for browsers that run none of this; another screen would ask for it without their cookie.
  takeOver() {
    this.video = this.querySelector("video");
    for (const name of ["controls", "src", "disableremoteplayback"]) this.video.removeAttribute(name);
    this.video.load();
    for (const part of this.querySelectorAll("[data-live]")) part.hidden = false;
    this.dataset.awake = "";
  }

  part(name) {
    return this.querySelector(`[data-${name}]`);
  }

  button(act) {
    return this.querySelector(`[data-act="${act}"]`);
  }

  // While its end is still being encoded the stream is shorter than the film.
  get isGrowing() {
    return this.dataset.growing !== undefined && this.video.duration < Number(this.dataset.duration) - 1;
  }

  get duration() {
    if (this.isGrowing) return Number(this.dataset.duration);
    return Number.isFinite(this.video.duration) ? this.video.duration : Number(this.dataset.duration);
  }
}

customElements.define("matinee-player", MatineePlayer);
