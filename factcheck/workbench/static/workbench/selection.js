/* Document page: selecting words in the text fills the forms that add a claim and that comment, with the words and up
   to 40 characters on either side of them in their paragraph. The server finds the place and refuses what is ambiguous. */

const AROUND = 40;
const forms = document.querySelectorAll("[data-selection-form]");

function read(selection) {
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const inside = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(".paragraph-text");
  const paragraph = inside(range.startContainer);
  if (!paragraph || paragraph !== inside(range.endContainer)) return null;
  const words = range.toString();
  const [before, after] = [new Range(), new Range()];
  before.setStart(paragraph, 0), before.setEnd(range.startContainer, range.startOffset);
  after.setStart(range.endContainer, range.endOffset), after.setEnd(paragraph, paragraph.childNodes.length);
  const [lead, trail] = [words.length - words.trimStart().length, words.length - words.trimEnd().length];
  return {
    quote: words.trim(), words: words.trim(),
    before: [...(`${before}` + words.slice(0, lead))].slice(-AROUND).join(""),
    after: [...(words.slice(words.length - trail) + `${after}`)].slice(0, AROUND).join(""),
  };
}

function fill() {
  const selected = read(document.getSelection());
  if (!selected?.quote) return;
  for (const form of forms) {
    for (const field of form.elements) if (field.name in selected) field.value = selected[field.name];
    for (const shown of form.querySelectorAll("[data-selected-words]")) shown.textContent = selected.quote;
    form.dataset.filled = "";
    form.closest("details")?.setAttribute("open", "");
  }
}

document.addEventListener("pointerup", () => setTimeout(fill));
document.addEventListener("keyup", (event) => event.shiftKey && fill());
