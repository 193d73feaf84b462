// What the page does: one object with a state that the screens show, and everything that can be asked of it.

import { markRaw, shallowReactive } from "vue";

import {
  askToPersist,
  deliver,
  Destroyed,
  DeviceStore,
  type FormRow,
  holdDraft,
  type OutboxItem,
  type Persistence,
  Server,
  StoreError,
} from "../store/index.ts";
import type { Draft, DraftMeta, FormSource, InterviewOptions, MountedInterview, MountInterview, Words } from "../types.ts";
import { makeWords } from "../words.ts";
import { askForBackgroundSending } from "./installing.ts";
import { harmless, HOME, isRightToLeft, preferredLanguage, signInAddress, takeWish, type Wish } from "./place.ts";
import { askSession, receivedInterview, registerDevice, type SessionTold } from "./session.ts";

export type Phase = "starting" | "unable" | "enrol" | "unlock" | "home" | "interview" | "done" | "gone";

/** Minutes without a touch, and minutes out of sight, after which the key is dropped. */
const IDLE_MINUTES = 5;
const HIDDEN_MINUTES = 2;
const RETRY_SECONDS = 20;

export interface State {
  phase: Phase;
  words: Words;
  /** A sentence at the top of the page, with the key of its words. */
  notice: { kind: "well" | "watch"; text: string } | null;
  drafts: DraftMeta[];
  damaged: string[];
  forms: FormRow[];
  outbox: OutboxItem[];
  waiting: number;
  isOnline: boolean;
  isSending: boolean;
  isRefused: boolean;
  persistence: Persistence;
  session: SessionTold["state"] | "";
  /** The form whose language is being chosen. */
  choosing: FormRow | null;
  /** What was asked for by the address, until it can be done. */
  wish: Wish | null;
  /** The interview that was finished last. */
  finished: string;
}

/** What shows an interview. */
interface Renderer {
  mountInterview: MountInterview;
  readAhead(source: FormSource): Promise<void>;
  forget(): void;
}

/** One interview on the screen. */
interface Running {
  source: FormSource;
  draft: Draft | null;
  language: string;
  edited: InterviewOptions["edited"];
  begin: InterviewOptions["begin"];
  release: () => void;
  mounted: MountedInterview | null;
}

export class Controller {
  readonly state: State;
  private store!: DeviceStore;
  private running: Running | null = null;
  private lastTouch = Date.now();
  private hiddenSince = 0;
  private readonly channel = new BroadcastChannel("palermo-fill");

  constructor(
    words: Words,
    private readonly renderer: Renderer,
  ) {
    this.state = shallowReactive<State>({
      phase: "starting",
      words,
      notice: null,
      drafts: [],
      damaged: [],
      forms: [],
      outbox: [],
      waiting: 0,
      isOnline: navigator.onLine,
      isSending: false,
      isRefused: false,
      persistence: "unknown",
      session: "",
      choosing: null,
      wish: null,
      finished: "",
    });
  }

  t(key: string, params?: Record<string, string | number>): string {
    return this.state.words.t(key, params);
  }

  // --- Beginning -----------------------------------------------------------------------------------------------------

  async start(): Promise<void> {
    this.state.wish = takeWish();
    try {
      this.store = await DeviceStore.open();
    } catch {
      this.state.phase = "unable";
      return;
    }
    const { language } = await this.store.settings();
    if (language) await this.speak(language, false);
    this.listen();
    await this.settle();
    void this.deliver(false);
  }

  /** The screen that fits what there is. */
  private async settle(): Promise<void> {
    const [exists, device] = [await this.store.exists(), await this.store.device()];
    this.state.waiting = await this.store.outbox.waiting();
    if (device?.wiping) this.state.phase = "gone";
    else if (exists && device) this.state.phase = this.store.isOpen ? "home" : "unlock";
    else {
      this.state.phase = "enrol";
      this.state.outbox = await this.store.outbox.list();
      await this.askSession();
    }
  }

