// An interview in progress, without its looks: where it stands, what is wrong, what is kept when.

import { computed, ref, shallowReactive, shallowRef, type ComputedRef, type Ref } from "vue";

import type { Form, Interview } from "./engine.ts";
import { bestLanguage, languageOf, type Language } from "./languages.ts";
import { shownFields, type Field } from "./nodes.ts";
import { pagesOf, type Page } from "./pages.ts";
import { Saver, type SavingState } from "./saving.ts";
import type { Draft, DraftMeta, InterviewOptions, Words } from "./types.ts";

/** The place after the last page. */
export const END = "";

export interface Trouble {
  readonly field: Field;
  readonly page: Page;
}

export class Session {
  readonly words: Ref<Words>;
  readonly pages: ComputedRef<readonly Page[]>;
  readonly step: ComputedRef<number>;
  /** The page on the screen; null at the end. */
  readonly page: ComputedRef<Page | null>;
  readonly saving = ref<SavingState>("saved");
  readonly savedAt = ref<Date | null>(null);
  readonly languages: readonly Language[];
  readonly language: Ref<Language>;
  readonly paperOn: Ref<string>;
  readonly revealed = shallowReactive(new Set<string>());
  readonly unreadable = shallowReactive(new Map<string, string>());
  private readonly key = ref(END);
  /** The number of the page last shown: where to go on when the page itself is no longer asked. */
  private last = 0;
  private readonly saver: Saver<Draft>;
  private readonly meta: DraftMeta;
  private readonly interview = shallowRef<Interview>() as Ref<Interview>;

  private constructor(
    form: Form,
    interview: Interview,
    private readonly options: InterviewOptions,
  ) {
    const { draft, source, begin } = options;
    this.interview.value = interview;
    this.words = shallowRef(options.words);
    this.pages = computed(() => pagesOf(this.interview.value.children));
    this.step = computed(() => this.stepOf(this.key.value));
    this.page = computed(() => this.pages.value[this.step.value] ?? null);
    const wanted = draft?.meta.language || options.language;
    this.languages = interview.languages.map(languageOf);
    this.language = shallowRef(bestLanguage(this.languages, wanted));
    interview.speak(this.language.value.id);
    const now = new Date().toISOString();
    this.meta = draft
      ? { ...draft.meta }
      : {
          id: interview.id, versionId: source.versionId, ...identityOf(interview.xml), title: { "": form.title },
          language: this.language.value.code, begunAt: now, changedAt: now, step: 0, answered: 0, caseNumber: "",
          paperOn: "", seen: "", label: "", ...begin,
        };
    this.paperOn = ref(this.meta.paperOn);
    this.saver = new Saver(
      () => this.draft(),
      (written) => options.onChange(written),
      (state) => {
        this.saving.value = state;
        if (state === "saved") this.savedAt.value = new Date();
      },
    );
    interview.onAnswer = () => this.saver.changed();
    this.goTo(this.pages.value[Math.min(this.meta.step, this.pages.value.length)]?.key ?? END);
  }

  static async begin(form: Form, options: InterviewOptions): Promise<Session> {
    const { draft, edited } = options;
    const interview = draft
      ? await form.restore(draft.xml, draft.files)
      : edited
        ? await form.correct(edited.xml, edited.files)
        : form.begin();
    return new Session(form, interview, options);
  }


  get title(): string {
    const { title } = this.meta;
    return title[this.language.value.code] ?? title[""] ?? Object.values(title)[0] ?? "";
  }

  get isWriting(): boolean {
    return this.saving.value === "saving" || this.saving.value === "waiting";
  }

  get isFirst(): boolean {
    return this.step.value === 0;
  }

  file(name: string) {
    return this.interview.value.file(name);
  }

