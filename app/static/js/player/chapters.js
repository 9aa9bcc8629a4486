// The list of chapters: a press goes there, and the present one is marked.
export function showChapters(player) {
  const buttons = [...player.querySelectorAll("[data-chapters] [data-start]")];
  for (const button of buttons) button.addEventListener("click", () => player.transport.seek(Number(button.dataset.start)));
  player.video.addEventListener("timeupdate", () => mark(player, buttons));
}

function mark(player, buttons) {
  const time = player.video.currentTime;
  const present = buttons.findLast(({ dataset }) => time >= Number(dataset.start));
  for (const button of buttons) {
    if (button === present) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  player.part("in-chapter").textContent = present?.children[1].textContent ?? "";
}