  private listen(): void {
    addEventListener("online", () => {
      this.state.isOnline = true;
      void this.deliver(true);
    });
    addEventListener("offline", () => (this.state.isOnline = false));
    addEventListener("hashchange", () => {
      const wish = takeWish();
      if (wish) void this.follow(wish);
    });
    for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, () => (this.lastTouch = Date.now()), true);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) {
        this.hiddenSince = Date.now();
        void this.running?.mounted?.save();
      } else {
        this.lockIfIdle();
        this.hiddenSince = 0;
        void this.deliver(false);
      }
    });
    addEventListener("pagehide", () => void this.running?.mounted?.save());
    setInterval(() => this.lockIfIdle(), 5_000);
    setInterval(() => void this.deliver(false), RETRY_SECONDS * 1000);
    this.channel.onmessage = ({ data }) => {
      if (data === "outbox") void this.refreshOutbox();
      if (data === "lock" && this.store.isOpen) void this.lock(false);
      if (data === "gone") this.showGone();
    };
  }

  private lockIfIdle(): void {
    const now = Date.now();
    const isIdle = now - this.lastTouch > IDLE_MINUTES * 60_000;
    const wasHidden = this.hiddenSince > 0 && now - this.hiddenSince > HIDDEN_MINUTES * 60_000;
    if (this.store.isOpen && (isIdle || wasHidden)) void this.lock(true);
  }

  // --- Words ---------------------------------------------------------------------------------------------------------

  async speak(language: string, keep = true): Promise<void> {
    this.state.words = await loadWords(language);
    showLanguage(language);
    if (keep) await this.store.keepSettings({ language });
  }

  // --- The first visit -----------------------------------------------------------------------------------------------

  async askSession(): Promise<SessionTold> {
    const told = await askSession();
    this.state.session = told.state;
    return told;
  }

  /** Throws StoreError or an Error with a sentence. */
  async enrol(name: string, passphrase: string): Promise<void> {
    const { state, token } = await this.askSession();
    if (state !== "ready") return;
    // After the eighth wrong passphrase there may be an earlier registration, whose secret is of no more use.
    const former = await this.store.device();
    // The lock first: should this fail, no device was registered in vain.
    await this.store.create(passphrase);
    try {
      const told = await registerDevice(name, token, this.state.words.language);
      await this.store.keepDevice({ id: told.device, secret: told.secret, ...told.key });
    } catch (error) {
      await this.store.destroyDrafts();
      throw error;
    }
    if (former) void new Server(former).wiped();
    await this.refreshForms();
    await this.openHome();
  }

  // --- Locked and open -----------------------------------------------------------------------------------------------

  /** Throws WrongPassphrase, MustWait; after the last wrong one the first visit begins again. */
  async unlock(passphrase: string): Promise<void> {
    try {
      await this.store.unlock(passphrase);
    } catch (error) {
      if (error instanceof Destroyed) {
        this.say("watch", "store.destroyed");
        await this.settle();
        return;
      }
      throw error;
    }
    this.lastTouch = Date.now();
    await this.openHome();
    void this.deliver(false);
  }

  private async openHome(): Promise<void> {
    await this.refresh();
    this.state.persistence = await askToPersist();
    this.state.phase = "home";
    const { wish } = this.state;
    if (wish) await this.follow(wish);
  }

  /** Saves, drops the key, and shows the screen that asks for the passphrase. `others`: in every tab. */
  async lock(others = true): Promise<void> {
    await this.leaveInterview();
    this.renderer.forget();
    this.store.lock();
    Object.assign(this.state, { drafts: [], damaged: [], choosing: null, notice: null, finished: "" });
    await this.refreshOutbox();
    this.state.phase = "unlock";
    if (others) this.channel.postMessage("lock");
  }

  changePassphrase(before: string, after: string): Promise<void> {
    return this.store.changePassphrase(before, after);
  }

  quickExit(): void {
    document.documentElement.style.visibility = "hidden";
    document.title = "";
    this.store?.lock();
    this.channel.postMessage("lock");
    location.replace(harmless());
  }

  /** Destroys everything on this device. */
  async forget(): Promise<void> {
    await this.leaveInterview();
    this.channel.postMessage("gone");
    await this.store.wipe();
    this.showGone();
  }

  private showGone(): void {
    this.running?.mounted?.unmount();
    this.running?.release();
    this.running = null;
    Object.assign(this.state, { drafts: [], damaged: [], outbox: [], forms: [], waiting: 0, choosing: null, notice: null });
    this.state.phase = "gone";
  }

  // --- Lists ---------------------------------------------------------------------------------------------------------

  async refresh(): Promise<void> {
    const { drafts, damaged } = await this.store.drafts.list();
    this.state.forms = await this.store.forms.list();
    Object.assign(this.state, { drafts, damaged });
    await this.refreshOutbox();
  }

  private async refreshOutbox(): Promise<void> {
    this.state.waiting = await this.store.outbox.waiting();
    this.state.outbox = this.store.isOpen || this.state.phase === "enrol" ? await this.store.outbox.list() : [];
  }

  private async server(): Promise<Server | null> {
    const device = await this.store.device();
    return device ? new Server(device, this.state.words.language) : null;
  }

  async refreshForms(): Promise<boolean> {
    const server = await this.server();
    if (!server || !this.store.isOpen) return false;
    const { drafts } = await this.store.drafts.list();
    const { formLanguages } = await this.store.settings();
    const isFresh = await this.store.forms.refresh(server, formLanguages, new Set(drafts.map((draft) => draft.versionId)));
    this.state.forms = await this.store.forms.list();
    return isFresh;
  }

  async removeDraft(id: string): Promise<void> {
    await this.store.drafts.remove(id);
    await this.refresh();
  }

  // --- Handing in ----------------------------------------------------------------------------------------------------

  /** `now`: also what would wait longer. Says nothing when nothing came of it: the list shows how things are. */
  async deliver(now: boolean): Promise<void> {
    if (this.state.isSending || this.state.phase === "gone") return;
    this.state.isSending = true;
    try {
      const before = this.state.waiting;
      const { wiped, refusedDevice, busy, offline, left } = await deliver(this.store.database, { now });
      if (wiped) {
        this.channel.postMessage("gone");
        this.showGone();
        return;
      }
      if (!busy && !offline) this.state.isRefused = refusedDevice;
      await this.refreshOutbox();
      if (before !== this.state.waiting) this.channel.postMessage("outbox");
      if (left > 0) void askForBackgroundSending();
      if (!offline && !busy && !refusedDevice && this.store.isOpen && this.state.phase !== "interview") await this.refreshForms();
    } catch {
      // The store was closed by another tab that destroys it.
    } finally {
      this.state.isSending = false;
    }
  }

  async retry(id: string): Promise<void> {
    await this.store.outbox.retry(id);
    await this.refreshOutbox();
    await this.deliver(true);
  }

  async forgetSent(id: string): Promise<void> {
    await this.store.outbox.forget(id);
    await this.refreshOutbox();
  }

  // --- Interviews ----------------------------------------------------------------------------------------------------

  private async follow(wish: Wish): Promise<void> {
    this.state.wish = wish;
    if (!this.store.isOpen || this.state.phase === "interview") return;
    if (wish.kind === "edit") await this.correct(wish.interview);
    else this.choose(this.state.forms.find((form) => [form.formId, form.versionId].includes(wish.form)) ?? null);
  }

  /** Shows the languages of a form; of one language there is nothing to choose. */
  choose(form: FormRow | null): void {
    this.state.choosing = form;
    if (form) void this.readAhead(form);
    if (form && form.languages.length < 2) void this.begin(form, form.languages[0] ?? "");
  }

  /** While somebody says in which language, the form is read: on a small phone that takes seconds. */
  private async readAhead(form: FormRow): Promise<void> {
    const source = await this.store.forms.load(form.versionId);
    if (source) await this.renderer.readAhead(source);
  }

  async begin(form: FormRow, language: string): Promise<void> {
    const source = await this.store.forms.load(form.versionId);
    if (!source) return this.say("watch", "home.form_gone");
    const begin = { caseNumber: this.state.wish?.case ?? "" };
    this.show({ source, draft: null, language, edited: null, begin, release: () => undefined, mounted: null });
  }

  async resume(id: string): Promise<void> {
    try {
      const release = await holdDraft(id);
      const draft = await this.store.drafts.load(id);
      const server = await this.server();
      const source = draft && server ? await this.store.forms.fetchOne(server, draft.meta.versionId) : null;
      if (!draft || !source) {
        release();
        return this.say("watch", "home.form_gone");
      }
      this.show({ source, draft, language: draft.meta.language, edited: null, begin: {}, release, mounted: null });
    } catch (error) {
      this.complain(error);
    }
  }

  private async correct(number: string): Promise<void> {
    this.state.wish = null;
    const found = await receivedInterview(number);
    const server = await this.server();
    const source = found && server ? await this.store.forms.fetchOne(server, found.versionId) : null;
    if (!found || !source) return this.say("watch", "home.no_correction");
    const { meta, xml, files } = found.packed;
    const edited = { xml, files };
    const begin = { caseNumber: meta.case, seen: meta.seen };
    this.show({ source, draft: null, language: meta.language, edited, begin, release: () => undefined, mounted: null });
  }

  private show(running: Running): void {
    this.running = running;
    Object.assign(this.state, { choosing: null, notice: null, wish: null });
    this.state.phase = "interview";
  }

  /** Called by the screen once its place is there. */
  async mount(place: HTMLElement): Promise<void> {
    const running = this.running;
    if (!running) return;
    try {
      running.mounted = markRaw(
        await this.renderer.mountInterview(place, {
          source: running.source,
          draft: running.draft,
          language: running.language,
          words: this.state.words,
          wordsFor: loadWords,
          edited: running.edited ?? null,
          begin: running.begin ?? {},
          onChange: (draft) => this.keep(running, draft),
          onFinish: (draft) => this.finish(draft),
          onPause: () => void this.lock(),
          onQuickExit: () => this.quickExit(),
          onLeave: () => void this.goHome(),
        }),
      );
    } catch (error) {
      await this.goHome();
      this.complain(error, "home.cannot_open");
    }
  }

  private async keep(running: Running, draft: Draft): Promise<void> {
    if (!running.draft) {
      // From its first answer on a new interview is a draft that other tabs leave alone.
      running.release = await holdDraft(draft.meta.id);
      running.draft = draft;
    }
    try {
      await this.store.drafts.save(draft);
    } catch (error) {
      throw this.worded(error);
    }
  }

  private async finish(draft: Draft): Promise<void> {
    try {
      this.state.finished = await this.store.outbox.put(draft);
    } catch (error) {
      throw this.worded(error);
    }
    this.running?.mounted?.unmount();
    this.running?.release();
    this.running = null;
    await this.refresh();
    this.state.phase = "done";
    void askForBackgroundSending();
    void this.deliver(true);
  }

  /** Saves what is on the screen and takes it away. */
  private async leaveInterview(): Promise<void> {
    const running = this.running;
    if (!running) return;
    this.running = null;
    try {
      await running.mounted?.save();
    } finally {
      running.mounted?.unmount();
      running.release();
    }
  }

  async goHome(): Promise<void> {
    await this.leaveInterview();
    await this.refresh();
    Object.assign(this.state, { choosing: null, finished: "" });
    this.state.phase = "home";
  }

  // --- Saying --------------------------------------------------------------------------------------------------------

  say(kind: "well" | "watch", key: string, params?: Record<string, string | number>): void {
    this.state.notice = { kind, text: this.t(key, params) };
  }

  /** What an error says here. */
  wording(error: unknown, otherwise = "shell.failed"): string {
    if (error instanceof StoreError) return this.t(error.key, error.params);
    return (error instanceof Error && error.message) || this.t(otherwise);
  }

  private complain(error: unknown, otherwise = "shell.failed"): void {
    const text = error instanceof StoreError ? this.wording(error) : this.t(otherwise);
    this.state.notice = { kind: "watch", text };
  }

  private worded(error: unknown): Error {
    return error instanceof StoreError ? new Error(this.wording(error)) : (error as Error);
  }
}

export async function loadWords(language: string): Promise<Words> {
  const answer = await fetch(`${HOME()}words/${language}.json`, { credentials: "omit" });
  const told = (await answer.json()) as { words: Parameters<typeof makeWords>[1] };
  return makeWords(language, told.words);
}

export function showLanguage(language: string): void {
  document.documentElement.lang = language;
  document.documentElement.dir = isRightToLeft(language) ? "rtl" : "ltr";
}

export { preferredLanguage, signInAddress };
