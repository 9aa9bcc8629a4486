// The keyboard. Letters and digits can be switched off (WCAG 2.1.4); arrows, Space and Escape always work.
import { recall, remember } from "./memory.js";

const LOUDER = 0.05;

export function listenForKeys(player) {
  const help = player.part("help");
  const box = player.part("keys-switch");
  box.checked = recall("keys", true);
  box.addEventListener("change", () => remember("keys", box.checked));
  const showHelp = () => (help.open ? help.close() : help.showModal());
  player.button("help").addEventListener("click", showHelp);
  const acts = { ...always(player), ...letters(player, showHelp) };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (help.open) {
      if (key === "?") showHelp();
      return;
    }
    if (!acts[key] || isOwn(event.target, key) || (isLetter(key) && !box.checked)) return;
    event.preventDefault();
    acts[key]();
  });
}

function always(player) {
  const { transport, loudness } = player;
  return {
    " ": () => transport.toggle(),
    ArrowLeft: () => transport.back(),
    ArrowRight: () => transport.on(),
    ArrowUp: () => loudness.change(LOUDER),
    ArrowDown: () => loudness.change(-LOUDER),
    MediaPlayPause: () => transport.toggle(),
  };
}

function letters(player, showHelp) {
  const { transport, loudness, captions, duration } = player;
  const acts = {
    k: () => transport.toggle(),
    j: () => transport.back(),
    l: () => transport.on(),
    m: () => loudness.toggle(),
    c: () => captions.toggle(),
    f: () => transport.fullScreen(),
    t: () => player.button("theatre").click(),
    n: () => player.part("next-go")?.click(),
    p: () => player.dataset.previous && location.assign(player.dataset.previous),
    ",": () => transport.step(-1),
    ".": () => transport.step(1),
    "<": () => transport.faster(-1),
    ">": () => transport.faster(1),
    s: () => player.querySelector("[data-skip]:not([hidden])")?.click(),
    "?": showHelp,
  };
  for (let digit = 0; digit < 10; digit += 1) acts[digit] = () => transport.seek((player.duration || duration) * digit / 10);
  return acts;
}

const isLetter = (key) => key.length === 1 && key !== " ";

// Keys that the focused element needs for itself.
function isOwn(target, key) {
  if (target.closest?.("dialog:not([open])")) return false; // a dialog that has just closed keeps the focus for a frame
  if (target.matches?.("input:not([type=range], [type=checkbox]), textarea, select")) return true;
  if (target.matches?.("[data-loudness]")) return key.startsWith("Arrow");
  if (target.closest?.("[role=menu]")) return !isLetter(key);
  return key === " " && Boolean(target.closest?.("button, a, summary, input[type=checkbox]"));
}
