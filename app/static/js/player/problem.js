// The link that reports a problem says where in the film it happened. Without this script it says where one resumed.
export function tellTheSecond(player) {
  document.querySelector("[data-problem]")?.addEventListener("click", (event) => {
    const link = event.currentTarget;
    const address = new URL(link.href);
    address.searchParams.set("at", Math.floor(player.video.currentTime));
    link.href = address;
  });
}