  /** What is to be kept now. */
  draft(): Draft {
    const { xml } = this.interview.value;
    this.meta.changedAt = new Date().toISOString();
    this.meta.step = this.step.value;
    this.meta.answered = this.interview.value.answeredIn(xml);
    this.meta.language = this.language.value.code;
    this.meta.paperOn = this.paperOn.value;
    return { meta: { ...this.meta }, xml, files: this.interview.value.filesIn(xml) };
  }

  /** Another page; what was typed is written at once. END is the place after the last. */
  goTo(key: string): void {
    this.key.value = key;
    this.last = this.stepOf(key);
  }

  back(): void {
    this.goTo(this.pages.value[Math.max(0, this.step.value - 1)]?.key ?? END);
    this.moved();
  }

  /** The next page. Says what speaks against it, and stays, when something on this one cannot be kept as it is. */
  forward(): readonly Trouble[] {
    const { value: page } = this.page;
    const troubles = page ? this.troublesOn(page) : [];
    for (const { field } of troubles) this.revealed.add(field.id);
    if (troubles.length === 0) {
      this.goTo(this.pages.value[this.step.value + 1]?.key ?? END);
      this.moved();
    }
    return troubles;
  }

  /** After a move by whatever way. */
  moved(): void {
    this.saver.changed();
    void this.saver.flush();
  }

  add(page: Page): void {
    const { place } = page;
    if (!place) return;
    place.repeat.add();
    const { entries } = place.repeat;
    const added = entries.at(-1);
    const next = this.pages.value.find((each) => each.place?.entry === added);
    if (next) this.goTo(next.key);
    this.moved();
  }

  remove(page: Page): void {
    const { place } = page;
    if (!place?.entry) return;
    place.repeat.remove(place.index);
    const before = place.repeat.entries[Math.max(0, place.index - 1)];
    const next = this.pages.value.find((each) => each.place?.repeat === place.repeat && each.place.entry === (before ?? null));
    if (next) this.goTo(next.key);
    this.moved();
  }

  async speak(language: Language): Promise<void> {
    this.interview.value.speak(language.id);
    this.language.value = language;
    this.saver.changed();
    const words = await this.options.wordsFor?.(language.code).catch(() => null);
    // Another may have been chosen while these words were on their way.
    if (words && this.language.value === language) this.words.value = words;
  }

  /** Ends the interview: nothing when it was handed over, else what is still wrong, with where. */
  async finish(): Promise<readonly Trouble[]> {
    const problems = new Set((await this.interview.value.finish()).map(({ id }) => id));
    const troubles: Trouble[] = [];
    for (const page of this.pages.value)
      for (const field of shownFields(page.nodes))
        if (problems.has(field.id) || this.unreadable.has(field.id)) troubles.push({ field, page });
    for (const { field } of troubles) this.revealed.add(field.id);
    await this.saver.flush();
    if (troubles.length === 0) await this.options.onFinish(this.draft());
    return troubles;
  }

  changed(): void {
    this.saver.changed();
  }

  save(): Promise<void> {
    return this.saver.flush();
  }

  stop(): void {
    this.saver.stop();
    this.interview.value.onAnswer = () => undefined;
  }

  private troublesOn(page: Page): Trouble[] {
    const fields = [...shownFields(page.nodes)];
    return fields.filter((field) => this.unreadable.has(field.id) || field.violation).map((field) => ({ field, page }));
  }

  private stepOf(key: string): number {
    if (key === END) return this.pages.value.length;
    const step = this.pages.value.findIndex((each) => each.key === key);
    // The page is gone, because an answer made it needless: stay where it was.
    return step >= 0 ? step : Math.min(this.last, this.pages.value.length);
  }
}

/** Form and version as the answers themselves say. */
function identityOf(xml: string): { formId: string; version: string } {
  const root = /<[^!?][^>]*>/.exec(xml)?.[0] ?? "";
  const read = (name: string): string => new RegExp(`\\s${name}="([^"]*)"`).exec(root)?.[1] ?? "";
  return { formId: read("id"), version: read("version") };
}
