// What can wait until the picture moves.
export function soon(video, act) {
  const begin = () => {
    if (video.paused || !video.played.length) return;
    video.removeEventListener("timeupdate", begin);
    act();
  };
  video.addEventListener("timeupdate", begin);
}
