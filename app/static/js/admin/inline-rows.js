// Rows inside a form: "Add" copies the template under the next number, the cross takes an unsaved row away.
function renumber(fragment, number) {
  for (const element of fragment.querySelectorAll("*")) {
    for (const name of ["id", "name", "for", "list", "aria-describedby"]) {
      const value = element.getAttribute(name);
      if (value?.includes("__row__")) element.setAttribute(name, value.replaceAll("__row__", number));
    }
  }
}

function nextPlace(list) {
  const places = [...list.querySelectorAll("input[name$='-position']")].map((input) => Number(input.value) || 0);
  return places.length ? Math.max(...places) + 1 : 0;
}

document.addEventListener("click", (event) => {
  const rows = event.target.closest("[data-rows]");
  if (event.target.closest("[data-remove-row]")) {
    event.target.closest("[data-row]").remove();
    rows.querySelector("[data-add-row]").focus();
    return;
  }
  if (!rows || !event.target.closest("[data-add-row]")) return;
  const list = rows.querySelector(".inline-field-list");
  const row = rows.querySelector("template").content.cloneNode(true);
  const number = Number(rows.dataset.next);
  rows.dataset.next = number + 1;
  renumber(row, String(number));
  const place = row.querySelector("input[name$='-position']");
  if (place) place.value = nextPlace(list);
  list.append(row);
  list.lastElementChild.querySelector("input:not([type=hidden]), select")?.focus();
});

for (const button of document.querySelectorAll("[data-add-row]")) button.hidden = false;
