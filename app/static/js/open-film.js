// Play begins where it is pressed: the film's page comes into this one's place. A press belongs to the document in which
// it was made, and only there do all browsers let a film begin with its sound. What the pointer or the focus rests on is
// made ready before it is pressed. Whatever is not simply a film (a question, a refusal, a lost line) is opened as the
// plain link that it is.
const FILM = /^\/watch\/[^/]+$/;
const [SHEET, PLAYER] = ["css/player.css", "js/player/player.js"].map((name) => new URL(`../${name}`, import.meta.url).href);
const REST_MS = 120;
const KEPT_MS = 60_000; // for so long is an answer as good as a new one
const PICTURE_MS = 300;
const TURNS_MS = 300; // nothing turns before that
const PATIENCE_MS = 5000;

let ahead; // { address, film, at } of the one that is made ready
let resting;
let pressed;

class Film {
  constructor(page, styled) {
    Object.assign(this, { page, styled });
    this.body = document.adoptNode(page.body);
    customElements.upgrade(this.body);
    this.player = this.body.querySelector("matinee-player");
  }

  // The head names the first pieces; they and the player's own parts come at once, beside the page itself.
  static async fetch(address, headers) {
    const asked = fetch(address, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    const [player, styled] = [import(PLAYER), style()];
    for (const part of [player, styled]) part.catch(() => {}); // told where it is waited for
    const answer = await asked;
    if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.head.append(...page.querySelectorAll("link[data-ahead]"));
    await player;
    return new Film(page, styled);
  }

  // Drawing the page and finding its first picture at once would keep both waiting.
  async hasPicture() {
    this.player.makeReady();
    await this.styled;
    const { video } = this.player;
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) return;
    await new Promise((resolve) => {
      video.addEventListener("loadeddata", resolve, { once: true });
      setTimeout(resolve, PICTURE_MS);
    });
  }

  // Pushed as htmx pushes: its way back asks for the page anew.
  show(address) {
    if (!history.state?.htmx) history.replaceState({ htmx: true }, "");
    history.pushState({ htmx: true }, "", address);
    document.title = this.page.title;
    document.activeElement?.blur(); // while all is as it was: whatever has the focus when it goes has the page styled anew
    document.body.replaceWith(this.body);
    hint({ href: SHEET }).media = "all";
    const [shown, root] = [this.page.documentElement, document.documentElement];
    for (const { name } of [...root.attributes]) if (name !== "class") root.removeAttribute(name);
    for (const { name, value } of shown.attributes) root.setAttribute(name, value);
    scrollTo(0, 0);
    window.htmx?.process(this.body);
  }
}

// A link of the head, once.
function hint(facts) {
  const known = document.querySelector(`link[href="${facts.href}"]`);
  if (known) return known;
  const link = Object.assign(document.createElement("link"), facts);
  document.head.append(link);
  return link;
}

// Not for the page that is left, which would be laid out anew for it.
async function style() {
  const link = hint({ rel: "stylesheet", href: SHEET, media: "not all" });
  return link.sheet ?? new Promise((onload, onerror) => Object.assign(link, { onload, onerror }));
}

function filmOf(event) {
  const link = event.target.closest?.("a[href]");
  const isFilm = link?.origin === location.origin && FILM.test(link.pathname) && !link.target;
  return isFilm && !document.querySelector("matinee-player") ? link : null;
}

// The film of this address, which may be on its way already; another one that was made ready is let go.
function filmAt(address, headers) {
  if (ahead?.address !== address || performance.now() > ahead.at + KEPT_MS) {
    ahead?.film.then(({ player }) => player.stream?.close(), () => {});
    ahead = { address, film: Film.fetch(address, headers), at: performance.now() };
  }
  return ahead.film;
}

function makeReady({ href }) {
  if (navigator.connection?.saveData) return;
  filmAt(href, { Purpose: "prefetch" }).then(({ player }) => player.makeReady()).catch(() => {});
}

async function open(link) {
  const address = link.href;
  if (pressed === link) return;
  pressed = link;
  clearTimeout(resting);
  const turning = setTimeout(() => link.setAttribute("aria-busy", "true"), TURNS_MS);
  try {
    const film = await filmAt(address);
    await film.hasPicture();
    if (pressed === link) film.show(address);
  } catch {
    if (pressed === link) location.assign(address);
  }
  clearTimeout(turning);
  link.removeAttribute("aria-busy");
  if (pressed === link) pressed = undefined;
}

const rest = (event) => {
  clearTimeout(resting);
  const link = filmOf(event);
  if (link) resting = setTimeout(makeReady, REST_MS, link);
};
const leave = () => clearTimeout(resting);

document.addEventListener("pointerover", rest);
document.addEventListener("focusin", rest);
for (const name of ["pointerout", "pointercancel", "focusout"]) document.addEventListener(name, leave);
document.addEventListener("pointerdown", (event) => {
  const link = event.pointerType === "mouse" && event.button === 0 && filmOf(event);
  if (link) makeReady(link);
});
document.addEventListener("click", (event) => {
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  const link = isPlain && !event.defaultPrevented && filmOf(event);
  if (!link) return;
  event.preventDefault();
  open(link);
});
