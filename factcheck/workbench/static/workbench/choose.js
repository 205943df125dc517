/* Document page: choosing a claim, by its words, its note or j and k, opens its details in the margin; another closes,
   unless somebody is typing in it. Keeps the marks in the text in step with the notes, and shows what a run found. */

const marksOf = (claim) => document.querySelectorAll(`[data-claim="${claim}"]`);
const noteOf = (claim) => document.getElementById(`note-${claim}`);
const beingTyped = (root) => [...root.querySelectorAll(".note-form :is(input, select, textarea)")].some(touched);
const beside = matchMedia("(width >= 56.25rem)");
let chosen = null;

function close(note) {
  note.classList.remove("note--current");
  delete note.dataset.current;
  note.querySelector(".note-details")?.remove();
}

function highlight() {
  for (const mark of document.querySelectorAll("[data-claim]")) mark.ariaCurrent = mark.dataset.claim === chosen ? "true" : null;
}

function choose(claim) {
  const note = noteOf(claim);
  if (!note || (chosen === claim && note.querySelector(".note-details"))) return;
  const already = chosen === claim;
  chosen = claim;
  for (const other of document.querySelectorAll(".note--current")) if (other !== note && !beingTyped(other)) close(other);
  highlight();
  if (already || note.querySelector(".note-details")) return;
  const address = note.querySelector("[data-claim-link]").getAttribute("href");
  htmx.ajax("GET", address, { target: note, swap: "outerHTML" }).finally(() => {
    if (!noteOf(claim)?.querySelector(".note-details")) chosen = null;
    else if (beside.matches) noteOf(claim).scrollIntoView({ block: "nearest" });
  });
}

function inStep({ dataset: { note, state } }) {
  for (const { classList } of marksOf(note)) classList.value = `claim claim--${state}${classList.contains("claim--disputed") ? " claim--disputed" : ""}`;
}

function showText() {
  const text = document.getElementById("document-text");
  const kept = [...document.querySelectorAll("[data-note]")].filter(beingTyped);
  if (text) htmx.ajax("GET", text.dataset.address + location.search, { target: text, swap: "outerHTML" }).then(() => {
    for (const note of kept) noteOf(note.dataset.note)?.replaceWith(note), htmx.process(note);
  });
}

document.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  const words = event.target.closest("[data-claim], [data-claim-link]");
  if (words && noteOf(words.dataset.claim ?? words.dataset.claimLink)) {
    event.preventDefault();
    choose(words.dataset.claim ?? words.dataset.claimLink);
  }
  if (event.target.closest("[data-show-text]") && document.getElementById("document-text")) {
    event.preventDefault();
    event.target.closest(".run")?.remove();
    showText();
  }
});

document.addEventListener("focusin", (event) => {
  const step = event.target.closest("[data-step]");
  if (step) choose(step.dataset.claim ?? step.dataset.claimLink);
});

document.addEventListener("htmx:afterSettle", () => {
  for (const note of document.querySelectorAll("[data-note]")) inStep(note);
  highlight();
});

document.addEventListener("claim-added", (event) => {
  const words = document.getElementById(`words-${event.detail.claim}`);
  words?.focus();
  words?.scrollIntoView({ block: "center" });
});

document.addEventListener("run-ended", () => {
  if (beingTyped(document)) return;
  for (const run of document.querySelectorAll(".run:has([data-show-text])")) run.remove();
  showText();
});

const named = /^#(?:note|words)-(\d+)$/.exec(location.hash);
if (named) choose(named[1]);
