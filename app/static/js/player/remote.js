// Playing on another screen, where this browser knows of one (Remote Playback API).
export function offerOtherScreens(player) {
  const button = player.button("cast");
  const { remote } = player.video;
  if (!remote) return;
  remote.watchAvailability((isThere) => (button.hidden = !isThere)).catch(() => {}); // not of a stream like ours, or never
  button.addEventListener("click", () => remote.prompt().catch(() => {}));
}
