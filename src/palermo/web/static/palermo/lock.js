// Locks an open page: covers it, takes it out of sight, out of the accessibility tree and out of print, and gives it
// back as it was. What was typed stays in the page's own fields; it is sent nowhere and written nowhere. The server
// decides by its own clock whether the session is locked; this file only shows it at once, in every tab of the browser.
"use strict";

(() => {
  const root = document.documentElement;
  const cover = document.querySelector("dialog[data-lock]");
  const lockPage = document.querySelector("form[data-lock-page]");
  const { minutes, grain, owner, lockUrl, stateUrl, touchUrl, passkeyUrl } = (cover ?? lockPage ?? root).dataset;
  const content = cover?.querySelector("template").content.firstElementChild;
  const part = (name) => content.querySelector(`[data-lock-${name}]`);

  // --- Talking to the other tabs ----------------------------------------------------------------------------------
  const channel = new BroadcastChannel("palermo-lock");
  const say = (what) => channel.postMessage({ what });

  function leaveToo() {
    root.style.visibility = "hidden";
    document.title = "";
    // The page's own guard against lost typing must not ask now.
    document.dispatchEvent(new Event("palermo:left"));
    const form = document.querySelector("[data-leave]");
    location.replace(form ? form.dataset.leave : "/");
  }

  document.addEventListener("palermo:leave", () => say("left"));

  // A page for visitors: somebody has signed out, or the session is over. The other tabs shall ask.
  if (!cover && !lockPage) {
    if (document.querySelector("[data-nobody]")) say("ask");
    return;
  }

  // --- Talking to the server --------------------------------------------------------------------------------------
  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

  /** The answer's state, or null where the server cannot be reached. */
  async function ask(url, fields) {
    const options = { headers: { Accept: "application/json" }, cache: "no-store", redirect: "manual" };
    if (fields) {
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) body.append(name, value);
      Object.assign(options, { method: "POST", body, keepalive: true });
      options.headers["X-CSRFToken"] = token();
    }
    try {
      const answer = await fetch(url, options);
      // A redirect leads to the sign-in page.
      if (answer.type === "opaqueredirect") return { state: "ended" };
      if (answer.status === 204) return { state: "open" };
      const found = await answer.json();
      return found.code === "locked" ? { state: "locked", ...found } : found;
    } catch {
      return null;
    }
  }

  // --- The page that stands alone: it goes on when another tab has unlocked -----------------------------------------
  if (!cover) {
    const goOn = async () => {
      const found = await ask(stateUrl);
      if (found?.state !== "open") return;
      if (found.owner === owner) HTMLFormElement.prototype.submit.call(lockPage);
      else location.replace("/");
    };
    channel.addEventListener("message", ({ data }) => {
      if (data.what === "left") leaveToo();
      if (data.what === "unlocked") goOn();
    });
    document.addEventListener("visibilitychange", () => document.hidden || goOn());
    // Opening changes the session's key; a second press would arrive with the old one.
    let isSent = false;
    lockPage.addEventListener("submit", (event) => {
      if (isSent) event.preventDefault();
      isSent = true;
    });
    return;
  }

  // --- Covering and giving back -----------------------------------------------------------------------------------
  const LIMIT = Number(minutes) * 60_000;
  const TOUCH_EVERY = (Number(grain) + 1) * 1000;
  const TELL_EVERY = 5000;
  const secret = content.querySelector("[name=secret]");
  const problem = part("problem");
  let kept = null;
  // The server was not told yet that this browser is locked.
  let isUnconfirmed = false;
  let isTrying = false;
  let refused = [];

  const hasCaret = (field) => "selectionStart" in field && field.selectionStart !== null;

  function remember() {
    const field = document.activeElement;
    const scrolled = [...document.querySelectorAll("*")].filter((each) => each.scrollTop || each.scrollLeft);
    return {
      title: document.title,
      field,
      caret: hasCaret(field) ? [field.selectionStart, field.selectionEnd, field.selectionDirection] : null,
      scrolled: scrolled.map((each) => [each, each.scrollTop, each.scrollLeft]),
    };
  }

  function hide() {
    if (kept) return;
    kept = remember();
    root.classList.add("is-locked");
    document.title = cover.dataset.title;
    secret.value = "";
    show("");
    ended(false);
    cover.append(content);
    if (!cover.open) cover.showModal();
    secret.focus();
  }

  function reveal() {
    if (!kept) return;
    const { title, field, caret, scrolled } = kept;
    kept = null;
    root.classList.remove("is-locked");
    document.title = title;
    cover.close();
    content.remove();
    for (const [each, top, left] of scrolled) each.scrollTo({ top, left, behavior: "instant" });
    field.focus?.({ preventScroll: true });
    if (caret) field.setSelectionRange(...caret);
    alive();
    for (const again of refused.splice(0)) window.htmx?.trigger(again.element, again.event);
  }

  /** Another person's session: nothing of this page may come back. */
  function drop() {
    document.dispatchEvent(new Event("palermo:left"));
    document.body.replaceChildren();
    location.replace("/");
  }

  function show(words) {
    problem.lastElementChild.textContent = words;
    problem.hidden = !words;
    secret.toggleAttribute("aria-invalid", Boolean(words));
    if (words) secret.setAttribute("aria-describedby", problem.id);
    else secret.removeAttribute("aria-describedby");
  }

  function ended(isEnded) {
    part("head").textContent = isEnded ? part("head").dataset.ended : part("head").dataset.locked;
    part("ask").hidden = isEnded;
    part("ended").hidden = !isEnded;
    part("unreached").hidden = true;
  }

  function offer(ways = ["password"]) {
    for (const label of content.querySelectorAll("[data-lock-label]")) {
      label.hidden = (label.dataset.lockLabel === "code") !== ways.includes("code");
    }
    part("passkey").hidden = !(ways.includes("passkey") && window.PublicKeyCredential?.parseRequestOptionsFromJSON);
  }

  /** Show what the server says. A page that covered itself while nobody could be reached stays covered. */
  async function follow(found) {
    if (!found) return;
    if (found.owner && found.owner !== owner) return drop();
    const tokens = "input[name=csrfmiddlewaretoken]";
    for (const place of found.csrf ? [document, content] : []) {
      for (const field of place.querySelectorAll(tokens)) field.value = found.csrf;
    }
    if (found.state === "ended") {
      hide();
      ended(true);
    } else if (found.state === "locked") {
      isUnconfirmed = false;
      hide();
      ended(false);
      if (found.ways) offer(found.ways);
    } else if (found.state === "open" && isUnconfirmed) {
      await lock("asked");
    } else if (found.state === "open") {
      reveal();
    }
  }

  async function check() {
    let found = await ask(stateUrl);
    if (found?.state === "ended") {
      // Another tab may have unlocked in this very moment, which gives the session a new key: look twice.
      hide();
      found = await ask(stateUrl);
    }
    await follow(found);
  }

  async function lock(reason) {
    hide();
    isUnconfirmed = true;
    say("locked");
    const found = await ask(lockUrl, { reason });
    if (found) isUnconfirmed = false;
    if (found?.state === "locked") say("surely locked");
    await follow(found);
  }

  // --- Signs of life ------------------------------------------------------------------------------------------------
  let seen = Date.now();
  let touched = Date.now();
  let told = 0;
  let waiting = 0;

  const isIdle = () => Date.now() - seen >= LIMIT;

  function alive() {
    const at = Date.now();
    seen = at;
    if (at - told >= TELL_EVERY) {
      told = at;
      say("alive");
    }
    waiting ||= setTimeout(touch, Math.max(0, touched + TOUCH_EVERY - at));
  }

  async function touch() {
    waiting = 0;
    touched = Date.now();
    if (kept) return;
    const found = await ask(touchUrl, {});
    if (found && found.state !== "open") await check();
  }

  function notice(event) {
    if (kept || !event.isTrusted) return;
    if (!isIdle()) return alive();
    // The machine slept: what comes now comes too late, and must reach no button.
    if (event.type !== "wheel") event.preventDefault();
    event.stopImmediatePropagation();
    lock("idle");
  }

  function watch() {
    if (!kept && isIdle()) lock("idle");
    setTimeout(watch, kept ? LIMIT : Math.max(250, seen + LIMIT - Date.now()));
  }

  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
    window.addEventListener(kind, notice, { capture: true, passive: kind === "wheel" });
  }
  setTimeout(watch, LIMIT);

  // --- When something happens ---------------------------------------------------------------------------------------
  channel.addEventListener("message", ({ data }) => {
    if (data.what === "left") leaveToo();
    if (data.what === "alive" && !kept) seen = Date.now();
    if (data.what === "locked") {
      isUnconfirmed = true;
      hide();
    }
    if (data.what === "surely locked" || data.what === "unlocked") isUnconfirmed = false;
    if (["surely locked", "unlocked", "ask"].includes(data.what)) check();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (!kept && isIdle()) lock("idle");
    else check();
  });
  // A page that the browser kept for going back is covered before it is put away, and asks before it shows itself.
  window.addEventListener("pagehide", (event) => event.persisted && hide());
  window.addEventListener("pageshow", (event) => event.persisted && check());
  document.addEventListener("palermo:ask", check);

  document.addEventListener("submit", (event) => {
    if (!event.target.closest("[data-lock-now]")) return;
    event.preventDefault();
    for (const menu of document.querySelectorAll("details[data-menu][open]")) menu.open = false;
    lock("asked");
  });
  document.addEventListener("keydown", (event) => {
    if (!event.ctrlKey || !event.shiftKey || event.code !== "KeyL" || kept) return;
    event.preventDefault();
    lock("asked");
  });

  // Escape closes dialogs; this one opens again as long as the page is locked.
  cover.addEventListener("cancel", (event) => event.preventDefault());
  cover.addEventListener("close", () => kept && cover.showModal());

  // A part of the page that was refused is asked for again after unlocking.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (!xhr.getResponseHeader("Palermo-Lock")) return;
    event.preventDefault();
    refused = [{ element: requestConfig.elt, event: requestConfig.triggeringEvent?.type ?? "submit" }];
    check();
  });

  // --- Unlocking ----------------------------------------------------------------------------------------------------
  const form = content.querySelector("form[data-unlock]");

  async function unlock(fields) {
    const found = await ask(form.getAttribute("action"), { ticket: form.elements.ticket.value, ...fields });
    if (!found) return show(cover.dataset.unreached);
    if (found.state === "open") {
      isUnconfirmed = false;
      say("unlocked");
    }
    await follow(found);
    if (found.state !== "locked") return;
    show(found.message ?? "");
    secret.focus();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // Opening changes the session's key; a second press would arrive with the old one.
    if (isTrying) return;
    isTrying = true;
    await unlock({ secret: secret.value });
    secret.value = "";
    isTrying = false;
  });

  part("passkey").addEventListener("click", async () => {
    const options = await ask(passkeyUrl, {});
    if (!options?.publicKey) return options ? follow(options) : show(cover.dataset.unreached);
    try {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey);
      const credential = await navigator.credentials.get({ publicKey });
      await unlock({ passkey: JSON.stringify(credential) });
    } catch {
      // The person has closed the device's window: nothing was tried.
      secret.focus();
    }
  });

  part("again").addEventListener("click", async () => {
    const found = await ask(stateUrl);
    await follow(found);
    part("unreached").hidden = Boolean(found);
    part("unreached").textContent = found ? "" : cover.dataset.unreached;
  });
})();
