// The service worker, and being an app: kept up to date, with a word about it.

import { reactive } from "vue";

import { HOME } from "./place.ts";

/** Not in TypeScript's library yet: Chromium's offer to put a page on the home screen. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}

export const program = reactive({
  /** A newer version waits for this page to be closed. */
  hasNews: false,
  /** The page can open without a network. */
  isKept: false,
  canInstall: false,
});

let offer: InstallOffer | null = null;

export async function installProgram(): Promise<void> {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event as InstallOffer;
    program.canInstall = true;
  });
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers) return;
  try {
    const home = HOME();
    const registration = await workers.register(`${home}sw.js`, { scope: home, updateViaCache: "none" });
    const look = () => {
      program.hasNews = Boolean(registration.waiting && registration.active);
    };
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
    look();
    await workers.ready;
    program.isKept = true;
  } catch {
    // Without it the page works while there is a network; it says so (`program.isKept`).
  }
}

export async function offerInstalling(): Promise<void> {
  program.canInstall = false;
  await offer?.prompt();
  offer = null;
}

/** Starts the newer version; whoever calls has saved and locked. */
export async function takeNews(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(HOME());
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  registration?.waiting?.postMessage("take over");
}

/** Asks the browser to hand in when there is a network, also with this page closed. Chromium does; others do not. */
export async function askForBackgroundSending(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker.ready;
    await (registration as unknown as { sync?: { register(tag: string): Promise<void> } }).sync?.register("palermo-outbox");
  } catch {
    // Then it is handed in when the page is opened.
  }
}
