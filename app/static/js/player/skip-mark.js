// The button that skips the intro, shown while it plays. What is sought into shows it too.
export function offerToSkip(player) {
  const button = player.part("skip");
  if (!button) return;
  const [begin, end] = button.dataset.skip.split("-").map(Number);
  const skip = () => {
    player.transport.seek(end);
    player.button("play").focus();
  };
  const show = () => {
    const now = player.video.currentTime;
    const isIn = now >= begin && now < end - 1 && !player.video.ended;
    if (isIn && button.hidden) player.announce("Skip the intro with S");
    button.hidden = !isIn;
  };
  button.addEventListener("click", skip);
  for (const event of ["timeupdate", "seeking"]) player.video.addEventListener(event, show);
}
