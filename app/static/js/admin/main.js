import "../live-events.js";
import "../focus-error.js";
import "../open-close.js";
import "./ask-first.js";
import "./chosen-rows.js";
import "./inline-rows.js";
import "./menu-beside.js";
import "./row-lookup.js";

document.documentElement.classList.add("has-scripts");
