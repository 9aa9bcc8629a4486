// The buttons that skip the recap, the intro or the credits, each shown while that plays. What is sought into shows it too.
export function offerToSkip(player) {
  for (const button of player.querySelectorAll("[data-skip]")) offer(player, button);
}

function offer(player, button) {
  const [begin, end] = button.dataset.skip.split("-").map(Number);
  const show = () => {
    const now = player.video.currentTime;
    const isIn = now >= begin && now < end - 1 && !player.video.ended;
    if (isIn && button.hidden) player.announce(`${button.textContent.trim()} with S`);
    button.hidden = !isIn;
  };
  button.addEventListener("click", () => {
    player.transport.seek(end);
    player.button("play").focus();
  });
  for (const event of ["timeupdate", "seeking"]) player.video.addEventListener(event, show);
}
