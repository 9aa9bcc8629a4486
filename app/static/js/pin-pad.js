// The PIN's keys: digits go into the field, bulbs count them, the fourth sends the form. Typing works as well.
const form = document.querySelector("[data-pin]");

function show(input) {
  form.querySelectorAll(".pin__bulbs .bulb").forEach((bulb, n) => {
    bulb.classList.toggle("bulb--on", n < input.value.length);
  });
}

function change(input, value) {
  input.value = value.replace(/[^0-9]/g, "").slice(0, 4);
  show(input);
  if (input.value.length === 4) form.requestSubmit();
}

if (form) {
  const input = form.elements.pin;
  form.classList.add("pin--keys");
  form.addEventListener("click", (event) => {
    const key = event.target.closest("[data-digit], [data-erase]");
    if (key) change(input, "digit" in key.dataset ? input.value + key.dataset.digit : input.value.slice(0, -1));
  });
  // Digits typed while a key has the focus count too.
  form.addEventListener("keydown", (event) => {
    if (event.target === input || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[0-9]$/.test(event.key)) change(input, input.value + event.key);
    else if (event.key === "Backspace") change(input, input.value.slice(0, -1));
  });
  input.addEventListener("input", () => change(input, input.value));
  // A page that comes back from the cache begins with an empty field.
  addEventListener("pageshow", () => change(input, ""));
}
