// What lies nearest in a direction, for arrow keys that go from one thing to the next.
export const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];

function distance(from, to, [dx, dy]) {
  const [fx, fy] = middle(from);
  const [tx, ty] = middle(to);
  const along = (tx - fx) * dx + (ty - fy) * dy;
  const across = dx ? Math.abs(ty - fy) : Math.max(0, to.left - fx, fx - to.right); // a bar that is above lies above all of it
  const sameRow = Math.abs(ty - fy) < Math.max(from.height, to.height) / 2;
  const level = Math.abs(ty - fy) < Math.min(from.height, to.height) / 2; // cards of one row differ by a line of text
  if (along < 4 || (dx ? !sameRow : level)) return Infinity;
  return dx ? along : along * 3 + across;
}

export function nearest(start, others, step) {
  const from = start.getBoundingClientRect();
  let best = null;
  let least = Infinity;
  for (const other of others) {
    const box = other.getBoundingClientRect();
    if (other === start || !box.width) continue;
    const far = distance(from, box, step);
    if (far < least) [best, least] = [other, far];
  }
  return best;
}
