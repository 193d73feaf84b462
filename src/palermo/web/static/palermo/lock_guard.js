// Warns before a page is left whose form was changed and not sent. Forms that only look for something are not guarded.
"use strict";

(() => {
  const GUARDED = "main form[method='post' i]:not([data-unguarded])";
  const typed = new Set();
  let sending = null;
  let isLeaving = false;

  const differs = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return field.value !== field.defaultValue;
  };

  function warn(event) {
    const isLost = (field) => field.isConnected && field.form !== sending && differs(field);
    if (isLeaving || ![...typed].some(isLost)) return;
    event.preventDefault();
    event.returnValue = "1";
  }

  // The listener is there only once something was typed: browsers keep pages without one ready for going back.
  document.addEventListener("input", (event) => {
    sending = null;
    if (!event.target.form?.matches(GUARDED)) return;
    if (!typed.size) window.addEventListener("beforeunload", warn);
    typed.add(event.target);
  });

  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) sending = event.target;
  });

  // Quick exit asks nothing: whoever presses it has no time for a question.
  for (const kind of ["palermo:leave", "palermo:left"]) {
    document.addEventListener(kind, () => {
      isLeaving = true;
    });
  }
})();
