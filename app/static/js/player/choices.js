// The five menus: captions, audio, speed, quality, sleep.
import { recall, remember } from "./memory.js";
import { Menu } from "./menus.js";

const LOOK = Symbol("look");
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
const HLS_EVENTS = ["hlsLevelSwitched", "hlsAudioTrackSwitched", "hlsAudioTracksUpdated", "hlsLevelsUpdated"];

export function fillMenus(player) {
  const offers = { captions: captions(player), audio: audio(player), speed: speed(player), quality: quality(player), sleep: sleep(player) };
  const menus = Object.entries(offers).map(
    ([name, offer]) => new Menu(player.querySelector(`[data-menu-of="${name}"]`), offer),
  );
  const refresh = () => menus.forEach((menu) => menu.refresh());
  for (const name of ["captions-offered", "captions-changed", "stream-opened", "sleep-changed"]) player.addEventListener(name, refresh);
  player.video.addEventListener("ratechange", refresh);
  player.addEventListener("stream-opened", () => HLS_EVENTS.forEach((name) => player.stream.hls?.on(name, refresh)));
  refresh();
}

function captions(player) {
  return {
    choices: () => {
      const tracks = player.captions.tracks.map((track) => ({ label: track.label, value: track.language }));
      return tracks.length ? [{ label: "Off", value: "" }, ...tracks, { label: "Look and timing…", value: LOOK }] : [];
    },
    chosen: () => player.captions.chosen?.language ?? "",
    choose: (language) => (language === LOOK ? player.look.open() : player.captions.choose(language)),
    summary: () => (player.captions.chosen ? `${player.captions.chosen.label} captions` : "Captions off"),
  };
}

// The sound that somebody chose is chosen again for the next episode, by its name; before that, the profile's language.
function audio(player) {
  const kept = `audio.${player.dataset.title}`;
  const tracks = () => player.stream.hls?.audioTracks ?? [];
  const chooseAgain = () => {
    const name = recall(kept, ""), wished = player.dataset.audio;
    const fits = name ? (track) => track.name === name : (track) => wished && track.lang?.split("-")[0] === wished;
    const index = tracks().findIndex(fits);
    if (index >= 0 && index !== player.stream.hls.audioTrack) player.stream.hls.audioTrack = index;
  };
  player.addEventListener("stream-opened", () => player.stream.hls?.on("hlsAudioTracksUpdated", chooseAgain));
  return {
    choices: () => tracks().map((track, index) => ({ label: track.name, value: index })),
    chosen: () => player.stream.hls?.audioTrack ?? 0,
    choose: (index) => {
      player.stream.hls.audioTrack = index;
      remember(kept, tracks()[index].name);
    },
    summary: () => `${tracks()[player.stream.hls?.audioTrack]?.name ?? "Any"} sound`,
  };
}

function speed(player) {
  const name = (rate) => (rate === 1 ? "1×" : `${rate}×`);
  return {
    choices: () => SPEEDS.map((rate) => ({ label: name(rate), value: rate })),
    chosen: () => player.video.playbackRate,
    choose: (rate) => {
      player.video.playbackRate = player.video.defaultPlaybackRate = rate;
      player.announce(`Speed ${rate}`);
    },
    summary: () => name(player.video.playbackRate),
  };
}

function quality(player) {
  const hls = () => player.stream.hls;
  const side = (level) => `${Math.min(level.width, level.height)}p`;
  const now = () => hls()?.levels?.[hls().currentLevel];
  return {
    choices: () => {
      const levels = oneOfEachSize(hls()?.levels ?? [], now()).map(({ level, value }) => ({ label: side(level), value }));
      return levels.length ? [{ label: now() ? `Auto (${side(now())})` : "Auto", value: -1 }, ...levels] : [];
    },
    isComing: () => !hls()?.levels.length && "pieces" in player.dataset,
    chosen: () => (hls()?.autoLevelEnabled ? -1 : hls()?.loadLevel),
    choose: (level) => (hls().nextLevel = level),
    summary: () => {
      if (!hls()) return "Auto";
      const fixed = hls().levels?.[hls().loadLevel];
      return hls().autoLevelEnabled ? `${now() ? `${side(now())}, ` : ""}auto` : fixed ? side(fixed) : "Auto";
    },
  };
}

function sleep(player) {
  return {
    choices: () => player.sleep.choices,
    chosen: () => player.sleep.chosen,
    choose: (value) => player.sleep.choose(value),
    summary: () => player.sleep.summary,
  };
}

// A size may be there in two codecs: the one that plays goes on.
function oneOfEachSize(levels, playing) {
  const codec = (level) => level?.videoCodec?.slice(0, 4);
  const sizes = new Map();
  levels.forEach((level, value) => {
    const size = Math.min(level.width, level.height);
    if (!sizes.has(size) || codec(level) === codec(playing)) sizes.set(size, { level, value });
  });
  return [...sizes.entries()].sort(([one], [other]) => other - one).map(([, choice]) => choice);
}
