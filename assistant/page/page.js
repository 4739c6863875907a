// One script for the parts of the page: header, conversation, what is said at once, source panel.
// Clicks become events that Python answers; what Python sends back is scrolled to.
const ACTS = ["ask", "open", "judge", "without", "filter", "switch", "fresh"];
const HERE = { back, copy, edit, unfold, unfilter };
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const behavior = calm ? "auto" : "smooth";
const wide = () => window.matchMedia("(min-width: 62rem)").matches;

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (!button) return;
  const act = button.dataset.act;
  if (act in HERE) HERE[act](button);
  else if (ACTS.includes(act)) trigger(act, { ...button.dataset });
  if (act === "judge") refocus = `opinion-${button.dataset.exchange}`;
});

element.addEventListener("change", (event) => {
  if (event.target.dataset.filter) filter(event.target.id);
});

// What is sent back replaces what was there: the keyboard goes on from the same place.
let refocus = "";
let unfolded = false;
function filter(id) {
  const chosen = {};
  for (const field of element.querySelectorAll("[data-filter]")) chosen[field.dataset.filter] = field.value;
  refocus = id;
  unfolded = element.querySelector("details").open;
  trigger("filter", chosen);
}

function unfilter(button) {
  const field = document.getElementById(`filter-${button.dataset.name}`);
  field.value = "";
  filter(field.id);
}

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

async function copy(button) {
  const said = button.textContent;
  if (navigator.clipboard) await navigator.clipboard.writeText(button.dataset.text);
  else copyByHand(button.dataset.text); // an address that is neither local nor https
  button.textContent = button.dataset.done;
  setTimeout(() => (button.textContent = said), 2500);
}

function copyByHand(words) {
  const box = document.createElement("textarea");
  box.value = words;
  document.body.append(box);
  box.select();
  document.execCommand("copy");
  box.remove();
}

function edit(button) {
  const box = document.querySelector("#question textarea");
  box.value = button.dataset.words;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

function unfold(button) {
  const words = button.parentElement.querySelector(".asked .words");
  const folded = words.classList.toggle("folded");
  button.setAttribute("aria-expanded", String(!folded));
  [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
}

function showHeader() {
  const head = element.querySelector(".masthead");
  if (!head) return;
  document.documentElement.lang = head.dataset.language;
  document.title = head.dataset.title;
}

let told = "0";
let newest = 0;
function showThread() {
  const thread = element.querySelector(".thread");
  if (!thread) return;
  const version = Number(thread.dataset.version);
  if (version < newest) return trigger("again", {}); // two replies crossed on their way
  newest = version;
  if (thread.dataset.told === told) return; // another language, the same conversation
  told = thread.dataset.told;
  if (told === "0") window.scrollTo({ top: 0, behavior });
  else thread.lastElementChild.scrollIntoView({ block: "start", behavior });
}

let checked = "";
function showSource() {
  const open = document.querySelector("#panel .card"); // whichever part was sent back
  for (const number of document.querySelectorAll(".number[aria-current]")) number.removeAttribute("aria-current");
  if (open) document.getElementById(open.dataset.from)?.setAttribute("aria-current", "true");
  const card = element.querySelector(".card");
  if (!card || card.dataset.checked === checked) return;
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
  const folded = element.querySelector(".filters details");
  if (folded) folded.open = unfolded;
  const last = refocus && element.querySelector(`#${refocus}`);
  if (!last) return;
  refocus = "";
  (last.checkVisibility() ? last : element.querySelector("summary")).focus();
}

watch("value", show);
if (element.querySelector(".masthead")) showHeader();
