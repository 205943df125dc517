/* What every page does: keys, menus that close, requests that carry the newest token.

   Keys: any visible [data-key] element answers to its key: it is pressed, or focused if it takes text.
   Elements inside a [data-key-scope] answer only while that scope is the current one: the one that has the focus, or
   whose id the focused step names in data-scope. j and k walk through [data-step]. ? lists what the page answers to;
   there the letters can be switched off, which this browser remembers. Keys with Control work while typing, too. */

const SWITCH = "single-letter-keys";
const takesText = (element) => element?.matches?.("input:not([type=radio], [type=checkbox], [type=button], [type=submit]), textarea, select, [contenteditable]");
const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled;
const lettersOn = () => localStorage.getItem(SWITCH) !== "off";
let lastStep = null;

function nameOf(event) {
  return (event.ctrlKey || event.metaKey ? "Control+" : "") + event.key;
}

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
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", "Keys of this page");
  const list = document.createElement("dl");
  list.className = "keys-list";
  const entries = new Map([["j, k", "Next, previous"], ["?", "This list"]]);
  if (!document.querySelector("[data-step]")) entries.delete("j, k");
  for (const element of [...document.querySelectorAll("[data-key]")].filter(shown)) entries.set(element.dataset.key, label(element));
  for (const [key, words] of entries) {
    list.append(Object.assign(document.createElement("dt"), { innerHTML: "<kbd></kbd>" }), Object.assign(document.createElement("dd"), { textContent: words }));
    list.lastElementChild.previousElementSibling.firstElementChild.textContent = key.replace("Control+", "Ctrl ");
  }
  const letters = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: lettersOn() });
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
  letters.append(box, " Single-letter keys");
  const close = Object.assign(document.createElement("button"), { textContent: "Close" });
  close.addEventListener("click", () => dialog.close());
  dialog.append(Object.assign(document.createElement("h2"), { textContent: "Keys of this page" }), list, letters, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("focusin", (event) => {
  const step = event.target.closest?.("[data-step]");
  if (step) lastStep = step.id;
});

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const key = nameOf(event);
  const withControl = key.startsWith("Control+");
  if (!withControl && takesText(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (key === "?") listKeys();
  else if (!withControl && !lettersOn()) return;
  else if ((key === "j" || key === "k") && document.querySelector("[data-step]")) walk(key === "j" ? 1 : -1);
  else {
    const target = targetOf(key);
    if (!target) return;
    if (takesText(target)) target.focus();
    else target.click();
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
const touched = (field) => field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.options ? [...field.options].some((option) => option.selected !== option.defaultSelected) : field.value !== field.defaultValue || (field.matches("textarea") && field.value !== "");
const typed = () => [...document.querySelectorAll("main form:not([method=dialog])")].some((form) => [...form.elements].some((field) => field.matches("input:not([type=hidden]), textarea, select") && touched(field)));

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (requestConfig.verb === "get" && xhr.getResponseHeader("HX-Redirect") && typed()) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-list-keys]")) listKeys();
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
