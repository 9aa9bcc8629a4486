// Sends films piece by piece (tus 1.0): several beside each other, paused and gone on with, also after a reload.
const MB = 1_000_000;
const DELAYS = [0, 1000, 3000, 5000, 10_000, 20_000];
const LASTING = new Set([409, 423, 429, 460, 500, 502, 503, 504]); // may pass when it is tried again

const form = document.querySelector("form[data-upload]");
const input = form.querySelector("input[type=file]");
const list = document.querySelector("[data-uploads]");
const said = document.querySelector("[data-said]");
const AT_ONCE = 2; // more would leave the page itself no connection
const waiting = [];
let sending = 0;

function next() {
  while (waiting.length && sending < AT_ONCE) waiting.shift().begin();
}

function titled(name) {
  return name.replace(/\.[a-z0-9]{2,4}$/i, "").replace(/[._]+/g, " ").trim();
}

function fieldsFor(file, isAlone) {
  const fields = Object.fromEntries([...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrf_token"));
  if (form.elements.name && !isAlone) fields.name = titled(file.name);
  return { ...fields, filename: file.name };
}

function timeLeft(seconds) {
  if (!Number.isFinite(seconds) || seconds < 5) return "";
  return seconds > 59 ? `, about ${Math.ceil(seconds / 60)} min left` : `, about ${Math.round(seconds)} s left`;
}

function mayPass(error) {
  const status = error.originalResponse?.getStatus();
  return !status || LASTING.has(status);
}

function reason(error) {
  const answer = error.originalResponse;
  if (!answer || !answer.getStatus()) return "The connection was lost. Go on when it is back.";
  if (!(answer.getHeader("Content-Type") ?? "").startsWith("text/plain")) return "Reload the page and give your password again, then choose the same file.";
  return answer.getBody() || "That did not work. Try again in a moment.";
}

class FilmUpload {
  constructor(file, isAlone) {
    this.file = file;
    this.isAlone = isAlone;
    this.row = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
    this.row.querySelector(".upload-row__name").textContent = file.name;
    this.row.querySelector("progress").setAttribute("aria-label", file.name);
    this.row.querySelector("[data-forget]").setAttribute("aria-label", `Cancel ${file.name}`);
    this.pause = this.row.querySelector("[data-pause]");
    this.pause.hidden = true;
    this.pause.addEventListener("click", () => (this.isSending ? this.rest() : this.go()));
    this.row.querySelector("[data-forget]").addEventListener("click", () => this.forget());
    list.append(this.row);
    this.say("Waits for the others");
    this.client = new window.tus.Upload(file, this.options(fieldsFor(file, isAlone)));
  }

  options(metadata) {
    const purpose = ["title", "episode", "role"].map((name) => metadata[name] ?? "").join("-");
    const { name, size, lastModified } = this.file;
    return {
      endpoint: "/uploads",
      chunkSize: Number(form.dataset.chunk),
      retryDelays: DELAYS,
      metadata,
      headers: { "X-CSRFToken": form.elements.csrf_token.value },
      removeFingerprintOnSuccess: true,
      fingerprint: async () => ["matinee", name, size, lastModified, purpose].join("-"),
      onShouldRetry: mayPass,
      onAfterResponse: (_request, answer) => (this.video = answer.getHeader("Upload-Video") ?? this.video),
      onProgress: (sent, total) => this.tell(sent, total),
      onError: (error) => this.fail(error),
      onSuccess: () => this.finish(),
    };
  }

  async begin() {
    this.pause.hidden = false;
    this.mark(true);
    const [earlier] = await this.client.findPreviousUploads();
    if (earlier) {
      this.client.resumeFromPreviousUpload(earlier);
      document.querySelector(`[data-reference="${earlier.uploadUrl?.split("/").pop()}"]`)?.remove();
    }
    this.go();
  }

  go() {
    this.mark(true);
    this.row.classList.remove("is-failed");
    this.since = undefined;
    this.client.start();
  }

  async rest() {
    this.mark(false);
    await this.client.abort();
    this.say("Paused");
  }

  mark(isSending) {
    if (isSending !== Boolean(this.isSending)) sending += isSending ? 1 : -1;
    this.isSending = isSending;
    this.pause.textContent = isSending ? "Pause" : "Go on";
    this.pause.setAttribute("aria-label", `${this.pause.textContent} ${this.file.name}`);
    if (!isSending) next();
  }

  async forget() {
    if (waiting.includes(this)) waiting.splice(waiting.indexOf(this), 1);
    this.mark(false);
    await this.client.abort(true).catch(() => {});
    this.row.remove();
    input.focus();
    said.textContent = `${this.file.name}: cancelled`;
  }

  tell(sent, total) {
    if (!this.isSending) return;
    this.since ??= { at: performance.now(), sent };
    const speed = (sent - this.since.sent) / ((performance.now() - this.since.at) / 1000);
    const percent = Math.floor((sent / total) * 100);
    this.row.querySelector("progress").value = percent;
    const pace = speed > 0 ? `, ${(speed / MB).toFixed(1)} MB/s${timeLeft((total - sent) / speed)}` : "";
    this.say(sent === total ? "Looking at the file" : `${percent} % of ${(total / MB).toFixed(0)} MB${pace}`);
  }

  say(words) {
    this.row.querySelector("p").textContent = words;
  }

  fail(error) {
    this.mark(false);
    this.row.classList.add("is-failed");
    this.pause.hidden = !mayPass(error); // sent again, it would be refused again
    if (!mayPass(error)) this.row.querySelector("progress").value = 0;
    this.say(reason(error));
    said.textContent = `${this.file.name}: ${reason(error)}`;
  }

  finish() {
    this.mark(false);
    if (!this.video) return this.say("It has arrived and waits to be taken in. Reload the page to see why.");
    const address = `/admin/videos/details/?id=${this.video}`;
    if (this.isAlone && !sending && !waiting.length) return location.assign(address);
    this.row.querySelector("progress").value = 100;
    this.row.querySelector(".upload-row__acts").replaceChildren(Object.assign(document.createElement("a"), { href: address, textContent: "Open" }));
    this.say("Arrived, and waits to be encoded");
    said.textContent = `${this.file.name}: arrived`;
  }
}

input.multiple = "many" in form.dataset;

input.addEventListener("change", () => {
  const { name } = form.elements;
  if (!name || !input.files.length) return;
  const several = input.files.length > 1;
  name.disabled = several;
  if (several) name.value = "";
  else if (!name.value) name.value = titled(input.files[0].name);
  name.placeholder = several ? "Each is named after its file" : "";
});

form.addEventListener("submit", (event) => {
  const files = [...input.files];
  if (!files.length) return; // the house says what is missing
  event.preventDefault();
  const isAlone = files.length === 1;
  waiting.push(...files.map((file) => new FilmUpload(file, isAlone)));
  next();
  input.value = "";
  if (form.elements.name) Object.assign(form.elements.name, { disabled: false, placeholder: "" });
});

for (const kind of ["dragenter", "dragover"]) {
  form.addEventListener(kind, (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    form.classList.add("is-over");
  });
}
form.addEventListener("dragleave", (event) => form.contains(event.relatedTarget) || form.classList.remove("is-over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("is-over");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change"));
});
