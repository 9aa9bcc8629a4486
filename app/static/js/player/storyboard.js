// The storyboard: a WebVTT index of tiles on a few sheets (Media Fragments `xywh`).
const CUE = /([\d:.]+) --> ([\d:.]+)[^\n]*\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g;

const seconds = (stamp) => stamp.split(":").reduce((total, part) => total * 60 + Number(part), 0);

export async function loadStoryboard(address) {
  if (!address) return new Storyboard("", location.href);
  try {
    const answer = await fetch(address);
    return new Storyboard(answer.ok ? await answer.text() : "", address);
  } catch {
    return new Storyboard("", address);
  }
}

class Storyboard {
  constructor(text, address) {
    const base = new URL(address, location.href);
    this.tiles = [...text.matchAll(CUE)].map(([, start, end, sheet, ...box]) => ({
      start: seconds(start),
      end: seconds(end),
      sheet: new URL(sheet, base).href,
      box: box.map(Number),
    }));
  }

  show(svg, time, opening) {
    const tile = this.tiles.find(({ start, end }) => time >= start && time < end) ?? this.tiles.at(-1);
    svg.toggleAttribute("hidden", !tile);
    if (!tile) return;
    svg.setAttribute("viewBox", tile.box.join(" "));
    svg.setAttribute("width", tile.box[2]);
    svg.setAttribute("height", tile.box[3]);
    svg.querySelector("image").setAttribute("href", opening.fresh(tile.sheet));
  }
}
