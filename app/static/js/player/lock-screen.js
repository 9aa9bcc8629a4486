// What the system shows and steers: the lock screen's picture and keys (Media Session), and a screen that stays on
// while something plays (Screen Wake Lock).
import { soon } from "./soon.js";

export function tellTheSystem(player) {
  keepAwake(player.video);
  if (!("mediaSession" in navigator)) return;
  const poster = player.video.getAttribute("poster");
  soon(player.video, () => nameItself(player, poster)); // the picture is fetched and decoded
}

function nameItself(player, poster) {
  const { session, names } = { session: navigator.mediaSession, names: player.querySelector(".player__names") };
  const [title, subtitle] = [names.children[0]?.textContent, names.children[1]?.textContent];
  session.metadata = new MediaMetadata({
    title: subtitle || title,
    artist: subtitle ? title : "",
    artwork: poster ? [{ src: poster, type: "image/webp" }] : [],
  });
  const { transport } = player;
  const acts = {
    play: () => transport.toggle(),
    pause: () => transport.toggle(),
    seekbackward: () => transport.back(),
    seekforward: () => transport.on(),
    seekto: ({ seekTime }) => transport.seek(seekTime),
    nexttrack: player.part("next-go") && (() => player.part("next-go").click()),
  };
  for (const [name, act] of Object.entries(acts)) {
    try {
      session.setActionHandler(name, act ?? null);
    } catch {
      // not every browser knows every key
    }
  }
  const place = () => {
    const { duration, video } = player;
    if (!(duration > 0)) return;
    session.setPositionState?.({ duration, playbackRate: video.playbackRate, position: Math.min(video.currentTime, duration) });
  };
  for (const name of ["seeked", "ratechange", "playing"]) player.video.addEventListener(name, place);
  place();
}

function keepAwake(video) {
  if (!("wakeLock" in navigator)) return;
  let lock;
  const hold = async () => {
    if (video.paused || document.visibilityState !== "visible" || video.remote?.state === "connected") return;
    try {
      lock ??= await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => (lock = undefined), { once: true });
    } catch {
      // the battery is low, or the system will not
    }
  };
  const letGo = () => lock?.release();
  video.addEventListener("playing", hold);
  document.addEventListener("visibilitychange", hold);
  for (const name of ["pause", "ended"]) video.addEventListener(name, letGo);
  video.remote?.addEventListener("connect", letGo); // it plays elsewhere
}
