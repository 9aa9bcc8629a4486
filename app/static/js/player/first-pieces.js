// The first pieces of a film, which its page names, play before hls.js is there: to compile it takes as long as to show them.
// It takes over what plays by then.
const Source = self.ManagedMediaSource ? undefined : self.MediaSource;
const KEPT_MS = 10_000; // it may read a piece twice while it takes over
const PATIENCE_MS = 4000; // a line that takes longer needs hls.js, which asks for less

export class FirstPieces {
  static of({ dataset, opening, video }) {
    const parts = Source && dataset.pieces ? JSON.parse(dataset.pieces) : [];
    const canPlay = parts.length && parts.every(({ mime }) => Source.isTypeSupported(mime));
    return canPlay ? new FirstPieces(video, opening.media, parts, Number(dataset.duration)) : undefined;
  }

  constructor(media, folder, parts, durationS) {
    Object.assign(this, { media, durationS, mediaSource: new Source(), asked: new AbortController(), files: new Map() });
    const fetched = (name) => this.fetch(new URL(folder + name, location).href);
    this.parts = parts.map((part) => ({ ...part, arriving: part.files.map(fetched) }));
    for (const file of this.parts.flatMap(({ arriving }) => arriving)) file.catch(() => {}); // told where it is waited for
  }

  async fetch(address) {
    const begun = performance.now();
    const answer = await fetch(address, { signal: this.asked.signal });
    const first = performance.now();
    if (!answer.ok) throw new Error(`${answer.status}`);
    const bytes = await answer.arrayBuffer();
    this.files.set(address, { bytes, firstMs: first - begun, wholeMs: performance.now() - begun });
    return bytes;
  }

  // Whether they are there.
  async show(atS) {
    const { asked, media, mediaSource, parts } = this;
    const patience = setTimeout(() => asked.abort(), PATIENCE_MS);
    try {
      const address = URL.createObjectURL(mediaSource);
      Object.assign(media, { src: address, currentTime: atS });
      await once(mediaSource, "sourceopen");
      URL.revokeObjectURL(address);
      mediaSource.duration = this.durationS;
      for (const part of parts) part.buffer = mediaSource.addSourceBuffer(part.mime);
      await Promise.all(parts.map(append));
      for (const part of parts) delete part.arriving; // megabytes, which the page would hold for the whole film
      return media.buffered.length > 0 && media.buffered.start(0) <= atS;
    } catch {
      asked.abort();
      return false;
    } finally {
      clearTimeout(patience);
    }
  }

  // As hls.js takes a film over from another player.
  get handedOver() {
    const { media, mediaSource, parts } = this;
    const tracks = parts.map(({ kind, mime, buffer }) => {
      const [container, codec] = mime.split(/; codecs="|"/);
      return [kind, { id: kind === "video" ? "main" : kind, container, codec, levelCodec: codec, buffer }];
    });
    return { media, mediaSource, tracks: Object.fromEntries(tracks) };
  }

  // For hls.js, which reads these files again, to know what is in the buffer: it need not ask for them, and learns what
  // the line bore.
  loader(Loader) {
    const { files } = this;
    setTimeout(() => files.clear(), KEPT_MS);
    return class extends Loader {
      load(context, config, callbacks) {
        const file = files.get(context.url);
        if (!file) return super.load(context, config, callbacks);
        const { stats } = this;
        const end = performance.now(), start = end - file.wholeMs;
        stats.loading = { start, first: start + file.firstMs, end };
        stats.loaded = stats.total = file.bytes.byteLength;
        setTimeout(() => stats.aborted || callbacks.onSuccess({ url: context.url, data: file.bytes }, stats, context, null));
      }
    };
  }
}

async function append({ arriving, buffer }) {
  for (const bytes of arriving) {
    buffer.appendBuffer(await bytes);
    await once(buffer, "updateend");
  }
}

const once = (target, name) => new Promise((resolve) => target.addEventListener(name, resolve, { once: true }));
