// What is changed in @getodk/xforms-engine as it goes into the bundle: it opens a form sooner, and faults are mended.
//
// As published, the engine computes at opening the label and hint of every question and every choice of every list, in
// case somebody reads them. A page shows twenty questions; our largest form has six hundred, and nine thousand choices.
// Most replacements below make these computations wait for their first reader, or spare one whose result is known.
// They take two thirds off the time of opening. The last ones mend: an answer that the engine cannot compute with is
// refused, and no answer leaves it stuck. Nothing else changes: a test fills forms in the engine as published and in
// this one and compares what comes out.
//
// Each replacement must fit exactly once, so that another version of the engine cannot be changed by half.

import { readFileSync } from "node:fs";

/** How many entries a repeat has at most that follows a count: a slip in a number must not fill the device's memory. */
export const MOST_ENTRIES = 200;

const LAZY_MEMO = `
const lazyMemo = (compute) => {
  const owner = getOwner();
  let memo = null;
  return () => {
    memo ??= runWithOwner(owner, () => createMemo(compute));
    return memo();
  };
};
`;

/** [why, text as published, text instead] */
const REPLACEMENTS = [
  [
    "expressions are evaluated when first read",
    `const createComputedExpression = (context, dependentExpression, options = {}) => {`,
    `${LAZY_MEMO}const createComputedExpression = (context, dependentExpression, options = {}) => {`,
  ],
  [
    "constant expressions too",
    `      return createMemo(() => evaluateExpression());
    }
    return createMemo(() => {
      if (isTranslated) {`,
    `      return lazyMemo(() => evaluateExpression());
    }
    return lazyMemo(() => {
      if (isTranslated) {`,
  ],
  [
    "labels, hints and messages are put together when first shown",
    `    return createMemo(() => {
      const chunks = createTextChunks(context, definition);`,
    `    return lazyMemo(() => {
      const chunks = createTextChunks(context, definition);`,
  ],
  [
    "a list is gone through when first shown or answered",
    `    const itemsCache = new UpsertableMap();
    return createMemo(() => {`,
    `    const itemsCache = new UpsertableMap();
    return lazyMemo(() => {`,
  ],
  [
    "and its choices are put together then",
    `    const itemsetItems = createItemsetItems(control, itemset);
    return createMemo(() => {`,
    `    const itemsetItems = createItemsetItems(control, itemset);
    return lazyMemo(() => {`,
  ],
  [
    "also where choices stand in the question itself",
    `    return createMemo(() => {
      return labeledItems.map((item) => item());`,
    `    return lazyMemo(() => {
      return labeledItems.map((item) => item());`,
  ],
  [
    "whether choices have pictures is asked by whoever shows them",
    `      return createMemo(() => valueOptions().some((item) => !!item.label.imageSource));`,
    `      return lazyMemo(() => valueOptions().some((item) => !!item.label.imageSource));`,
  ],
  [
    "an unanswered question needs no list to be checked against",
    `    const mapOptionsByValue = this.scope.runTask(() => {
      return createMemo(() => {
        return new Map(valueOptions().map((item) => [item.value, item]));
      });
    });
    this.mapOptionsByValue = mapOptionsByValue;
    const baseValueState = this.valueState;
    const [baseGetValue, setValue] = baseValueState;
    const getValue = this.scope.runTask(() => {
      return createMemo(() => {
        const optionsByValue = mapOptionsByValue();
        return baseGetValue().filter((value) => {`,
    `    const mapOptionsByValue = this.scope.runTask(() => {
      return lazyMemo(() => {
        return new Map(valueOptions().map((item) => [item.value, item]));
      });
    });
    this.mapOptionsByValue = mapOptionsByValue;
    const baseValueState = this.valueState;
    const [baseGetValue, setValue] = baseValueState;
    const getValue = this.scope.runTask(() => {
      return createMemo(() => {
        const baseValue = baseGetValue().filter((value) => value !== "");
        if (baseValue.length === 0) return baseValue;
        const optionsByValue = mapOptionsByValue();
        return baseValue.filter((value) => {`,
  ],
  [
    "state for the screen is kept up to date only for what the screen has read",
    `  const initialState = deriveInitialState(scope, engineState);
  const clientState = clientStateFactory(initialState);
  scope.runTask(() => {
    getPropertyKeys(initialState).forEach((key) => {
      createComputed(() => {
        clientState[key] = engineState[key];
      });
    });
  });
  return declareInternalClientRepresentation(clientState);
};`,
    `  const blank = Object.fromEntries(getPropertyKeys(engineState).map((key) => [key, undefined]));
  return declareInternalClientRepresentation(clientStateFactory(blank));
};`,
  ],
  [
    "from its first reading on",
    `const createCurrentState = (scope, clientState) => {
  return scope.runTask(() => {
    const currentStateProxy = new Proxy(clientState, {
      get: (_, key) => {
        return clientState[key];`,
    `const createCurrentState = (scope, clientState, engineState) => {
  return scope.runTask(() => {
    const read = new Set();
    const currentStateProxy = new Proxy(clientState, {
      get: (_, key) => {
        if (!read.has(key) && Object.hasOwn(engineState, key)) {
          read.add(key);
          scope.runTask(() => createComputed(() => {
            clientState[key] = engineState[key];
          }));
        }
        return clientState[key];`,
  ],
  [
    "which needs the state of the engine",
    `  const currentState = createCurrentState(scope, clientState);`,
    `  const currentState = createCurrentState(scope, clientState, engineState);`,
  ],
  [
    "most references are a text by its name, which holds no path to resolve",
    `const parseNodesetReference = (parentContext, element, attributeName) => {
  const referenceExpression = element.getAttribute(attributeName);
  if (referenceExpression == null) {`,
    `const PLAIN_ITEXT = /^\\s*jr:itext\\(('[^']*')\\)\\s*$/;
const parseNodesetReference = (parentContext, element, attributeName) => {
  const referenceExpression = element.getAttribute(attributeName);
  if (referenceExpression == null || PLAIN_ITEXT.test(referenceExpression)) {`,
  ],
  [
    "and need no grammar to be taken apart",
    `const getTranslationExpression = (expression) => {`,
    `const getTranslationExpression = (expression) => {
  const plain = PLAIN_ITEXT.exec(expression);
  if (plain) return plain[1];`,
  ],
  [
    "nor does a text in quotes",
    `const isConstantExpression = (expression) => {`,
    `const isConstantExpression = (expression) => {
  if (/^'[^']*'$/.test(expression)) return true;`,
  ],
  [
    "every name in a form belongs to one of few namespaces",
    `    return new this(String(namespaceURI));
  }
  href;`,
    `    const address = String(namespaceURI);
    let known = NamespaceURL.known.get(address);
    if (!known) NamespaceURL.known.set(address, (known = new this(address)));
    return known;
  }
  static known = new Map();
  href;`,
  ],
  [
    "mended: a file of a restored draft that is taken out is gone",
    `      intrinsicName: existingName,`,
    `      intrinsicName: writtenAt == null ? existingName : null,`,
  ],
  [
    "mended: a day or moment that there is not is none, and no error",
    `const dateTimeFromString = (timeZone, value) => {`,
    `const dateTimeFromString = (timeZone, value) => {
  try {
    return existingDateTime(timeZone, value);
  } catch {
    return null;
  }
};
const existingDateTime = (timeZone, value) => {`,
  ],
  [
    "also when it is told in days",
    `  return new Xn.ZonedDateTime(toNanoseconds(milliseconds), timeZone.toString());`,
    `  try {
    return new Xn.ZonedDateTime(toNanoseconds(milliseconds), timeZone.toString());
  } catch {
    return null;
  }`,
  ],
  [
    "mended: an expression that cannot be computed now stays at what it said",
    `    return lazyMemo(() => {
      if (isTranslated) {
        context.getActiveLanguage();
      }
      if (context.isAttached()) {
        return evaluateExpression();
      }`,
    `    return lazyMemo((previous) => {
      if (isTranslated) {
        context.getActiveLanguage();
      }
      if (context.isAttached()) {
        try {
          return evaluateExpression();
        } catch {
          return options.failing ?? previous ?? options.defaultValue ?? defaultEvaluationsByType[resultType];
        }
      }`,
  ],
  [
    "but a condition on an answer is not met then",
    `    const isValid = createComputedExpression(context, constraint, {
      defaultValue: true`,
    `    const isValid = createComputedExpression(context, constraint, {
      failing: false,
      defaultValue: true`,
  ],
  [
    "mended: what fails is tried again with the next change",
    `        node.state = STALE;
        node.owned &&`,
    `        node.state = 0;
        node.owned &&`,
  ],
  [
    "and keeps nothing else from being computed",
    `function runQueue(queue) {
  for (let i = 0; i < queue.length; i++) runTop(queue[i]);
}`,
    `function runQueue(queue) {
  const updates = Updates;
  const errors = [];
  for (let i = 0; i < queue.length; i++) {
    try {
      runTop(queue[i]);
    } catch (error) {
      Updates = updates;
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}`,
  ],
  [
    "mended: a count is a whole number, and there is an end to it",
    `        if (Number.isFinite(currentCount) && currentCount < 0) {
          currentCount = 0;
        }`,
    `        this.wantedCount = currentCount;
        if (!Number.isNaN(currentCount)) currentCount = Math.floor(Math.max(0, Math.min(currentCount, ${MOST_ENTRIES})));`,
  ],
  [
    "nobody reads the form written out again",
    `      normalizedXML = xformDocument.documentElement.outerHTML;`,
    `      normalizedXML = "";`,
  ],
];

/** The engine's text with all replacements made. Throws where one does not fit exactly once. */
export function changed(text) {
  for (const [why, published, instead] of REPLACEMENTS) {
    const parts = text.split(published);
    if (parts.length !== 2) {
      throw new Error(`@getodk/xforms-engine: "${why}" fits ${parts.length - 1} times, not once`);
    }
    text = parts.join(instead);
  }
  return text;
}

/** A plug-in for esbuild. */
export const changedEngine = {
  name: "engine-changes",
  setup(build) {
    build.onLoad({ filter: /@getodk[\\/]xforms-engine[\\/]dist[\\/]index\.js$/ }, ({ path }) => ({
      contents: changed(readFileSync(path, "utf8")),
      loader: "js",
    }));
  },
};
