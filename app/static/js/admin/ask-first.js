// A form with data-ask answers with a page that names what is about to happen. With scripts that page's question
// stands in a dialog; without, it is the page. Nothing happens before its own form is sent.
const dialog = document.getElementById("ask");
let asker;

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-ask]");
  if (!form || !dialog?.showModal) return;
  event.preventDefault();
  asker = event.submitter;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const question = page.getElementById("confirm");
  if (!question) {
    location.assign(answer.redirected ? answer.url : location.href);
    return;
  }
  const heading = document.createElement("h2");
  heading.className = "dialog__heading";
  heading.id = "ask-heading";
  heading.textContent = question.querySelector("h1").textContent;
  question.querySelector("h1").replaceWith(heading);
  dialog.replaceChildren(document.adoptNode(question));
  dialog.showModal();
});

dialog?.addEventListener("click", (event) => {
  if (event.target !== dialog && !event.target.closest("[data-close]")) return;
  event.preventDefault();
  dialog.close();
});
dialog?.addEventListener("close", () => asker?.focus());
