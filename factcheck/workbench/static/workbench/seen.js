/* Review page: says to the server, once, that a passage was on the screen: at least three quarters of it (or of the
   screen, when it is taller) for half a second, in a tab that is in front. The answer, if any, replaces #decision-gate. */

const LONG_ENOUGH = 500;
const CONNECTION_RETRY = 5000;
const waiting = new Map();

async function report(passage) {
  const token = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const response = await fetch(passage.dataset.seenUrl, { method: "POST", headers: { "X-CSRFToken": token, "HX-Request": "true" } }).catch(() => null);
  if (!response) setTimeout(() => observer.observe(passage), CONNECTION_RETRY);
  if (!response?.ok) return;
  passage.dataset.seen = "";
  passage.dispatchEvent(new CustomEvent("passage:seen", { bubbles: true }));
  const gate = document.getElementById("decision-gate");
  if (gate && response.status === 200) {
    gate.innerHTML = await response.text();
    htmx.process(gate);
  }
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
      if (document.visibilityState !== "visible") return;
      observer.unobserve(passage);
      report(passage);
    }, LONG_ENOUGH));
  }
}, { threshold: [0, 0.25, 0.5, 0.75, 1] });

function watch(root) {
  for (const passage of root.querySelectorAll("[data-seen-url]:not([data-seen])")) observer.observe(passage);
}

function again() {
  for (const passage of document.querySelectorAll("[data-seen-url]:not([data-seen])")) {
    observer.unobserve(passage);
    observer.observe(passage);
  }
}

watch(document);
document.addEventListener("htmx:load", (event) => watch(event.target));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && again());
