/* Document page: selecting words in the text fills the form that adds a claim, with the words and up to 40 characters
   on either side of them in their paragraph. The server finds the place and refuses what is ambiguous. */

const AROUND = 40;
const form = document.querySelector("[data-selection-form]");

function textBetween(root, startNode, startOffset, endNode, endOffset) {
  const range = document.createRange();
  range.setStart(startNode, startOffset);
  range.setEnd(endNode, endOffset);
  return range.toString();
}

function read(selection) {
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const inside = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(".paragraph-text");
  const paragraph = inside(range.startContainer);
  if (!paragraph || paragraph !== inside(range.endContainer)) return null;
  const words = range.toString();
  const before = textBetween(paragraph, paragraph, 0, range.startContainer, range.startOffset);
  const after = textBetween(paragraph, range.endContainer, range.endOffset, paragraph, paragraph.childNodes.length);
  const lead = words.length - words.trimStart().length;
  const trail = words.length - words.trimEnd().length;
  return {
    quote: words.trim(),
    before: [...(before + words.slice(0, lead))].slice(-AROUND).join(""),
    after: [...(words.slice(words.length - trail) + after)].slice(0, AROUND).join(""),
  };
}

function fill() {
  const selected = read(document.getSelection());
  if (!selected?.quote) return;
  for (const [name, value] of Object.entries(selected)) form.elements[name].value = value;
  for (const shown of form.querySelectorAll("[data-selected-words]")) shown.textContent = selected.quote;
  form.dataset.filled = "";
  form.closest("details")?.setAttribute("open", "");
}

if (form) {
  document.addEventListener("pointerup", () => setTimeout(fill));
  document.addEventListener("keyup", (event) => event.shiftKey && fill());
}
