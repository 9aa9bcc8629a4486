// What to say when playing stops by itself: what happened, and the way on.
const SAID = {
  404: ["This film is not here any more", "It was taken down, or somebody else is watching in this seat now."],
  network: ["The house cannot be reached", "The connection went away. Your place is kept, and it goes on by itself when it is back."],
  media: ["This film will not play here", "The browser could not use what it was given. Trying again often helps."],
  screen: ["It will not play on the other screen", "It was not found, or could not fetch the film: it has to reach this house at the same address as this browser does. Your place is kept."],
  seat: ["Somebody else is watching here now", "The profile was switched in this browser, so this film has stopped."],
  elsewhere: ["It plays on another device now", "The newest play goes on, and this one has stopped. You can take it back."],
  stopped: ["It was stopped from another device", "Somebody on your account has given the seat away. Play here takes it again, if one is free."],
  time: ["That was it for today", "The watching time that was agreed on is used up, or it is bedtime. Your place is kept."],
  asks: ["Ask a grown-up first", "This film needs a yes from somebody of the house. Your place is kept."],
  "signed-out": ["You are signed out", "This browser was signed out, from here or from another device. Your place is kept."],
};
const WAYS_ON = { elsewhere: "Play here", screen: "Play here", stopped: "Play here", "signed-out": "Sign in" };

export class Faults {
  constructor(player) {
    this.player = player;
    this.panel = player.part("fault");
    this.button = player.part("fault-retry");
    this.button.addEventListener("click", () => this.retry());
  }

  // Gives null, so that who fails can say so and be done.
  show(kind, code) {
    this.kind = code === 404 ? 404 : kind;
    const [heading, text] = SAID[this.kind];
    this.player.part("fault-heading").textContent = heading;
    this.player.part("fault-text").textContent = text;
    this.player.part("fault-code").textContent = `${kind}-${code}`;
    this.button.lastElementChild.textContent = WAYS_ON[kind] ?? "Try again";
    if (this.panel.hidden) {
      this.panel.hidden = false;
      this.player.dataset.faulty = "";
      this.button.focus();
    }
    return null;
  }

  hide() {
    if (this.panel.hidden) return;
    const held = this.panel.contains(document.activeElement);
    this.panel.hidden = true;
    delete this.player.dataset.faulty;
    if (held) this.player.button("play").focus();
  }

  // The network is back.
  pass() {
    if (this.kind !== "network" || this.panel.hidden) return;
    this.hide();
    this.player.video.play().catch(() => {});
  }

  async retry() {
    const { kind, player } = this;
    if ([404, "seat", "time", "asks", "signed-out"].includes(kind)) return location.reload();
    if (kind === "elsewhere" || kind === "stopped") {
      const opened = await player.opening.again();
      if (!opened) return;
      player.video.currentTime = opened.resume_s;
      player.saver.isOpen = true;
    }
    this.hide();
    if (kind === "network") player.stream.reach();
    else if (kind === "media") player.stream.again();
    player.video.play().catch(() => {});
  }
}
