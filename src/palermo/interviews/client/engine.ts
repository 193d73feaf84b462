// The only place that knows @getodk/xforms-engine. Everything above it sees nodes.ts.
//
// The engine computes relevance, constraints, calculations, lists and texts. What it does not do is done here: files are
// kept beside it (after a restore it would leave out those that were not chosen in this session), and their names are
// made here, so that no name of a person's file leaves the device.

import { loadForm } from "@getodk/xforms-engine";

import { countingNames, isCrowded } from "./counting.ts";
import { answerFrom, asData, nameIn, textOf, violationOf } from "./engine_parts.ts";
import type { Control, Entry, Field, FormNode, Group, Option, Problem, Repeat, Text, Violation, Voice } from "./nodes.ts";
import type { RawConfig, RawForm, RawNode, RawRoot } from "./raw.ts";
import type { DraftFile, FormSource } from "./types.ts";

const NAMESPACE = "https://palermo.invalid/xforms";

/** Makes an object reactive, as Vue's `shallowReactive` does. Given from outside: this file knows no interface. */
export type StateFactory = <T extends object>(state: T) => T;

/** A form that was read. It makes one interview; read it again for the next. */
export interface Form {
  readonly title: string;
  begin(): Interview;
  /** Goes on with a draft, under the same instance id. */
  restore(xml: string, files: readonly DraftFile[]): Promise<Interview>;
  /** Corrects a received interview: a new instance id, the old one in `deprecatedID`. */
  correct(xml: string, files: readonly DraftFile[]): Promise<Interview>;
}

