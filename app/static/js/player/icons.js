// Shows another icon of the sprite in a button, and says what the button now does.
export function face(button, icon, label) {
  const use = button.querySelector("use");
  const sprite = use.getAttribute("href").split("#")[0];
  use.setAttribute("href", `${sprite}#${icon}`);
  button.querySelector("svg").classList.toggle("icon--filled", icon === "play" || icon === "pause");
  button.setAttribute("aria-label", label);
  button.title = button.title.replace(/^[^(]*?(?= \(|$)/, label);
}
