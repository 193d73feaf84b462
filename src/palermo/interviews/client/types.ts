// What the parts of the filling client say to each other: the renderer (this folder), the shell and the store.

/** A file of an interview or of a form: the only place where its bytes lie unsealed is the memory of the page. */
export interface DraftFile {
  name: string;
  type: string;
  bytes: Uint8Array;
}

/** What may be known of a draft while its answers stay sealed. Times are ISO 8601 in UTC; `paperOn` is a day or "". */
export interface DraftMeta {
  /** The instance id of the interview, "uuid:...": the same for its whole life. */
  id: string;
  versionId: string;
  formId: string;
  version: string;
  /** The form's title by language code. */
  title: Record<string, string>;
  language: string;
  begunAt: string;
  changedAt: string;
  /** The page at which to go on, from 0, counted among the pages shown. */
  step: number;
  /** How many questions have an answer. */
  answered: number;
  /** The number of the case from which it was begun, or "". */
  caseNumber: string;
  /** The day written on the paper from which it was entered, or "". */
  paperOn: string;
  /** Of a correction: what the server gave out to be corrected, as it named it; else "". */
  seen: string;
  /** The worker's own word for it, in the list of drafts. */
  label: string;
}

export interface Draft {
  meta: DraftMeta;
  xml: string;
  files: DraftFile[];
}

/** A form to fill: `xml` is the XForm, `media` its attachments (lists, pictures) under the names of its manifest. */
export interface FormSource {
  versionId: string;
  xml: string;
  media: DraftFile[];
}

/** Interface words by key, as `/fill/words/<lang>.json` gives them (`words`). Plurals by category of the language:
 * see `shell/words.ts`, which makes `Words` of them. Keys of the pages of a form are written in
 * `filling/interview_words.py` (there `Counted(ngettext_lazy("{count} page", "{count} pages", "count"))` is a plural). */
export type Catalogue = Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>;

export interface Words {
  /** The language of the interface, a code such as "ar". */
  readonly language: string;
  /** The words of a key with `{name}` filled in. `count` chooses among plural forms where the key has some. */
  t(key: string, params?: Record<string, string | number>): string;
}

export interface InterviewOptions {
  source: FormSource;
  /** The draft to go on with; null begins a new interview. */
  draft: Draft | null;
  /** The language of the person, a code; the form's first when it has no such language. */
  language: string;
  words: Words;
  /** The interface in another language, when the form's language changes; absent: the interface stays as it is. */
  wordsFor?: (language: string) => Promise<Words>;
  /** A received interview to correct: a new instance that names it in `deprecatedID`. Ignored when `draft` is given. */
  edited?: { xml: string; files: DraftFile[] } | null;
  /** Start values of a new draft's description: case, label, date of the paper. */
  begin?: Partial<Pick<DraftMeta, "caseNumber" | "label" | "paperOn" | "seen">>;
  /** Whether the answers come from paper: the date on the paper is asked first. */
  fromPaper?: boolean;
  /** Called at most 300 ms after an answer, and at once when a page is left or the screen goes away. */
  onChange(draft: Draft): Promise<void>;
  /** The interview is complete and valid. Rejects with an Error whose message can be shown when it cannot be kept. */
  onFinish(draft: Draft): Promise<void>;
  /** "Stop here": saved, answers gone from the screen; the shell locks the store and asks for the passphrase. */
  onPause(): void;
  /** Leave this moment: lock, then replace the page by a harmless one. Must not wait for anything slow. */
  onQuickExit(): void;
  /** Back to the list of drafts. */
  onLeave?(): void;
}

export interface MountedInterview {
  /** Takes everything off the screen and stops the timers. Unsaved answers are lost: call `save` first. */
  unmount(): void;
  /** Writes what is not written yet. */
  save(): Promise<void>;
}

export type MountInterview = (element: HTMLElement, options: InterviewOptions) => Promise<MountedInterview>;
