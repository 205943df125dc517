/* What every page does: menus that close, requests that carry the newest token, and keys. Any visible [data-key] answers
   to its key: it is pressed, or focused if it takes text; within a [data-key-scope] only while that is the current one,
   which has the focus or is named by the focused step's data-scope. j and k walk through [data-step]. ? lists the keys;
   there the letters can be switched off, which this browser remembers. Keys with Control work while typing, too. */

const SWITCH = "single-letter-keys";
const takesText = (element) => element?.matches?.("input:not([type=radio], [type=checkbox], [type=button], [type=submit]), textarea, select, [contenteditable]");
const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled;
const lettersOn = () => localStorage.getItem(SWITCH) !== "off";
let lastStep = null;

function currentScope() {
  const active = document.activeElement;
  const step = active?.dataset.scope ? active : document.getElementById(lastStep);
  return active?.closest("[data-key-scope]") ?? document.getElementById(step?.dataset.scope ?? "") ?? document.querySelector("[data-key-scope][data-current]");
}

function targetOf(key) {
  const candidates = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter(shown);
  const scope = currentScope();
  return candidates.find((element) => scope?.contains(element)) ?? candidates.find((element) => !element.closest("[data-key-scope]"));
}

function walk(direction) {
  const steps = [...document.querySelectorAll("[data-step]")].filter(shown);
  const here = steps.findIndex((step) => step === document.activeElement || step.id === lastStep || step.contains(document.activeElement));
  const next = steps[here < 0 ? (direction > 0 ? 0 : steps.length - 1) : here + direction];
  if (!next) return;
  lastStep = next.id;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function label(element) {
  const words = element.dataset.keyLabel ?? element.getAttribute("aria-label") ?? element.labels?.[0]?.innerText ?? element.innerText;
  return words.replace(/\s+/g, " ").trim().replace(new RegExp(`\\s${element.dataset.key.replace(/\W/g, "\\$&")}$`), "");
}

function listKeys() {
  const dialog = document.getElementById("keys").content.firstElementChild.cloneNode(true);
  const entries = new Map(document.querySelector("[data-step]") ? [["j, k", "Next, previous"]] : []);
  for (const element of [...document.querySelectorAll("[data-key]")].filter(shown)) entries.set(element.dataset.key, label(element));
  for (const [key, words] of entries) {
    const row = dialog.querySelector("template").content.cloneNode(true);
    row.querySelector("kbd").textContent = key.replace("Control+", "Ctrl ");
    row.querySelector("dd").textContent = words;
    dialog.querySelector("dl").append(row);
  }
  const box = dialog.querySelector("input");
  box.checked = lettersOn();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("focusin", (event) => { lastStep = event.target.closest?.("[data-step]")?.id ?? lastStep; });

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const key = (event.ctrlKey || event.metaKey ? "Control+" : "") + event.key;
  const withControl = key.startsWith("Control+");
  if (!withControl && takesText(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (!withControl && key !== "?" && !lettersOn()) return;
  if ((key === "j" || key === "k") && document.querySelector("[data-step]")) walk(key === "j" ? 1 : -1);
  else {
    const target = targetOf(key);
    if (!target) return;
    if (takesText(target)) target.focus();
    else target.click();
    if (target.matches("summary")) target.parentElement.querySelector("[open] > :not(summary) :is(input:not([type=hidden]), textarea, select)")?.focus();
  }
  event.preventDefault();
});

// Signing in in another tab changes the token; what this tab sends afterwards must carry the new one.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1];
  if (!token) return;
  detail.headers["X-CSRFToken"] = token;
  if (detail.parameters.csrfmiddlewaretoken) detail.parameters.csrfmiddlewaretoken = token;
});

// A page that brings itself up to date after its session ended is sent to sign in; never away from what somebody typed.
globalThis.touched = (field) => {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue || (field.matches("textarea") && field.value !== "");
};
const typed = () => [...document.querySelectorAll("main form:not([method=dialog])")].some((form) => [...form.elements].some((field) => field.matches("input:not([type=hidden]), textarea, select") && touched(field)));

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (requestConfig.verb === "get" && xhr.getResponseHeader("HX-Redirect") && typed()) event.preventDefault();
});

// Nothing that somebody sends is lost in silence: where no answer comes, the page says so and keeps what was typed.
for (const failure of ["htmx:sendError", "htmx:responseError"]) document.addEventListener(failure, ({ detail }) => {
  if (!detail.elt.matches("form, button") || (detail.xhr.status && detail.xhr.status < 500)) return;
  document.getElementById("messages").replaceChildren(document.getElementById("no-answer").content.cloneNode(true));
  document.getElementById("messages").scrollIntoView();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-list-keys]")) listKeys();
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
