// The stream: hls.js where the browser has Media Source Extensions, else the browser's own HLS.
import { FirstPieces } from "./first-pieces.js";
import { rememberLine } from "./memory.js";
import { soon } from "./soon.js";

const CONFIG = {
  enableWorker: false,
  maxBufferLength: 30,
  maxMaxBufferLength: 60,
  maxBufferSize: 60 * 1000 * 1000,
  backBufferLength: 60,
  startFragPrefetch: true,
  autoStartLoad: false,
  testBandwidth: false, // which would load a first piece only to measure; what the line bore last time is known
  // Captions are the page's own <track>s: hls.js would make tracks out of data: addresses, which the policy forbids.
  subtitleStreamController: undefined,
  subtitleTrackController: undefined,
  timelineController: undefined,
};
const HLS = new URL("../../vendor/hls.min.mjs", import.meta.url).href;
const STILL_MS = 500; // a picture that does not move by then waits for somebody
const WAITING_S = 4; // of film that a player loads which nobody sees yet
const REACH_AGAIN_MS = 5000;
const STARVING_MS = 3000;
const NOT_FOR_US = [401, 403, 404, 410];
const SOON_MS = 5000;
const MOST_REFUSED = 3;

// AV1 is less to send, but only a chip that decodes it spares the battery.
const AV1 = { contentType: 'video/mp4; codecs="av01.0.08M.08"', width: 1920, height: 1080, bitrate: 4e6, framerate: 30 };
const AVC = { videoCodec: "avc1" };

let Hls;
let coming;
let tries = 0;

// Once for all films that are made ready. A browser remembers of an address that it gave no script.
function loadHls() {
  coming ??= import(tries++ ? `${HLS}?again=${tries}` : HLS).then(
    (module) => {
      Hls = module.default;
    },
    (error) => {
      coming = undefined;
      throw error;
    },
  );
  return coming;
}

async function askForAv1() {
  try {
    const { powerEfficient } = await navigator.mediaCapabilities.decodingInfo({ type: "media-source", video: AV1 });
    return powerEfficient ? { videoCodec: "av01" } : AVC;
  } catch {
    return AVC;
  }
}

// A film that is exchanged while it plays would stop untold.
async function rest(video) {
  if (video.paused) return;
  video.pause();
  await new Promise((resolve) => video.addEventListener("pause", resolve, { once: true }));
}

function whole(video) {
  return new Promise((resolve, reject) => {
    video.addEventListener("loadedmetadata", resolve, { once: true });
    video.addEventListener("error", () => reject(video.error), { once: true });
  });
}

export class Stream {
  constructor(player) {
    this.player = player;
    this.video = player.video;
    this.recovered = 0;
    this.renewedAt = -Infinity;
    this.isReady = new Promise((resolve) => (this.ready = resolve));
    this.isUnderWay = new Promise((resolve) => (this.goesUnderWay = resolve));
    this.left = new Set();
    this.video.addEventListener("waiting", () => this.starve());
    window.addEventListener("online", () => this.reach());
    window.addEventListener("pagehide", () => this.hls?.bandwidthEstimate && rememberLine(this.hls.bandwidthEstimate));
  }

  async open(startS) {
    this.startS = startS;
    this.first = await this.showFirst();
    this.goOn();
  }

  // Without a wait for hls.js, which would hold the picture up while it is compiled.
  async showFirst() {
    const first = this.hls ? undefined : FirstPieces.of(this.player);
    const isThere = await first?.show(this.startS);
    this.goesUnderWay();
    if (!isThere) return undefined;
    await new Promise((resolve) => {
      soon(this.video, resolve);
      setTimeout(resolve, STILL_MS);
    });
    return first;
  }

  async goOn() {
    this.lost = null;
    try {
      await loadHls();
    } catch {
      return this.miss("player");
    }
    if (this.isClosed || this.isHanded) return;
    if (Hls.isSupported()) this.openWithHls();
    else this.openNatively(this.startS);
  }

  async openWithHls() {
    const { first, startS } = this;
    const videoPreference = this.player.dataset.av1 === undefined ? AVC : await askForAv1();
    this.hls?.destroy();
    const own = { videoPreference, abrEwmaDefaultEstimate: Number(this.player.dataset.line), startPosition: startS };
    if (!this.player.isConnected) own.maxMaxBufferLength = WAITING_S;
    if (first) own.fLoader = first.loader(Hls.DefaultConfig.loader);
    this.hls = new Hls({ ...CONFIG, ...own, xhrSetup: (xhr, url) => this.sign(xhr, url) });
    this.hls.on(Hls.Events.ERROR, (_name, fact) => this.mend(fact));
    this.hls.on(Hls.Events.FRAG_LOADED, () => this.reached());
    this.hls.on(Hls.Events.MANIFEST_PARSED, () => this.load());
    this.hls.loadSource(this.player.opening.fresh(this.player.dataset.src));
    this.hls.attachMedia(first?.handedOver ?? this.video);
  }

  // The page's head names the pieces of one rung, which are on their way.
  load() {
    const { hls, player, startS, video } = this;
    hls.startLevel = hls.levels.findIndex((level) => level.uri.includes(`/${player.dataset.rung}/`));
    this.begin(); // whoever is told chooses the sound as soon as loading names the sounds there are
    hls.startLoad(video.currentTime || startS);
  }

