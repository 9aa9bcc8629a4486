// <shelf-row>: buttons that page, and "1–4 of 9". Without scripts the row still scrolls.
class ShelfRow extends HTMLElement {
  connectedCallback() {
    this.track = this.querySelector(".shelf__track");
    this.pager = this.closest(".shelf")?.querySelector(".shelf__pager");
    if (!this.track || !this.pager) return;
    this.pager.addEventListener("click", this);
    this.track.addEventListener("scroll", this, { passive: true });
    this.watcher = new ResizeObserver(() => this.tell());
    this.watcher.observe(this.track);
  }

  disconnectedCallback() {
    this.watcher?.disconnect();
  }

  handleEvent(event) {
    if (event.type === "scroll") return this.tell();
    const button = event.target.closest("[data-page]");
    if (button && button.getAttribute("aria-disabled") !== "true") this.page(Number(button.dataset.page));
  }

  page(direction) {
    const sign = getComputedStyle(this).direction === "rtl" ? -1 : 1;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const width = this.track.clientWidth * 0.86;
    this.track.scrollBy({ left: sign * direction * width, behavior: still ? "instant" : "smooth" });
  }

  tell() {
    const edge = this.track.getBoundingClientRect();
    const cards = [...this.track.querySelectorAll(".card")];
    const whole = cards.filter((card) => {
      const box = card.getBoundingClientRect();
      return box.left >= edge.left - 2 && box.right <= edge.right + 2;
    });
    const fits = this.track.scrollWidth <= this.track.clientWidth + 2;
    this.pager.hidden = fits || !whole.length;
    if (this.pager.hidden) return;
    const first = cards.indexOf(whole[0]);
    const last = cards.indexOf(whole.at(-1));
    const words = `${first + 1}–${last + 1} of ${cards.length}`;
    const position = this.pager.querySelector(".shelf__position");
    if (position.textContent !== words) position.textContent = words;
    this.dim(-1, first === 0);
    this.dim(1, last === cards.length - 1);
  }

  dim(direction, atEnd) {
    this.pager.querySelector(`[data-page="${direction}"]`).setAttribute("aria-disabled", String(atEnd));
  }
}

customElements.define("shelf-row", ShelfRow);
