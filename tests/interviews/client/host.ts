// A page that shows one interview and nothing else, for tests and for measuring: window.palermo opens it.

import { mountInterview, readAhead } from "../../../src/palermo/interviews/client/interview.ts";
import type { Catalogue, Draft, MountedInterview } from "../../../src/palermo/interviews/client/types.ts";
import { makeWords } from "../../../src/palermo/interviews/client/words.ts";

interface Wanted {
  xml: string;
  language: string;
  catalogues: Record<string, Catalogue>;
  draft?: Draft | null;
  media?: { name: string; type: string; text: string }[];
  fromPaper?: boolean;
}

const encoder = new TextEncoder();
const host = {
  /** Every draft that was given to be kept, the last one last. */
  kept: [] as Draft[],
  finished: [] as Draft[],
  calls: [] as string[],
  isBroken: false,
  mounted: null as MountedInterview | null,
  readAhead,
  async open(wanted: Wanted): Promise<void> {
    host.mounted?.unmount();
    document.documentElement.lang = wanted.language;
    const words = (language: string) => makeWords(language, wanted.catalogues[language] ?? {});
    const media = (wanted.media ?? []).map(({ text, ...file }) => ({ ...file, bytes: encoder.encode(text) }));
    host.mounted = await mountInterview(document.getElementById("fill")!, {
      source: { versionId: String(wanted.xml.length), xml: wanted.xml, media },
      draft: wanted.draft ?? null,
      language: wanted.language,
      words: words(wanted.language),
      wordsFor: async (language) => words(language),
      fromPaper: wanted.fromPaper ?? false,
      onChange: async (draft) => {
        if (host.isBroken) throw new Error("no room");
        host.kept.push(draft);
      },
      onFinish: async (draft) => {
        host.finished.push(draft);
      },
      onPause: () => host.calls.push("pause"),
      onQuickExit: () => host.calls.push("away"),
      onLeave: () => host.calls.push("leave"),
    });
  },
};

(window as unknown as { palermo: typeof host }).palermo = host;
