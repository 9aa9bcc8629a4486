// Shows the `notice` event, {text, tone, undo_url}, as a toast. It goes after 10 s, but not while hovered or focused.
const REST_MS = 10_000;

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${notices().dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

const notices = () => document.getElementById("notices");

function undoForm(url) {
  const form = element("form", "toast__undo");
  const token = document.createElement("input");
  Object.assign(form, { method: "post", action: url });
  form.setAttribute("hx-post", url);
  form.setAttribute("hx-swap", "none");
  Object.assign(token, { type: "hidden", name: "csrf_token", value: notices().dataset.csrf });
  form.append(token, element("button", "button button--text", icon("undo-2"), "Undo"));
  return form;
}

function closeButton(toast) {
  const button = element("button", "icon-button", icon("x"));
  button.type = "button";
  button.setAttribute("aria-label", "Close this message");
  button.addEventListener("click", () => toast.remove());
  return button;
}

function show({ text, tone = "plain", undo_url: undo }) {
  const problem = tone === "danger" || tone === "problem";
  const toast = element("div", `toast${problem ? " toast--problem" : ""}`);
  const rule = element("span", "toast__rule");
  toast.append(icon(problem ? "triangle-alert" : "check"), element("span", "toast__text", text));
  if (undo) toast.append(undoForm(undo));
  toast.append(closeButton(toast), rule);
  toast.addEventListener("submit", () => setTimeout(() => toast.remove(), 300));
  notices().append(toast);
  window.htmx?.process(toast);
  leaveLater(toast, rule);
}

function leaveLater(toast, rule) {
  rule.addEventListener("animationend", () => toast.remove());
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    rule.remove();
    const rest = () => (toast.matches(":hover, :focus-within") ? setTimeout(rest, 2000) : toast.remove());
    setTimeout(rest, REST_MS);
  }
}

document.addEventListener("notice", (event) => {
  const detail = event.detail ?? {};
  const text = detail.text ?? detail.value;
  if (text && notices()) show({ ...detail, text });
});
