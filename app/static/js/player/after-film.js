// After the last picture: what one thought of it, and what is like it. Asked for when it is needed, and left by Escape.
export function offerAfterwards(player) {
  const panel = player.part("after");
  if (!panel) return;
  const close = () => {
    if (panel.hidden) return;
    panel.hidden = true;
    player.button("play").focus();
  };
  player.video.addEventListener("ended", () => {
    if (!player.sleep.isAwake) return;
    panel.dispatchEvent(new CustomEvent("film-ended"));
    panel.hidden = false;
    panel.focus({ preventScroll: true });
  });
  for (const name of ["play", "seeking"]) player.video.addEventListener(name, () => player.video.ended || close());
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  // What was pressed may go away with its answer.
  panel.addEventListener("focusout", () => setTimeout(() => {
    if (!panel.hidden && document.activeElement === document.body) panel.focus({ preventScroll: true });
  }));
}
