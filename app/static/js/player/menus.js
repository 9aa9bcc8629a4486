// A button with a list of choices beneath or above it: arrows move, Enter chooses, Escape closes.
export class Menu {
  constructor(root, { choices, chosen, choose, summary, isComing = () => false }) {
    Object.assign(this, { root, choices, chosen, choose, summary, isComing });
    this.button = root.querySelector("button");
    this.list = root.querySelector("[role=menu]");
    this.button.addEventListener("click", () => (this.isOpen ? this.close() : this.open()));
    this.list.addEventListener("click", (event) => this.pick(event.target.closest("[role=menuitemradio]")));
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("focusout", (event) => this.isFilling || root.contains(event.relatedTarget) || this.close(false));
  }

  get isOpen() {
    return !this.list.hidden;
  }

  get lines() {
    return [...this.list.children];
  }

  // Called whenever what it offers or what is chosen may have changed. One that is still to come has its room already.
  refresh() {
    const offered = this.choices(), isComing = this.isComing();
    this.root.hidden = offered.length < 2 && !isComing;
    this.root.toggleAttribute("data-coming", isComing);
    this.root.querySelector("[data-chosen]").textContent = this.summary();
    if (!this.isOpen) return;
    const held = this.lines.indexOf(document.activeElement);
    this.isFilling = true; // the line that goes takes the focus with it, which is nobody's leaving
    this.fill(offered);
    if (held >= 0) this.lines[Math.min(held, this.lines.length - 1)]?.focus();
    this.isFilling = false;
  }

  fill(offered) {
    this.list.replaceChildren(...offered.map(({ label, value }) => this.line(label, value)));
  }

  line(label, value) {
    const line = document.createElement("button");
    const on = value === this.chosen();
    Object.assign(line, { type: "button", className: "player__choice", textContent: label, tabIndex: -1 });
    line.setAttribute("role", "menuitemradio");
    line.setAttribute("aria-checked", String(on));
    line.choice = value;
    return line;
  }

  open() {
    this.fill(this.choices());
    this.list.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    (this.lines.find((line) => line.getAttribute("aria-checked") === "true") ?? this.lines[0])?.focus();
  }

  close(takeFocus = true) {
    if (!this.isOpen) return;
    if (takeFocus) this.button.focus();
    this.list.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
  }

  pick(line) {
    if (!line) return;
    this.close();
    this.choose(line.choice);
    this.refresh();
  }

  key(event) {
    if (!this.isOpen) return;
    const at = this.lines.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: this.lines.length - 1 }[event.key];
    if (event.key === "Escape") this.close();
    else if (to !== undefined) this.lines.at(to % this.lines.length).focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
