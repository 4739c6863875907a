// One script for the three parts of the page: header, conversation, source panel.
// Clicks become events that Python answers; what Python sends back is scrolled to.
const ACTS = ["ask", "open", "switch", "fresh"];
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const behavior = calm ? "auto" : "smooth";
const wide = () => window.matchMedia("(min-width: 62rem)").matches;

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (!button) return;
  if (button.dataset.act === "back") return back();
  if (ACTS.includes(button.dataset.act)) trigger(button.dataset.act, { ...button.dataset });
});

element.addEventListener("click", (event) => {
  const skip = event.target.closest("a.skip");
  if (!skip) return;
  event.preventDefault();
  document.querySelector("#question textarea")?.focus();
});

function back() {
  const card = element.querySelector(".card");
  const number = card && document.getElementById(card.dataset.from);
  if (!number) return;
  number.focus({ preventScroll: true });
  number.scrollIntoView({ block: "center", behavior });
}

function showHeader() {
  const head = element.querySelector(".masthead");
  if (!head) return;
  document.documentElement.lang = head.dataset.language;
  document.title = head.dataset.title;
}

let told = "0";
function showThread() {
  const thread = element.querySelector(".thread");
  if (!thread || thread.dataset.told === told) return; // another language, the same conversation
  told = thread.dataset.told;
  if (told === "0") window.scrollTo({ top: 0, behavior });
  else thread.lastElementChild.scrollIntoView({ block: "start", behavior });
}

let checked = "";
function showSource() {
  const card = element.querySelector(".card");
  for (const number of document.querySelectorAll(".number[aria-current]")) number.removeAttribute("aria-current");
  if (!card) return;
  document.getElementById(card.dataset.from)?.setAttribute("aria-current", "true");
  if (card.dataset.checked === checked) return;
  checked = card.dataset.checked;
  const sheet = element.querySelector(".sheet");
  const mark = element.querySelector("mark.quote");
  if (sheet && mark) {
    const above = mark.getBoundingClientRect().top - sheet.getBoundingClientRect().top;
    sheet.scrollTop += above - sheet.clientHeight / 3;
  }
  if (card.dataset.moved !== "true") return;
  element.querySelector(".card h2").focus({ preventScroll: true });
  if (!wide()) element.querySelector(".source").scrollIntoView({ block: "start", behavior });
}

function show() {
  showHeader();
  showThread();
  requestAnimationFrame(showSource);
}

watch("value", show);
if (element.querySelector(".masthead")) showHeader();
