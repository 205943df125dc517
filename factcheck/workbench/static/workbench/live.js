/* Live updates. The server says that something changed, with its kind and id; the page then fetches what it shows through
   ordinary addresses. On the body it fires "live" for any change and "live-story-5" for one of story 5; and it unhides
   [data-live-notice="5"] (or "any"), which offers to show the change, so that nothing moves under anybody's eyes.
   Hidden tabs close their stream. Without a stream, the pages ask every half minute. */

const ADDRESS = document.body.dataset.live;
const ASK_AFTER = 30_000;
const FAILURES = 3;
let source = null;
let failures = 0;
let asking = null;

function tell({ story, changed }) {
  document.body.dispatchEvent(new CustomEvent("live"));
  if (story !== undefined) document.body.dispatchEvent(new CustomEvent(`live-story-${story}`));
  if (changed.every(([kind]) => kind === "run")) return; // the machine worked, and found nothing new
  for (const notice of document.querySelectorAll("[data-live-notice]")) {
    if (notice.dataset.liveNotice === "any" || notice.dataset.liveNotice === String(story)) notice.hidden = false;
  }
}

function ask() {
  asking ??= setInterval(() => document.body.dispatchEvent(new CustomEvent("live")), ASK_AFTER);
}

function listen() {
  if (source || !ADDRESS) return;
  source = new EventSource(ADDRESS);
  source.addEventListener("ready", () => {
    failures = 0;
    clearInterval(asking);
    asking = null;
  });
  source.addEventListener("changed", (event) => tell(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    failures += 1;
    if (failures < FAILURES && source?.readyState !== EventSource.CLOSED) return;
    close();
    ask();
  });
}

function close() {
  source?.close();
  source = null;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return close();
  failures = 0;
  listen();
  document.body.dispatchEvent(new CustomEvent("live"));
});
addEventListener("pagehide", close);
if (!document.hidden) listen();
