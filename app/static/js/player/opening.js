// A page that stands open for hours needs fresh addresses; one that was overtaken needs a playback of its own.
export class Opening {
  constructor(player) {
    this.player = player;
    this.first = this.media = player.dataset.src.replace(/[^/]*$/, "");
  }

  // An address that was signed when the page was made, signed as it is now.
  fresh(address) {
    return address.replace(this.first, this.media);
  }

  // The new opening, or null: then what stands in its way is said. Whoever asks meanwhile gets the same answer.
  again() {
    this.asking ??= this.ask().finally(() => (this.asking = null));
    return this.asking;
  }

  async ask() {
    const { dataset, faults } = this.player;
    const body = new URLSearchParams({ csrf_token: dataset.csrf });
    const answer = await fetch(dataset.opening, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (!answer) return faults.show("network", "offline");
    if (isSignedOut(answer)) return faults.show("signed-out", 401);
    if (answer.status === 409) return location.reload(); // all seats are taken: the page says by whom
    if (!answer.ok) return faults.show("media", answer.status);
    const opened = await answer.json();
    this.media = opened.media;
    Object.assign(dataset, { playback: opened.playback, cast: opened.cast });
    for (const track of this.player.querySelectorAll("track")) {
      if (track.readyState === HTMLTrackElement.NONE) track.src = this.fresh(track.src);
    }
    return opened;
  }
}

export function isSignedOut(answer) {
  return answer.type === "opaqueredirect" || answer.status === 401;
}
