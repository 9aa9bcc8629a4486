// The browser's Back may bring a page back from memory that was somebody else's: a page of another profile is asked
// for anew. The profile last seen here is kept beside the pages, since the cookie is out of reach on purpose.
const viewer = document.documentElement.dataset.viewer ?? "";

function seenLast() {
  try {
    return localStorage.getItem("viewer");
  } catch {
    return null;
  }
}

function isFromMemory(event) {
  return event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
}

addEventListener("pageshow", (event) => {
  const last = seenLast();
  if (isFromMemory(event) && last !== null && last !== viewer) location.reload();
  else try { localStorage.setItem("viewer", viewer); } catch { /* no storage: pages are asked for by their headers */ }
});
