/* Copies the text of the element that data-copy names. The buttons are hidden until this script runs. */

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy).textContent.trim();
    button.textContent = await navigator.clipboard.writeText(text).then(() => "Copied", () => "Copying is not allowed here");
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}