/** Reads a form. Rejects with the engine's error for a form that it cannot read. */
export async function readForm(source: FormSource, stateFactory: StateFactory): Promise<Form> {
  const media = new Map(source.media.map((file) => [file.name, file]));
  const form = (await loadForm(source.xml, {
    fetchFormAttachment: async (address) => answerFrom(media.get(nameIn(address.href))),
  })) as unknown as RawForm;
  if (form.status === "failure") throw form.error ?? new Error("the form cannot be read");
  const config = (): RawConfig => ({
    stateFactory,
    instanceAttachments: { fileNameFactory: ({ extension }) => `${crypto.randomUUID()}${extension ?? ""}` },
  });
  const title = /<(?:\w+:)?title>([^<]*)</.exec(source.xml)?.[1] ?? "";
  const about = { stateFactory, counting: countingNames(source.xml) };
  return {
    title,
    begin: () => new Interview(form.createInstance(config()).root, [], about),
    restore: async (xml, files) =>
      new Interview((await form.restoreInstance({ data: [asData(xml)] }, config())).root, files, about),
    correct: async (xml, files) => {
      const input = { inputType: "FORM_INSTANCE_INPUT_RESOLVED" as const, data: [asData(xml)] as const };
      return new Interview((await form.editInstance(input, config())).root, files, about);
    },
  };
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** `counting`: the names of questions that say how many entries there are. */
interface About {
  readonly stateFactory: StateFactory;
  readonly counting: ReadonlySet<string>;
}

/** One interview that is being filled. */
export class Interview {
  /** The form's languages under its own names, such as "العربية (ar)"; one of them is "" in a form without. */
  readonly languages: readonly string[];
  /** Called after every change of an answer. */
  onAnswer: () => void = () => undefined;
  private readonly files = new Map<string, DraftFile>();
  private readonly wrapped = new Map<string, FormNode | Entry>();
  /** Names that hold no answer of a person: calculations, dates of the device, the instance's own description. */
  private readonly unasked = new Set<string>();

  constructor(
    private readonly root: RawRoot,
    files: readonly DraftFile[],
    /** @internal */
    readonly about: About,
  ) {
    this.languages = root.languages.map((each) => each.language);
    for (const file of files) this.files.set(file.name, file);
    this.noteUnasked(root);
  }

  private noteUnasked(raw: RawNode): void {
    for (const each of raw.currentState.children ?? []) {
      if (each.nodeType === "model-value") this.unasked.add(each.definition.qualifiedName.localName);
      else if (each.nodeType === "group") this.noteUnasked(each);
    }
  }

  /** How many questions have an answer in it. */
  answeredIn(xml: string): number {
    const filled = [...xml.matchAll(/<(?:\w+:)?([\w.-]+)(?:\s[^>]*)?>[^<]+</g)];
    return filled.filter(([, name]) => !this.unasked.has(name!)).length;
  }

  /** Live. */
  get children(): readonly FormNode[] {
    return this.wrapAll(this.root.currentState.children);
  }

  /** The instance id, "uuid:...". */
  get id(): string {
    return /<(?:\w+:)?instanceID>([^<]*)</.exec(this.xml)?.[1] ?? "";
  }

  speak(language: string): void {
    const wanted = this.root.languages.find((each) => each.language === language);
    // A form without translations has one language without a name, which cannot be chosen.
    if (wanted?.language) this.root.setLanguage(wanted);
  }

  /** The answers as they are now, whether complete or not; answers to questions that are not asked are not in it. */
  get xml(): string {
    return this.root.instanceState.instanceXML;
  }

  /** The files that the answers name. */
  filesIn(xml: string): DraftFile[] {
    return [...this.files.values()].filter((file) => xml.includes(`>${escaped(file.name)}<`));
  }

  file(name: string): DraftFile | null {
    return this.files.get(name) ?? null;
  }

  /** Runs what the form wants done at the end (such as noting the time) and says what still speaks against sending. */
  async finish(): Promise<readonly Problem[]> {
    await this.root.prepareInstancePayload();
    const told = (this.root.validationState.violations ?? []).map(({ nodeId, violation }) => ({
      id: idOf(nodeId),
      violation: violationOf(violation),
    }));
    const known = new Set(told.map(({ id }) => id));
    for (const node of this.wrapped.values())
      if (node.kind === "field" && node.relevant && node.violation && !known.has(node.id))
        told.push({ id: node.id, violation: node.violation });
    return told;
  }

  /** @internal Whether a count that this question has a part in asks for more entries than there can be. Live. */
  crowds(name: string): boolean {
    return this.about.counting.has(name) && isCrowded(this.root);
  }

  /** @internal The node of the interface for a node of the engine; null for one that is never shown. */
  wrap(raw: RawNode): FormNode | Entry | null {
    const known = this.wrapped.get(raw.nodeId);
    if (known) return known;
    const made = make(raw, this);
    if (made) this.wrapped.set(raw.nodeId, made);
    return made;
  }

  /** @internal */
  wrapAll(raw: readonly RawNode[] | null): FormNode[] {
    return (raw ?? []).map((each) => this.wrap(each)).filter((each): each is FormNode => each !== null);
  }

  /** @internal */
  keep(file: DraftFile): void {
    this.files.set(file.name, file);
  }
}

const idOf = (nodeId: string): string => `q-${nodeId.replace(/[^A-Za-z0-9_-]+/g, "-")}`;

function make(raw: RawNode, interview: Interview): FormNode | Entry | null {
  switch (raw.nodeType) {
    case "group":
      return new EngineGroup(raw, interview);
    case "repeat-instance":
      return new EngineEntry(raw, interview);
    case "repeat-range:uncontrolled":
    case "repeat-range:controlled":
      return new EngineRepeat(raw, interview);
    case "model-value":
    case "root":
      return null;
    default:
      return new EngineField(raw, interview);
  }
}

abstract class EngineNode {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly voice: Voice;
  readonly appearance: ReadonlySet<string>;

  constructor(
    protected readonly raw: RawNode,
    protected readonly interview: Interview,
  ) {
    this.id = idOf(raw.nodeId);
    this.name = raw.definition.qualifiedName.localName;
    this.path = raw.definition.nodeset;
    const voice = this.said("voice");
    this.voice = voice === "say" || voice === "record" ? voice : "";
    this.appearance = new Set(raw.appearances ?? []);
  }

  get relevant(): boolean {
    return this.raw.currentState.relevant;
  }

  get label(): Text | null {
    return textOf(this.raw.currentState.label);
  }

  /** What the binding says in our own namespace. */
  protected said(attribute: string): string {
    return this.raw.definition.bind.bindElement.getAttributeNS(NAMESPACE, attribute) ?? "";
  }
}

class EngineGroup extends EngineNode implements Group {
  readonly kind = "group";
  private repeats: boolean | null = null;

  get holdsRepeat(): boolean {
    // Groups and repeats neither come nor go while a form is filled; entries do.
    this.repeats ??= findsRepeat(this.raw);
    return this.repeats;
  }

  get children(): readonly FormNode[] {
    return this.interview.wrapAll(this.raw.currentState.children);
  }

  /** A group that stands only in the data, such as `meta`, has no body and is never shown. */
  get shows(): boolean {
    return this.raw.currentState.relevant && this.raw.currentState.hasRelevantBodyNodes;
  }
}

class EngineEntry extends EngineNode implements Entry {
  readonly kind = "entry";

  get children(): readonly FormNode[] {
    return this.interview.wrapAll(this.raw.currentState.children);
  }

  get shows(): boolean {
    return this.raw.currentState.relevant;
  }
}

class EngineRepeat extends EngineNode implements Repeat {
  readonly kind = "repeat";

  get counted(): boolean {
    return this.raw.nodeType === "repeat-range:controlled";
  }

  get entries(): readonly Entry[] {
    const wrapped = (this.raw.currentState.children ?? []).map((each) => this.interview.wrap(each));
    return wrapped.filter((each): each is Entry => each?.kind === "entry");
  }

  add(): void {
    this.raw.addInstances?.();
    this.interview.onAnswer();
  }

  remove(index: number): void {
    this.raw.removeInstances?.(index);
    this.interview.onAnswer();
  }
}

class EngineField extends EngineNode implements Field {
  readonly kind = "field";
  readonly control: Control;
  readonly stateOf: string;
  readonly bounds: Field["bounds"];
  readonly accept: string;
  readonly maxPixels: number;
  /** `refused`: the engine could do nothing with the last answer. */
  private readonly state: { refused: boolean };

  constructor(raw: RawNode, interview: Interview) {
    super(raw, interview);
    this.state = interview.about.stateFactory({ refused: false });
    this.control = controlOf(raw, this.appearance);
    this.stateOf = this.said("state");
    const { bounds } = raw.definition;
    this.bounds = bounds
      ? { start: Number(bounds.start), end: Number(bounds.end), step: Math.abs(Number(bounds.step)) || 1 }
      : null;
    this.accept = raw.nodeOptions?.media?.accept ?? "";
    this.maxPixels = raw.maxPixels ?? 0;
  }

  get value(): string {
    return this.raw.currentState.instanceValue;
  }

  get values(): readonly string[] {
    const { value } = this.raw.currentState;
    return Array.isArray(value) ? (value as readonly string[]) : [];
  }

  get options(): readonly Option[] {
    return (this.raw.currentState.valueOptions ?? []).map(({ value, label }) => ({ value, text: textOf(label)! }));
  }

  get hint(): Text | null {
    return textOf(this.raw.currentState.hint);
  }

  get required(): boolean {
    return this.raw.currentState.required;
  }

  get readonly(): boolean {
    return this.raw.currentState.readonly;
  }

  get violation(): Violation | null {
    const { violation } = this.raw.validationState;
    if (violation) return violationOf(violation);
    if (this.state.refused) return { condition: "constraint", message: "" };
    return this.value !== "" && this.interview.crowds(this.name) ? { condition: "crowded", message: "" } : null;
  }

  /** An answer that the engine fails on is taken out again, and the question says that it does not fit. */
  private answer(give: () => void, clear: () => void): void {
    let refused = false;
    try {
      give();
    } catch {
      refused = true;
      try {
        clear();
      } catch {
        // It stays as it is, and what is wrong is told.
      }
    }
    this.state.refused = refused;
    this.interview.onAnswer();
  }

  set(value: string): void {
    if (this.readonly) return;
    const [given, blank] = this.control === "trigger" ? [value !== "", false] : [value, ""];
    this.answer(() => this.raw.setValue?.(given), () => this.raw.setValue?.(blank));
  }

  choose(values: readonly string[]): void {
    if (this.readonly) return;
    const give = (given: readonly string[]): unknown =>
      this.control === "rank" ? this.raw.setValues?.(given) : this.raw.selectValues?.(given);
    this.answer(() => give(values), () => give([]));
  }

  async attach(file: File | null): Promise<void> {
    if (this.readonly) return;
    const bytes = file ? new Uint8Array(await file.arrayBuffer()) : null;
    const give = (): void => {
      this.raw.setValue?.(file);
      if (file && bytes) this.interview.keep({ name: this.value, type: file.type, bytes });
    };
    this.answer(give, () => this.raw.setValue?.(null));
  }
}

function findsRepeat(raw: RawNode): boolean {
  return (raw.currentState.children ?? []).some(
    (each) => each.nodeType.startsWith("repeat-range") || (each.nodeType === "group" && findsRepeat(each)),
  );
}

const BY_TYPE: Readonly<Record<string, Control>> = {
  int: "int", decimal: "decimal", time: "time", dateTime: "dateTime", geopoint: "place",
};

function controlOf({ nodeType, valueType, selectType }: RawNode, appearance: ReadonlySet<string>): Control {
  if (nodeType === "select") return selectType === "select1" ? "one" : "many";
  if (nodeType !== "input") return nodeType as Control;
  if (valueType === "date") return appearance.has("year") ? "year" : appearance.has("month-year") ? "month" : "date";
  const lines = valueType === "geotrace" || valueType === "geoshape" || appearance.has("multiline");
  return BY_TYPE[valueType ?? ""] ?? (lines ? "multiline" : "text");
}