  openNatively(startS) {
    this.video.disableRemotePlayback = true; // of this address, which wants a cookie
    this.video.src = this.player.opening.fresh(this.player.dataset.src) + (startS ? `#t=${startS}` : "");
    this.video.addEventListener("error", () => this.renewNatively(), { once: true });
    this.video.addEventListener("loadedmetadata", () => this.begin(), { once: true });
  }

  // The browser's own player does not say why: fresh addresses are tried once.
  async renewNatively() {
    if (this.isHanded) return;
    const at = this.video.currentTime || this.startS;
    if (performance.now() < this.renewedAt + SOON_MS) return this.player.faults.show("media", this.video.error?.code ?? 0);
    this.renewedAt = performance.now();
    if (await this.player.opening.again()) this.openNatively(at);
  }

  // Playlists name their pieces as they were signed when they were read.
  sign(xhr, url) {
    const fresh = this.player.opening.fresh(url);
    if (fresh !== url) xhr.open("GET", fresh, true);
  }

  begin() {
    this.ready(this);
    this.player.dispatchEvent(new CustomEvent("stream-opened"));
    if (!this.first && !this.rests) this.play();
    this.rests = false;
  }

  // Browsers may refuse to start with sound before a press; then the play button waits. Before its first pieces are there
  // a film would play from its beginning.
  async play() {
    await this.isUnderWay;
    if (!this.player.isConnected || !this.video.src) return;
    if (this.hls) soon(this.video, () => (this.hls.config.maxMaxBufferLength = CONFIG.maxMaxBufferLength));
    if (this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) this.video.removeAttribute("poster"); // not seen any more
    this.video.play().catch(() => {});
  }

  // The whole film as one file, resting at the same place, so that another screen can take it over.
  async hand(address) {
    if (!this.isHanded) this.startS = this.video.currentTime;
    [this.isHanded, this.lost, this.first] = [true, null, undefined];
    await rest(this.video);
    this.hls?.destroy();
    this.hls = undefined;
    // hls.js forbids it where the browser manages Media Source
    Object.assign(this.video, { disableRemotePlayback: false, preload: "metadata", src: address });
    await whole(this.video);
    this.video.currentTime = this.startS;
    this.player.dispatchEvent(new CustomEvent("stream-opened"));
  }

  // In pieces again, at the place where it is by now.
  async takeBack(plays) {
    if (this.video.readyState) this.startS = this.video.currentTime;
    [this.isHanded, this.rests] = [false, !plays];
    await rest(this.video);
    this.goOn();
  }

  close() {
    this.isClosed = true;
    this.hls?.destroy();
    this.hls = undefined;
    this.video.removeAttribute("src");
    this.video.load();
  }

  mend(fact) {
    const status = fact.response?.code ?? 0;
    if (fact.details === Hls.ErrorDetails.BUFFER_STALLED_ERROR) this.stepDown();
    if (fact.type !== Hls.ErrorTypes.NETWORK_ERROR) return fact.fatal && this.mendMedia(fact);
    if (NOT_FOR_US.includes(status)) return this.renew(status, fact.fatal);
    if (fact.fatal) this.miss(status || fact.details);
    else this.lost = status || fact.details;
  }

  miss(code) {
    this.lost = code;
    setTimeout(() => this.reach(), REACH_AGAIN_MS);
    if (this.video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) this.starve();
  }

  stepDown() {
    const { hls } = this;
    if (hls.autoLevelEnabled && hls.loadLevel > 0) hls.nextAutoLevel = hls.loadLevel - 1;
  }

  // The addresses are over, or never were for us: the house says which. Fresh ones that are refused too end it.
  async renew(status, isFatal) {
    if (performance.now() < this.renewedAt + SOON_MS) {
      if (isFatal || ++this.refused > MOST_REFUSED) this.giveUp("media", status);
      return;
    }
    [this.renewedAt, this.refused] = [performance.now(), 0];
    if (!(await this.player.opening.again())) return this.hls.stopLoad();
    if (this.hls.levels.length) this.hls.startLoad();
    else this.open(this.startS);
  }

  // What is in the buffer plays on; what cannot be reached is asked for again and again.
  reach() {
    if (!this.hls) return this.lost && this.goOn();
    if (this.hls.levels.length) this.hls.startLoad();
    else this.hls.loadSource(this.player.opening.fresh(this.player.dataset.src));
    if (this.video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) this.starve();
  }

  starve() {
    clearTimeout(this.starving);
    this.starving = setTimeout(() => {
      if (this.lost && this.video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) this.player.faults.show("network", this.lost);
    }, STARVING_MS);
  }

  reached() {
    this.lost = null;
    this.player.faults.pass();
  }

  // Twice the browser is asked to begin anew at the same place; then the piece is left out.
  mendMedia(fact) {
    const { frag } = fact;
    if (this.recovered++ < 2) return this.hls.recoverMediaError();
    if (!frag || this.left.has(frag.sn) || this.left.size > 5) return this.giveUp("media", fact.details);
    this.left.add(frag.sn);
    this.recovered = 0;
    this.hls.recoverMediaError();
    this.video.currentTime = frag.start + frag.duration + 0.1;
    this.player.announce("A damaged moment was left out");
  }

  giveUp(kind, code) {
    this.hls.stopLoad();
    this.video.pause();
    this.player.faults.show(kind, code);
  }

  again() {
    this.recovered = 0;
    this.open(this.video.currentTime || this.startS);
  }
}
