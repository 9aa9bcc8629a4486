// A field that names a row: what is typed asks for suggestions, each with the row's number, so that names may repeat.
const PAUSE_MS = 150;
let timer;

async function suggest(input) {
  const answer = await fetch(`${input.dataset.lookup}&query=${encodeURIComponent(input.value)}`);
  if (!answer.ok) return;
  const rows = await answer.json();
  const options = rows.map(([id, words]) => {
    const option = document.createElement("option");
    option.value = `${words} #${id}`;
    return option;
  });
  document.getElementById(input.getAttribute("list"))?.replaceChildren(...options);
}

for (const name of ["input", "focusin"]) {
  document.addEventListener(name, (event) => {
    const input = event.target.closest?.("input[data-lookup]");
    if (!input || / #\d+$/.test(input.value)) return;
    clearTimeout(timer);
    timer = setTimeout(() => suggest(input), PAUSE_MS);
  });
}
