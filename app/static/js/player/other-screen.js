// Playing on another screen (Remote Playback API). It fetches the film by itself, without this browser's cookies and knowing
// nothing of Media Source: it is handed the whole film, at an address that is good while this playback goes on.
const AHEAD_S = 10; // of film that is here before the line is used to see whether another screen could play it
const SAID = { connecting: "Connecting to the other screen", connected: "Playing on the other screen" };

export class OtherScreen {
  constructor(player) {
    Object.assign(this, { player, video: player.video, remote: player.video.remote, button: player.button("cast") });
    if (!this.remote) return;
    this.video.addEventListener("timeupdate", () => this.lookAround());
    this.button.addEventListener("click", () => this.press());
    this.remote.addEventListener("connecting", () => this.show());
    this.remote.addEventListener("connect", () => this.arrive());
    this.remote.addEventListener("disconnect", () => this.comeBack());
    this.video.addEventListener("error", () => this.isThere && this.fail(this.video.error?.code));
  }

  get isThere() {
    return this.player.stream.isHanded && !this.isHanding;
  }

  // Browsers look for screens that can play what an element has, and of what Media Source feeds they know none: a second
  // element, which is in no page, asks about the whole film, and once more where its playback was begun anew.
  lookAround() {
    const { player, video } = this;
    const { cast } = player.dataset;
    if (!cast || cast === this.asked || video.paused || player.stream.isHanded) return;
    if (aheadS(video) < Math.min(AHEAD_S, player.duration - video.currentTime - 1)) return;
    this.asked = cast;
    this.asking ??= this.watch(Object.assign(document.createElement("video"), { preload: "metadata", muted: true }));
    this.asking.src = cast;
  }

  watch(asking) {
    const offer = (isOne) => (this.button.hidden = !isOne && !this.isThere);
    asking.remote.watchAvailability(offer).catch(({ name }) => offer(name === "NotSupportedError")); // looked for when pressed
    return asking;
  }

  async press() {
    if (this.isAsking) return;
    if (this.remote.state !== "disconnected") return this.remote.prompt().catch(() => {}); // there it can be ended
    this.isAsking = true;
    this.plays = !this.video.paused;
    try {
      await this.hand();
      await this.remote.prompt();
    } catch (refusal) {
      if (refusal?.name === "NotAllowedError") this.takeBack(this.plays); // nobody was chosen
      else this.fail(refusal?.name ?? refusal?.code);
    } finally {
      this.isAsking = false;
    }
  }

  // A page that stood open for long has an address that is over.
  async hand() {
    const { opening, stream } = this.player;
    const hand = () => stream.hand(this.player.dataset.cast);
    this.isHanding = true;
    try {
      await hand().catch(async (refusal) => {
        if (!(await opening.again())) throw refusal;
        await hand();
      });
    } finally {
      this.isHanding = false;
    }
  }

  async arrive() {
    this.hasArrived = true;
    this.show();
    if (this.plays) await this.video.play().catch(() => {});
    this.player.announce(SAID.connected); // over what is said of the playing
  }

  // Whoever switches the other screen off need not want to be heard here.
  comeBack() {
    this.show();
    if (!this.isThere) return;
    if (!this.hasArrived) return this.fail("lost");
    this.takeBack(false);
    this.player.announce("Back on this screen");
  }

  fail(code) {
    this.takeBack(false);
    if (this.player.part("fault").hidden) this.player.faults.show("screen", code ?? 0);
  }

  takeBack(plays) {
    this.hasArrived = false;
    if (this.player.stream.isHanded) this.player.stream.takeBack(plays);
  }

  show() {
    const { player } = this;
    const said = SAID[this.remote.state];
    player.toggleAttribute("data-elsewhere", Boolean(said));
    player.part("elsewhere-panel").hidden = !said;
    player.part("elsewhere-heading").textContent = said ?? "";
    this.button.setAttribute("aria-pressed", String(Boolean(said)));
    if (said) player.announce(said);
  }
}

function aheadS({ buffered, currentTime }) {
  for (let n = 0; n < buffered.length; n += 1) {
    if (buffered.start(n) <= currentTime && currentTime < buffered.end(n)) return buffered.end(n) - currentTime;
  }
  return 0;
}
