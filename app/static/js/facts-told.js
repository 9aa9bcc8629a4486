// Tells a fact to the page as events on body, by the scheme in app/foundation/events/models.py: its kind, and if it is
// about a title, its kind with the title's number behind it. A block with hx-trigger="reviews-changed-12 from:body" then
// refetches itself. What an answer of HTMX has told this tab already (HX-Trigger) is not told again; as a fact may come
// before the answer of the act that caused it, facts wait while an act of this tab is under way.
const MOST_REMEMBERED = 200;
const answered = new Map(); // number of a fact: the kinds that its own answer told
const acting = new Set();
const waiting = [];

export function tell(fact) {
  if (acting.size) waiting.push(fact);
  else tellNow(fact);
}

function tellNow({ id, kind, facts }) {
  if (kind === "stream-reset") tellEverything();
  else if (!answered.get(id)?.has(kind)) {
    say(kind, facts);
    sayWithTitle(kind, facts);
  }
}

function say(kind, facts) {
  document.body.dispatchEvent(new CustomEvent(kind, { detail: facts }));
}

function sayWithTitle(kind, facts) {
  if (Number.isInteger(facts?.title)) say(`${kind}-${facts.title}`, facts);
}

// Something may have been missed: whatever listens to any fact refetches itself.
function tellEverything() {
  const triggers = [...document.querySelectorAll('[hx-trigger*="from:body"]')].map((one) => one.getAttribute("hx-trigger"));
  const kinds = triggers.flatMap((text) => [...text.matchAll(/([a-z]+(?:-[a-z0-9]+)+)[^,]* from:body/g)].map(([, kind]) => kind));
  for (const kind of new Set(kinds)) say(kind, {});
}

function remember(numbers, kinds) {
  for (const number of numbers) answered.set(Number(number), kinds);
  while (answered.size > MOST_REMEMBERED) answered.delete(answered.keys().next().value);
}

function toldBy(ctx) {
  const told = ctx.response?.headers?.get("HX-Trigger");
  return told?.startsWith("{") ? JSON.parse(told) : {};
}

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const facts = toldBy(ctx);
  const numbers = ctx.response.headers.get("Matinee-Facts") ?? "";
  remember(numbers.split(",").filter(Boolean), new Set(Object.keys(facts)));
  for (const kind of Object.keys(facts)) sayWithTitle(kind, facts[kind]);
});

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.request.method !== "GET") acting.add(ctx);
});

// Where the block with the form was drawn anew meanwhile, htmx tells the document, and blocks listen to body.
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  acting.delete(ctx);
  if (!ctx.sourceElement?.isConnected) Object.entries(toldBy(ctx)).forEach(([kind, facts]) => say(kind, facts));
  if (!acting.size) waiting.splice(0).forEach(tellNow);
});
