// What to say when playing stops by itself: what happened, and the way on.
const SAID = {
  410: ["This page has been open for long", "Its addresses were good for six hours. Open it again and it goes on from here."],
  404: ["This film is not here any more", "It was taken down, or somebody else is watching in this seat now."],
  network: ["The house cannot be reached", "The connection went away. Your place is kept; try again when it is back."],
  media: ["This film will not play here", "The browser could not use what it was given. Trying again often helps."],
  seat: ["Somebody else is watching here now", "The profile was switched in this browser, so this film has stopped."],
};

export class Faults {
  constructor(player) {
    this.player = player;
    this.panel = player.part("fault");
    player.part("fault-retry").addEventListener("click", () => this.retry());
  }

  show(kind, code) {
    const [heading, text] = SAID[code] ?? SAID[kind];
    this.needsPage = code === 404 || code === 410 || kind === "seat";
    this.player.part("fault-heading").textContent = heading;
    this.player.part("fault-text").textContent = text;
    this.player.part("fault-code").textContent = `${kind}-${code}`;
    this.panel.hidden = false;
    this.player.dataset.faulty = "";
    this.player.part("fault-retry").focus();
  }

  retry() {
    if (this.needsPage) {
      location.reload();
      return;
    }
    this.panel.hidden = true;
    delete this.player.dataset.faulty;
    this.player.stream.again();
    this.player.button("play").focus();
  }
}
