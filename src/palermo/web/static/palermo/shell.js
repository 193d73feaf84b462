// What the frame of every page does beyond links and forms. Every part also works without this file: menus are
// <details>, choices and leaving are forms that the server answers.
"use strict";

(() => {
  const root = document.documentElement;

  // --- Leaving quickly: Escape twice, or the button ------------------------------------------------------------
  const DOUBLE_PRESS_MS = 700;
  let lastEscape = -Infinity;

  function leaveQuickly(form) {
    // The page goes blank at once; the session ends in the background, so a slow network does not keep it in sight.
    root.style.visibility = "hidden";
    document.title = "";
    // Other tabs leave with this one, and no page asks whether typing may be lost (lock.js, lock_guard.js).
    document.dispatchEvent(new Event("palermo:leave"));
    if (!navigator.sendBeacon(form.action, new FormData(form))) {
      form.submit();
      return;
    }
    location.replace(form.dataset.leave);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-leave]");
    if (!form) return;
    event.preventDefault();
    leaveQuickly(form);
  });

  // --- Menus close with Escape and with a press outside ----------------------------------------------------------
  const openMenus = () => document.querySelectorAll("details[data-menu][open]");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    const form = document.querySelector("[data-leave]");
    if (form && event.timeStamp - lastEscape < DOUBLE_PRESS_MS) {
      leaveQuickly(form);
      return;
    }
    lastEscape = event.timeStamp;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });

  // A page brought back by the Back button is asked for again: the session may have ended. Pages that can cover
  // themselves ask without losing what was typed (lock.js).
  const coversItself = () => document.querySelector("dialog[data-lock]") !== null;
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && !coversItself()) location.reload();
  });

  // --- Theme, without loading the page again ----------------------------------------------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-theme-form]");
    const button = event.submitter;
    if (!form || !button) return;
    event.preventDefault();
    if (button.value) root.dataset.bsTheme = button.value;
    else delete root.dataset.bsTheme;
    for (const other of document.querySelectorAll("[data-theme-form] button")) {
      other.setAttribute("aria-pressed", String(other.value === button.value));
    }
    fetch(form.action, { method: "POST", body: new FormData(form, button), redirect: "manual", keepalive: true });
    document.dispatchEvent(new Event("palermo:theme"));
  });

  // --- Filling in a demonstration account ----------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill-login]");
    if (!button) return;
    const form = document.getElementById(button.dataset.fillForm);
    form.elements.login.value = button.dataset.fillLogin;
    form.elements.password.value = button.dataset.fillPassword;
    form.querySelector("[type=submit]").focus();
  });

  // --- Copying a table: cells apart by tabs, as spreadsheets take them ------------------------------------------------
  function offerCopying() {
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const rows = [...document.getElementById(button.dataset.copy).rows];
    const text = rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join("\t")).join("\n");
    await navigator.clipboard.writeText(text);
    document.getElementById("announcement").textContent = button.dataset.copied;
    button.lastChild.textContent = button.dataset.copied;
  });
  offerCopying();

  // --- Parts of pages that are fetched (htmx) --------------------------------------------------------------------------
  // Empty filters stay out of the address.
  document.addEventListener("htmx:configRequest", (event) => {
    const { parameters } = event.detail;
    for (const key of Object.keys(parameters)) if (parameters[key] === "") delete parameters[key];
  });

  // An answer from another address than the one asked is the sign-in page: never inside a list.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, pathInfo } = event.detail;
    const asked = new URL(pathInfo.requestPath, location.href).pathname;
    if (xhr.responseURL && new URL(xhr.responseURL).pathname !== asked) {
      event.detail.shouldSwap = false;
      if (coversItself()) document.dispatchEvent(new Event("palermo:ask"));
      else location.reload();
    }
  });

  // The address follows what is shown. htmx would do this too, but keeps addresses and pages in the browser's store.
  const address = () => location.pathname + location.search;
  let addressShown = address();
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.detail.requestConfig.elt.matches("[data-keeps-address]")) return;
    history.pushState(null, "", event.detail.pathInfo.finalRequestPath);
    addressShown = address();
  });
  // htmx notes the address once more when it starts; an address may hold a reference.
  document.addEventListener("DOMContentLoaded", () => sessionStorage.removeItem("htmx-current-path-for-history"));
  window.addEventListener("popstate", () => {
    if (address() !== addressShown) location.reload();
  });

  // Screen readers hear what was found; a region that comes with its words in it is not read out.
  document.addEventListener("htmx:afterSwap", (event) => {
    const found = event.detail.target.querySelector("[data-announce]");
    if (found) document.getElementById("announcement").textContent = found.textContent.trim();
  });

  function sayThatItFailed() {
    const place = document.getElementById("announcement");
    place.textContent = place.dataset.failed;
    place.classList.remove("visually-hidden");
    place.classList.add("note", "note-watch", "announcement");
  }
  document.addEventListener("htmx:sendError", sayThatItFailed);
  document.addEventListener("htmx:responseError", sayThatItFailed);
})();
