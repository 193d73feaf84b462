// The members of @getodk/xforms-engine 0.22.0 that the adapter relies on, and no others. A new version of the engine is
// compared with this page first.

import type { TextNode } from "./nodes.ts";

export interface RawText {
  readonly asString: string;
  readonly formatted: readonly TextNode[];
  readonly imageSource?: { readonly href: string } | undefined;
  readonly audioSource?: { readonly href: string } | undefined;
  readonly videoSource?: { readonly href: string } | undefined;
}

export interface RawViolation {
  readonly condition: "constraint" | "required";
  readonly message: RawText | null;
}

export interface RawState {
  readonly relevant: boolean;
  readonly required: boolean;
  readonly readonly: boolean;
  readonly label: RawText | null;
  readonly hint: RawText | null;
  readonly children: readonly RawNode[] | null;
  readonly value: unknown;
  readonly instanceValue: string;
  readonly valueOptions: readonly { readonly value: string; readonly label: RawText }[] | null;
  readonly hasRelevantBodyNodes: boolean;
}

export interface RawNode {
  readonly nodeId: string;
  readonly nodeType: string;
  readonly valueType?: string;
  readonly selectType?: string;
  readonly maxPixels?: number | null;
  readonly nodeOptions: { readonly media?: { readonly accept: string } } | null;
  readonly appearances: Iterable<string> | null;
  readonly currentState: RawState;
  readonly validationState: {
    readonly violation?: RawViolation | null;
    readonly violations?: readonly { readonly nodeId: string; readonly violation: RawViolation }[];
  };
  readonly definition: {
    readonly nodeset: string;
    readonly qualifiedName: { readonly localName: string };
    readonly bind: { readonly bindElement: { getAttributeNS(namespace: string, name: string): string | null } };
    readonly bounds?: { readonly start: unknown; readonly end: unknown; readonly step: unknown };
    readonly bodyElement: object | null;
  };
  /** Of a repeat that follows a count: what the count says. Put there by tools/assets/engine_changes.mjs. */
  readonly wantedCount?: number;
  setValue?(value: unknown): unknown;
  selectValues?(values: readonly string[]): unknown;
  setValues?(values: readonly string[]): unknown;
  addInstances?(afterIndex?: number, count?: number): unknown;
  removeInstances?(startIndex: number, count?: number): unknown;
}

export interface RawLanguage {
  readonly language: string;
}

export interface RawRoot extends RawNode {
  readonly languages: readonly RawLanguage[];
  readonly currentState: RawState & { readonly activeLanguage: RawLanguage };
  readonly instanceState: { readonly instanceXML: string };
  setLanguage(language: RawLanguage): unknown;
  prepareInstancePayload(): Promise<unknown>;
}

export interface RawConfig {
  readonly stateFactory?: <T extends object>(state: T) => T;
  readonly instanceAttachments?: { fileNameFactory(meta: { readonly extension: string | null }): string | null };
}

export interface RawForm {
  readonly status: "success" | "warning" | "failure";
  readonly error: Error | null;
  createInstance(config: RawConfig): { readonly root: RawRoot };
  restoreInstance(input: { data: readonly [FormData] }, config: RawConfig): Promise<{ readonly root: RawRoot }>;
  editInstance(
    input: { inputType: "FORM_INSTANCE_INPUT_RESOLVED"; data: readonly [FormData] },
    config: RawConfig,
  ): Promise<{ readonly root: RawRoot }>;
}
