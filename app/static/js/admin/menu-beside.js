// On a wide screen the menu stands beside the page and is always open; on a phone it opens by its button.
const menu = document.getElementById("menu");
const wide = matchMedia("(min-width: 60em)");
const follow = () => (menu.open = wide.matches);

if (menu) {
  wide.addEventListener("change", follow);
  follow();
}
