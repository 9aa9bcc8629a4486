// Sends a film as the body of the request, so that it streams to its place, and says how far it is.
const MB = 1_000_000;

function address(form, file) {
  const fields = new URLSearchParams({ file: encodeURIComponent(file.name) });
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrf_token") fields.set(name, value);
  }
  return `${form.getAttribute("action")}?${fields}`;
}

function tell(form, sent, total, begun) {
  const seconds = (performance.now() - begun) / 1000;
  const left = sent ? Math.round((seconds / sent) * (total - sent)) : 0;
  const percent = Math.floor((sent / total) * 100);
  form.querySelector("progress").value = percent;
  const rest = left > 59 ? `, about ${Math.ceil(left / 60)} min left` : left > 4 ? `, about ${left} s left` : "";
  const words = sent === total ? "Looking at the file" : `${percent} %, ${(sent / MB).toFixed(0)} of ${(total / MB).toFixed(0)} MB${rest}`;
  form.querySelector("[role=status]").textContent = words;
}

function fail(form, words) {
  form.querySelector("[role=status]").textContent = words;
  form.querySelector("button").disabled = false;
}

function finish(form, request) {
  if (request.status === 201) {
    location.assign(request.getResponseHeader("Location"));
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const fresh = page.getElementById("upload");
  if (!fresh) {
    fail(form, page.querySelector("main p")?.textContent ?? "That did not work. Try again in a moment.");
    return;
  }
  document.getElementById("upload").replaceWith(document.adoptNode(fresh));
  document.querySelector("[data-focus-first]")?.focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-upload]");
  const file = form?.querySelector("input[type=file]").files[0];
  if (!file) return;
  event.preventDefault();
  const request = new XMLHttpRequest();
  const begun = performance.now();
  form.querySelector(".upload-form__progress").hidden = false;
  form.querySelector("button").disabled = true;
  request.upload.addEventListener("progress", (step) => tell(form, step.loaded, step.total, begun));
  request.addEventListener("load", () => finish(form, request));
  request.addEventListener("error", () => fail(form, "The connection ended before the file was through. Send it again."));
  request.open("POST", address(form, file));
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("X-CSRFToken", form.elements.csrf_token.value);
  request.send(file);
});
