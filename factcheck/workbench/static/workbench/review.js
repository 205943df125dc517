/* Review page: says to the server, once, that a passage was on the screen: at least three quarters of it (or of the
   screen, when it is taller) for half a second, in a tab that is in front. */

const [LONG_ENOUGH, CONNECTION_RETRY, SETTLED] = [500, 5000, 300]; // milliseconds
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

/* And the next screen is fetched while this one is read, and put in its place without another page load. It
   is kept in memory only, since no page may be stored, and fetched again whenever something changes. */

let ahead = {};
let fetching = null;

async function fetchAhead() {
  const to = document.getElementById("review")?.dataset.ahead;
  const mine = (ahead = { to });
  if (!to || document.hidden) return;
  const headers = { "HX-Request": "true", "HX-Target": "review", "HX-Preloaded": "true", "HX-Current-URL": location.href };
  const response = await fetch(to, { headers }).catch(() => null);
  if (response?.ok && !response.headers.has("HX-Redirect")) mine.html = await response.text();
}

function later() {
  ahead = {};
  clearTimeout(fetching);
  fetching = setTimeout(fetchAhead, SETTLED);
}

function show() {
  history.replaceState({ htmx: true }, "");
  history.pushState({ htmx: true }, "", ahead.to);
  htmx.swap("#review", ahead.html, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0, show: "top", showTarget: "window" });
  htmx.trigger("#rail-list", "stale");
}

document.addEventListener("go-on", ({ detail }) =>
  htmx.ajax("GET", detail.to, { source: "#review", target: "#review", swap: "outerHTML show:window:top", push: "true" }));

document.addEventListener("htmx:beforeRequest", (event) => {
  const { requestConfig, target, elt } = event.detail;
  if (target.id !== "review") return;
  if (elt !== target) document.getElementById("messages").replaceChildren(); // what was done stays as one goes on
  if (requestConfig.verb === "get" && ahead.html && requestConfig.path === ahead.to) event.preventDefault(), show();
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.elt.id !== "review") return;
  document.body.dispatchEvent(new CustomEvent("here"));
  later();
});
document.addEventListener("live", later);
later();
