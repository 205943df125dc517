/* Document page: moves each note in the margin down to the line of its words, without overlap. Without this script
   notes stand at the top of their paragraph; below 900 pixels they stay under it. */

const wide = matchMedia("(width >= 56.25rem)");

function align(paragraph) {
  let free = 0;
  const top = paragraph.getBoundingClientRect().top;
  const notes = [...paragraph.querySelectorAll(".note[data-for]")];
  for (const note of notes) note.style.marginBlockStart = "";
  if (!wide.matches) return;
  for (const note of notes) {
    const words = document.getElementById(note.dataset.for);
    if (!words) continue;
    const wanted = words.getClientRects()[0].top - top;
    const natural = note.getBoundingClientRect().top - top;
    note.style.marginBlockStart = `${Math.max(0, Math.max(wanted, free) - natural)}px`;
    free = note.getBoundingClientRect().bottom - top;
  }
}

const all = () => document.querySelectorAll(".paragraph").forEach(align);
all();
addEventListener("resize", all);
document.addEventListener("htmx:afterSettle", all);
