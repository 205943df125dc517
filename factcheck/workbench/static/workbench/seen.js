/* Review page: says to the server, once, that a passage was on the screen: at least three quarters of it (or of the
   screen, when it is taller) for half a second, in a tab that is in front. */

const [LONG_ENOUGH, CONNECTION_RETRY] = [500, 5000]; // milliseconds
const waiting = new Map();

async function report(passage) {
  let status = 0;
  await htmx.ajax("POST", passage.dataset.seenUrl, { source: passage, handler: (_, { xhr }) => { status = xhr.status; } }).catch(() => null);
  if (!status) return setTimeout(watch, CONNECTION_RETRY);
  if (status >= 300) return;
  passage.dataset.seen = "";
  passage.dispatchEvent(new CustomEvent("passage:seen", { bubbles: true }));
}

function onScreen(entry) {
  const tall = entry.boundingClientRect.height > entry.rootBounds.height;
  return tall ? entry.intersectionRect.height >= 0.75 * entry.rootBounds.height : entry.intersectionRatio >= 0.75;
}

const observer = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const passage = entry.target;
    clearTimeout(waiting.get(passage));
    if (!onScreen(entry)) continue;
    waiting.set(passage, setTimeout(() => {
      if (document.hidden) return;
      observer.unobserve(passage);
      report(passage);
    }, LONG_ENOUGH));
  }
}, { threshold: [0, 0.25, 0.5, 0.75, 1] });

function watch() {
  observer.disconnect();
  for (const passage of document.querySelectorAll("[data-seen-url]:not([data-seen])")) observer.observe(passage);
}

watch();
document.addEventListener("htmx:load", watch);
document.addEventListener("visibilitychange", () => document.hidden || watch());
