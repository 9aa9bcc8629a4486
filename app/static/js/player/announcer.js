// Says in the live region what has changed by a key or by itself.
export function announcer(region) {
  let clearing;
  return (text) => {
    clearTimeout(clearing);
    region.textContent = text;
    clearing = setTimeout(() => (region.textContent = ""), 4000);
  };
}
