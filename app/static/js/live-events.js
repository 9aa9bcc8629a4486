// <live-events src="/events"> hears the event stream while its tab is seen, and tells each fact again as an event on
// body, named for its kind: a block with hx-trigger="video-became-ready from:body" then refetches itself.
const SETTLE_MS = 500; // pages that are only passed through open no stream
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;

class LiveEvents extends HTMLElement {
  #source;
  #timer;
  #last = "";
  #pause = FIRST_PAUSE_MS;

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
    if (document.visibilityState === "visible") this.#timer = setTimeout(this.#open, SETTLE_MS);
  };

  #open = () => {
    const after = this.#last && `?after=${encodeURIComponent(this.#last)}`;
    this.#source = new EventSource(`${this.getAttribute("src")}${after}`);
    this.#source.onmessage = this.#hear;
    this.#source.onerror = this.#retry;
  };

  #hear = (message) => {
    const { kind, facts } = JSON.parse(message.data);
    this.#last = message.lastEventId;
    this.#pause = FIRST_PAUSE_MS;
    document.body.dispatchEvent(new CustomEvent(kind, { detail: facts }));
  };

  // The browser comes back by itself from a lost line, but never from a refusal (429, 503, signed out).
  #retry = () => {
    if (this.#source?.readyState !== EventSource.CLOSED) return;
    this.#close();
    this.#timer = setTimeout(this.#open, this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  };

  #close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
  }
}

customElements.define("live-events", LiveEvents);
