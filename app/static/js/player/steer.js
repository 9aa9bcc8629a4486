// A remote control has five keys: Enter on the picture steps in among the controls, arrows go from one to the next there,
// Enter presses, and Escape (or the remote's own way back) steps out. A mouse or Tab ends it: then arrows seek again.
import { nearest, STEP } from "../geometry.js";

const REACHABLE = ":is(button, a[href], input):not([role=menuitemradio])";
const OUT = ["Escape", "GoBack", "BrowserBack"];

export function steer(player) {
  const leave = () => delete player.dataset.steered;
  const isNowhere = () => [document.body, player.video, null].includes(document.activeElement);
  const acts = (event) => {
    const held = document.activeElement;
    if (event.key === "Tab") return leave();
    if (event.key === "Enter" && isNowhere()) return enter(player);
    if (!("steered" in player.dataset) || held.closest("[role=menu], dialog")) return false;
    if (OUT.includes(event.key)) return held.blur(), leave();
    return STEP[event.key] ? go(player, held, event.key) : false;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || acts(event) === false) return;
    if (event.key === "Tab") return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  player.addEventListener("pointermove", leave);
}

function enter(player) {
  player.dataset.steered = "";
  delete player.dataset.idle;
  player.button("play").focus();
}

// Along a slider the arrows are its own; across it they go on.
function go(player, held, key) {
  if (!player.contains(held)) return enter(player);
  if (held.matches("input[type=range]") && STEP[key][0]) return false;
  const others = [...player.querySelectorAll(REACHABLE)].filter((one) => one.checkVisibility({ visibilityProperty: true }));
  nearest(held, others, STEP[key])?.focus();
}
