// A button that asks this device: for a new passkey, or to prove one. Its form then carries the answer.
const known = "PublicKeyCredential" in window && "parseCreationOptionsFromJSON" in PublicKeyCredential;
const ask = {
  make: async (options) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  enter: async (options) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};

function show(root) {
  if (!known) return;
  for (const form of root.querySelectorAll("[data-passkey]")) form.hidden = false;
}

async function answer(form) {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const told = await fetch(form.dataset.options, { method: "POST", body, redirect: "manual" });
  if (told.type === "opaqueredirect") return location.reload(); // the password is wanted first
  if (!told.ok) throw new Error(told.status);
  const credential = await ask[form.dataset.passkey](await told.json());
  form.elements.credential.value = JSON.stringify(credential);
  form.requestSubmit();
}

// The first submit asks the device; the second, with its answer, goes its way.
addEventListener("submit", (event) => {
  const form = event.target.closest("[data-passkey]");
  if (!form || form.elements.credential.value) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const words = form.querySelector("[data-passkey-words]");
  words.textContent = "";
  answer(form).catch(() => (words.textContent = "Your device gave no passkey. Nothing has changed."));
}, true);

document.addEventListener("htmx:after:swap", () => show(document));
show(document);
