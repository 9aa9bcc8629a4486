// The stream: hls.js where the browser has Media Source Extensions, else the browser's own HLS.
import Hls from "../../vendor/hls.min.mjs";

const CONFIG = {
  enableWorker: false,
  maxBufferLength: 30,
  maxMaxBufferLength: 60,
  maxBufferSize: 60 * 1000 * 1000,
  backBufferLength: 60,
  // Captions are the page's own <track>s: hls.js would make tracks out of data: addresses, which the policy forbids.
  subtitleStreamController: undefined,
  subtitleTrackController: undefined,
  timelineController: undefined,
};

// AV1 is less to send, but only a chip that decodes it spares the battery.
const AV1 = { contentType: 'video/mp4; codecs="av01.0.08M.08"', width: 1920, height: 1080, bitrate: 4e6, framerate: 30 };

async function preference() {
  try {
    const { powerEfficient } = await navigator.mediaCapabilities.decodingInfo({ type: "media-source", video: AV1 });
    return { videoCodec: powerEfficient ? "av01" : "avc1" };
  } catch {
    return { videoCodec: "avc1" };
  }
}

export class Stream {
  constructor(player) {
    this.player = player;
    this.video = player.video;
    this.recovered = 0;
    this.isReady = new Promise((resolve) => (this.ready = resolve));
  }

  open(startS) {
    this.startS = startS;
    if (Hls.isSupported()) this.openWithHls(startS);
    else this.openNatively(startS);
  }

  async openWithHls(startS) {
    const videoPreference = await preference();
    this.hls?.destroy();
    this.hls = new Hls({ ...CONFIG, videoPreference, startPosition: startS });
    this.hls.on(Hls.Events.ERROR, (_name, fact) => fact.fatal && this.mend(fact));
    this.hls.on(Hls.Events.MANIFEST_PARSED, () => this.begin());
    this.hls.loadSource(this.player.dataset.src);
    this.hls.attachMedia(this.video);
  }

  openNatively(startS) {
    this.video.src = this.player.dataset.src + (startS ? `#t=${startS}` : "");
    this.video.addEventListener("error", () => this.player.faults.show("media", this.video.error?.code ?? 0));
    this.video.addEventListener("loadedmetadata", () => this.begin(), { once: true });
  }

  begin() {
    this.ready(this);
    this.player.dispatchEvent(new CustomEvent("stream-opened"));
    // Browsers may refuse to start with sound before a press; then the play button waits.
    this.video.play().catch(() => {});
  }

  mend(fact) {
    const status = fact.response?.code ?? 0;
    if (fact.type === Hls.ErrorTypes.MEDIA_ERROR && this.recovered++ < 2) {
      this.hls.recoverMediaError();
    } else {
      this.hls.stopLoad();
      this.video.pause();
      this.player.faults.show(fact.type === Hls.ErrorTypes.NETWORK_ERROR ? "network" : "media", status || fact.details);
    }
  }

  again() {
    this.recovered = 0;
    this.open(this.video.currentTime || this.startS);
  }
}
