// The chosen poster grows into the title page: it takes the name that the page's own poster has.
function posterFor(url) {
  const path = new URL(url, location.href).pathname;
  const links = document.querySelectorAll(".card__link");
  const link = [...links].find((one) => new URL(one.href).pathname === path && onScreen(one));
  return link?.querySelector(".card__frame");
}

function onScreen(element) {
  const box = element.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}

function name(frame, transition) {
  if (!frame || document.querySelector(".title-head__poster")) return;
  frame.style.viewTransitionName = "poster";
  transition.finished.finally(() => (frame.style.viewTransitionName = ""));
}

addEventListener("pageswap", (event) => {
  const to = event.activation?.entry?.url;
  if (event.viewTransition && to && new URL(to).pathname.startsWith("/watch/")) return event.viewTransition.skipTransition();
  if (event.viewTransition && to) name(posterFor(to), event.viewTransition);
});

addEventListener("pagereveal", (event) => {
  const from = window.navigation?.activation?.from?.url;
  if (event.viewTransition && from) name(posterFor(from), event.viewTransition);
});
