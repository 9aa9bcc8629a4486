// In the theatre the film fills the window. Out of it, where the window is wide, what is said stands beside the film.
import { recall, remember } from "./memory.js";

const WIDE = "(min-width: 75em)";

export function offerTheatre(player) {
  const panel = document.querySelector("[data-transcript-panel]");
  const button = player.button("theatre");
  button.hidden = !panel;
  if (!panel) return;
  const show = (isAlone) => {
    player.toggleAttribute("data-beside", !isAlone);
    button.setAttribute("aria-pressed", String(isAlone));
    panel.open = !isAlone;
  };
  const choose = (isAlone) => {
    show(isAlone);
    remember("theatre", isAlone);
    player.announce(isAlone ? "The film alone" : "The transcript is beside the film");
  };
  button.addEventListener("click", () => choose("beside" in player.dataset));
  player.part("transcript-open").addEventListener("click", (event) => {
    event.preventDefault();
    if (matchMedia(WIDE).matches) choose(false);
    else panel.open = true;
    panel.scrollIntoView({ block: "start" });
    panel.querySelector("summary").focus();
  });
  // Closed by its own heading it leaves an empty place.
  panel.addEventListener("toggle", () => panel.open || !("beside" in player.dataset) || choose(true));
  show(recall("theatre", true) || !matchMedia(WIDE).matches);
}
