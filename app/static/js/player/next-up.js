import { countUntouched, isSomebodyThere, watchForSomebody } from "./untouched.js";

// The card of the next episode, from the credits on, or for the last ten seconds: it counts with the film and can be
// refused.
const LAST_S = 10;

export function offerNext(player) {
  const card = player.part("next");
  if (!card) return;
  const isElsewhere = () => "elsewhere" in player.dataset; // the next would begin here, and loudly
  const byItself = "byItself" in card.dataset;
  const creditsAt = Number(card.dataset.from) || Infinity;
  let refused = false;
  const leftS = () => Math.max(0, player.duration - player.video.currentTime);
  const show = () => {
    const now = player.video.currentTime;
    const near = player.video.ended || (now > 0 && (leftS() <= LAST_S || now >= creditsAt));
    if (!near) refused = false; // sought back: ask again at the end
    card.hidden = refused || !near;
    if (card.hidden) return;
    if (isElsewhere()) player.part("next-when").textContent = "Next, on this screen";
    else if (byItself) count(player, leftS());
  };
  player.part("next-stay").addEventListener("click", () => {
    refused = true;
    card.hidden = true;
    player.button("play").focus();
  });
  player.video.addEventListener("timeupdate", show);
  player.video.addEventListener("ended", () => {
    show();
    if (!byItself || isElsewhere() || refused || !player.sleep.isAwake) return;
    if (!isSomebodyThere()) return ask(player);
    countUntouched();
    location.assign(player.part("next-go").href);
  });
  watchForSomebody();
}

// After three episodes that nobody touched.
function ask(player) {
  player.part("next-when").textContent = "Still watching?";
  player.part("next-go").focus();
}

function count(player, leftS) {
  player.part("next-count").textContent = Math.ceil(leftS);
  player.part("next-ring").setAttribute("stroke-dasharray", `${Math.min(leftS, LAST_S).toFixed(2)} 10`);
  player.part("next-when").textContent = `Next, in ${Math.ceil(leftS)} s`;
}
