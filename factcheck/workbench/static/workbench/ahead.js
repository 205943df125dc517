/* Review page: the next screen is fetched while this one is read, and put in its place without another page load. It
   is kept in memory only, since no page may be stored, and fetched again whenever something changes. */

const SETTLED = 300;
let ahead = {};
let waiting = null;

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
  clearTimeout(waiting);
  waiting = setTimeout(fetchAhead, SETTLED);
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
