// <live-events src="/events"> hears what happens on other devices and by other people while its tab is seen, and tells
// it to the page (facts-told.js; the scheme stands in app/foundation/events/models.py).
//
// It listens to the event stream. Where that is refused (no free stream, a proxy that holds answers back, a browser
// without EventSource) it asks `<src>/since` every now and then instead, and tries the stream again later. Either goes
// on after the last fact heard.
import { tell } from "./facts-told.js";

const SETTLE_MS = 500; // pages that are only passed through open no stream
const PATIENCE_MS = 10_000; // the first fact, stream-opened, comes at once
const POLL_MS = 10_000;
const LONGEST_POLL_MS = 120_000;
const AGAIN_MS = 60_000;
const LONGEST_AGAIN_MS = 900_000;

class LiveEvents extends HTMLElement {
  #source;
  #timer;
  #asking;
  #last = "";
  #pause = POLL_MS;
  #again = AGAIN_MS;
  #streamAt = 0;

  connectedCallback() {
    document.addEventListener("visibilitychange", this.#look);
    this.#look();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#look);
    this.#close();
  }

  #look = () => {
    this.#close();
    if (document.visibilityState === "visible") this.#timer = setTimeout(this.#begin, SETTLE_MS);
  };

  #begin = () => {
    if (!window.EventSource || Date.now() < this.#streamAt) return this.#poll();
    this.#source = new EventSource(this.#address(""));
    this.#source.onmessage = this.#hear;
    this.#source.onerror = () => this.#source?.readyState === EventSource.CLOSED && this.#giveUp();
    this.#timer = setTimeout(this.#giveUp, PATIENCE_MS);
  };

  #hear = (message) => {
    clearTimeout(this.#timer);
    this.#again = AGAIN_MS;
    this.#last = message.lastEventId;
    tell(JSON.parse(message.data));
  };

  // The browser comes back by itself from a lost line, but never from a refusal (429, 503, signed out).
  #giveUp = () => {
    this.#close();
    this.#streamAt = Date.now() + this.#again;
    this.#again = Math.min(this.#again * 2, LONGEST_AGAIN_MS);
    this.#poll();
  };

  #poll = async () => {
    const asking = (this.#asking = new AbortController());
    const answer = await this.#ask(asking.signal);
    if (asking.signal.aborted || answer?.redirected) return; // left, or signed out
    if (answer?.ok) await this.#take(answer);
    this.#pause = answer?.ok ? POLL_MS : Math.min(this.#pause * 2, LONGEST_POLL_MS);
    if (!asking.signal.aborted) this.#timer = setTimeout(this.#begin, this.#pause * (1 + Math.random()));
  };

  async #ask(signal) {
    try {
      return await fetch(this.#address("/since"), { signal });
    } catch {
      return undefined;
    }
  }

  async #take(answer) {
    const { last, facts } = await answer.json();
    this.#last = String(last);
    facts.forEach(tell);
  }

  // What was told since the page was asked for has not been heard either.
  #address(path) {
    const [name, mark] = this.#last ? ["after", this.#last] : ["since", this.getAttribute("since")];
    return `${this.getAttribute("src")}${path}?${name}=${encodeURIComponent(mark)}`;
  }

  #close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
    this.#asking?.abort();
  }
}

customElements.define("live-events", LiveEvents);
