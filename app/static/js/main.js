import "./notice-toasts.js";
import "./shelf-pager.js";
import "./geometric-focus.js";
import "./theme-switch.js";
import "./focus-error.js";
import "./search-key.js";
import "./poster-grows.js";
import "./open-close.js";
import "./live-events.js";
import "./list-order.js";
import "./pin-pad.js";
import "./passkeys.js";
import "./same-viewer.js";
import "./open-film.js";

document.documentElement.classList.add("has-scripts");
