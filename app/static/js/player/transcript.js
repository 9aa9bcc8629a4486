// The transcript beneath or beside the picture: a line goes to its moment, and the present one is marked and kept in sight.
const STAY_MS = 4000; // after somebody has scrolled

export function followTranscript(player) {
  const panel = document.querySelector("[data-transcript-panel]");
  if (!panel) return;
  let scrolledAt = 0;
  let current;
  panel.addEventListener("click", (event) => {
    const line = event.target.closest("[data-start]");
    if (!line || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    player.transport.seek(Number(line.dataset.start));
  });
  panel.addEventListener("wheel", () => (scrolledAt = Date.now()), { passive: true });
  panel.addEventListener("touchmove", () => (scrolledAt = Date.now()), { passive: true });
  player.video.addEventListener("timeupdate", () => {
    if (!panel.open) return;
    const present = lineAt(panel, player.video.currentTime);
    if (present === current && present?.isConnected) return;
    current?.removeAttribute("aria-current");
    current = present;
    current?.setAttribute("aria-current", "true");
    if (current && Date.now() - scrolledAt > STAY_MS) keepInSight(current);
  });
}

function lineAt(panel, time) {
  const lines = [...panel.querySelectorAll("[data-start]")];
  return lines.findLast(({ dataset }) => time >= Number(dataset.start) - 0.05);
}

// Within its own list only: the page stays where it is.
function keepInSight(line) {
  const list = line.closest("ol");
  const top = line.offsetTop - list.offsetTop;
  if (top < list.scrollTop || top + line.offsetHeight > list.scrollTop + list.clientHeight) {
    list.scrollTop = top - list.clientHeight / 3;
  }
}
