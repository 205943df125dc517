/* Live updates. The server says that something changed, with its kind and id; the page then fetches what it shows through
   ordinary addresses. On the body it fires "live" for any change, once a second at most, "live-story-5" for one of story
   5, and unhides [data-live-notice="5"] (or "any"), which offers to show it, so that nothing moves under anybody's eyes. Hidden
   tabs close their stream. Without one, pages ask every half minute. Those in front fire "here", their signs of life. */

const { live: ADDRESS, liveSince: SINCE } = document.body.dataset;
const [ASK_AFTER, SIGN_AFTER, TOGETHER] = [30_000, 12_000, 1_000]; // milliseconds
let [source, asking, asked, late] = [null, null, null, null];

const fire = (name) => document.body.dispatchEvent(new CustomEvent(name, { bubbles: true }));

function tell({ story, changed }) {
  late ??= setTimeout(() => { late = null; fire("live"); }, TOGETHER); // the last of many is heard too
  fire(`live-story-${story}`);
  if (changed.every(([kind]) => kind === "run")) return; // the machine worked, and found nothing new
  for (const notice of document.querySelectorAll(`[data-live-notice="any"], [data-live-notice="${story}"]`)) notice.hidden = false;
}

async function ask() {
  if (document.hidden) return;
  const since = asked ?? `ago=${(Date.now() - performance.timeOrigin) / 1000}`;
  const response = await fetch(`${SINCE}?${since}`).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const { now, events } = await response.json();
  asked = `after=${now}`;
  events.forEach(tell);
}

function listen() {
  if (source || !ADDRESS || document.hidden) return;
  source = new EventSource(ADDRESS);
  source.addEventListener("ready", () => { asking = clearInterval(asking); });
  source.addEventListener("changed", (event) => tell(JSON.parse(event.data)));
  source.addEventListener("error", () => { asking ??= setInterval(ask, ASK_AFTER); });
}

const close = () => { source = source?.close(); };

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return close();
  listen();
  fire("live");
});
addEventListener("pagehide", close);
setInterval(() => document.hidden || fire("here"), SIGN_AFTER);
listen();
