// The switch to the other language leads to the section that is being read: its ids are the same in both.
for (const event of ["click", "auxclick", "contextmenu", "keydown"])
  document.querySelector(".language-switch").addEventListener(event, ({ currentTarget }) => {
    const begun = [...document.querySelectorAll("article section section")].filter(
      (section) => section.getBoundingClientRect().top < innerHeight / 3
    );
    currentTarget.hash = begun.at(-1)?.id ?? "";
  });

// A drawer closes behind the reader who has chosen a section in it, and opens where the current chapter is.
for (const drawer of document.querySelectorAll("[popover]")) {
  drawer.addEventListener("click", ({ target }) => target.closest("a") && drawer.hidePopover?.());
  drawer.addEventListener("toggle", () => drawer.querySelector(".current-page")?.scrollIntoView({ block: "center" }));
}

// What scrolls sideways can be reached by the keyboard.
for (const box of document.querySelectorAll(".highlight pre, .output pre, .table-wrapper"))
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;

// On paper nothing can be opened: solutions are printed open, and closed again after.
let openedForPrint = [];
addEventListener("beforeprint", () => {
  openedForPrint = [...document.querySelectorAll("details.sd-dropdown:not([open])")];
  for (const details of openedForPrint) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of openedForPrint) details.open = false;
});
