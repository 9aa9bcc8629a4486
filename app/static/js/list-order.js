// <list-order>: cards of a list are dragged to where they shall stand; the arrows on each do the same with any device.
class ListOrder extends HTMLElement {
  connectedCallback() {
    for (const name of ["dragstart", "dragover", "dragend", "drop"]) this.addEventListener(name, this);
  }

  get cards() {
    return [...this.querySelectorAll("[data-move]")];
  }

  handleEvent(event) {
    const card = event.target.closest?.("[data-move]");
    if (event.type === "dragstart") this.take(event, card);
    else if (!this.held) return;
    else if (event.type === "dragover") this.pass(event, card);
    else if (event.type === "drop") event.preventDefault();
    else this.leave();
  }

  take(event, card) {
    if (!card) return;
    [this.held, this.from] = [card, this.cards.indexOf(card)];
    card.dataset.held = "";
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.move);
  }

  pass(event, card) {
    event.preventDefault();
    if (!card || card === this.held) return;
    const { cards } = this;
    if (cards.indexOf(card) > cards.indexOf(this.held)) card.after(this.held);
    else card.before(this.held);
  }

  async leave() {
    const { held } = this;
    delete held.dataset.held;
    this.held = null;
    const place = this.cards.indexOf(held);
    if (place === this.from) return;
    const form = held.querySelector("form[action$='/move']");
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, to: place + 1 });
    const headers = { "HX-Request": "true" };
    await fetch(held.dataset.move, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
    document.body.dispatchEvent(new CustomEvent("my-list-changed")); // what stands there now, whatever became of it
  }
}

customElements.define("list-order", ListOrder);
