// The card of the next episode, for the last ten seconds: it counts with the film and can be refused.
const LAST_S = 10;

export function offerNext(player) {
  const card = player.part("next");
  if (!card) return;
  const byItself = "byItself" in card.dataset;
  let refused = false;
  const leftS = () => Math.max(0, player.duration - player.video.currentTime);
  const show = () => {
    const near = player.video.ended || (leftS() <= LAST_S && player.video.currentTime > 0);
    if (!near) refused = false; // sought back: ask again at the end
    card.hidden = refused || !near;
    if (byItself && !card.hidden) count(player, leftS());
  };
  player.part("next-stay").addEventListener("click", () => {
    refused = true;
    card.hidden = true;
    player.button("play").focus();
  });
  player.video.addEventListener("timeupdate", show);
  player.video.addEventListener("ended", () => {
    show();
    if (byItself && !refused) location.assign(player.part("next-go").href);
  });
}

function count(player, leftS) {
  player.part("next-count").textContent = Math.ceil(leftS);
  player.part("next-ring").setAttribute("stroke-dasharray", `${leftS.toFixed(2)} 10`);
  player.part("next-when").textContent = `Next, in ${Math.ceil(leftS)} s`;
}
