// The controls go after 3 s of playing, but never while one of them has the focus, is pressed, or has its list open.
// At first they come with the picture: drawing both at once keeps it waiting.
const REST_MS = 3000;
const FIRST_MS = 300;

export function showAndHide(player) {
  let timer;
  const isNeeded = () =>
    player.video.paused || "elsewhere" in player.dataset || player.querySelector("[role=menu]:not([hidden]), dialog[open], [data-fault]:not([hidden])") ||
    player.querySelector(":is(button, a, input):focus-visible") || player.querySelector(".player__foot:active");
  const rest = () => (isNeeded() ? wake() : (player.dataset.idle = ""));
  const wake = () => {
    delete player.dataset.idle;
    clearTimeout(timer);
    timer = setTimeout(rest, REST_MS);
  };
  for (const name of ["pointermove", "pointerdown", "keydown", "focusin"]) player.addEventListener(name, wake);
  document.addEventListener("keydown", wake);
  for (const name of ["play", "pause", "seeking"]) player.video.addEventListener(name, wake);
  player.addEventListener("pointerleave", () => player.video.paused || isNeeded() || (player.dataset.idle = ""));
  player.dataset.idle = "";
  timer = setTimeout(wake, FIRST_MS);
  player.video.requestVideoFrameCallback?.(wake);
}
