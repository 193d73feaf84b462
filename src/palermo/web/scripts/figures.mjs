// Draws the figures of a page. Each figure is a Vega-Lite specification in a JSON block beside its table:
//
//   <div data-figure="figure-1" aria-label="..."></div>
//   <script type="application/json" id="figure-1">{...}</script>
//
// Expressions are interpreted, not compiled, so that the content security policy needs no unsafe-eval; the styles that
// the libraries would write into the page are switched off for the same reason and stand in palermo.css.

import embed from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";

/** Below this width in pixels a figure is drawn for a phone. */
const NARROW = 480;
/** Vega's own number for it. */
const ERRORS_ONLY = 1;

/** Reads a colour of palermo.css, so that figures follow the theme. */
function token(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** The colours that the specifications are written with (statistics/figures.py), and what stands for them on a page. */
const PRINTED = {
  "#0b6e6e": "--palermo-series-1",
  "#d98324": "--palermo-series-2",
  "#5b5f97": "--palermo-series-3",
  "#8a9a5b": "--palermo-series-4",
  "#a23e48": "--palermo-series-5",
  "#4f9da6": "--palermo-series-6",
  "#b8b2a7": "--palermo-series-missing",
  white: "--palermo-surface",
};

/** The same specification in the colours of the page. */
function recoloured(value) {
  if (typeof value === "string") return value in PRINTED ? token(PRINTED[value]) : value;
  if (Array.isArray(value)) return value.map(recoloured);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === "data" ? inner : recoloured(inner)]));
}

/** Words and lines in the page's colours and letters. The specification's own settings would go first otherwise. */
function themed(config = {}) {
  const text = token("--palermo-ink");
  const quiet = token("--palermo-ink-quiet");
  const line = token("--palermo-line");
  const { fontFamily } = getComputedStyle(document.body);
  return {
    ...config,
    font: fontFamily,
    background: "transparent",
    axis: { ...config.axis, labelColor: text, titleColor: quiet, gridColor: line, domainColor: line, tickColor: line },
    legend: { ...config.legend, labelColor: text, titleColor: quiet },
    text: { ...config.text, color: text },
    title: { ...config.title, color: text, subtitleColor: quiet },
    view: { ...config.view, stroke: null },
    mark: { ...config.mark, color: token("--palermo-series-1") },
  };
}

/** A phone has less room beside a bar for its number, and for the names before it. */
function narrowed(spec, width) {
  if (width >= NARROW) return;
  const { x, y } = spec.encoding ?? {};
  if (x?.scale?.domain) x.scale.domain[1] *= 1.6;
  if (y?.axis?.labelLimit) y.axis.labelLimit = Math.round(width * 0.38);
}

async function draw(place) {
  const block = document.getElementById(place.dataset.figure);
  if (!block) return;
  try {
    const written = JSON.parse(block.textContent);
    const spec = { ...recoloured(written), config: themed(recoloured(written.config)) };
    narrowed(spec, place.clientWidth);
    await embed(place, spec, {
      mode: "vega-lite",
      renderer: "svg",
      actions: false,
      defaultStyle: false,
      ast: true,
      expr: expressionInterpreter,
      logLevel: ERRORS_ONLY,
      tooltip: { disableDefaultStyle: true },
    });
    place.dataset.drawn = "yes";
  } catch (error) {
    // The table beside it says the same, so a figure that cannot be drawn is left out rather than half shown.
    place.hidden = true;
    console.warn("figure not drawn:", error.message);
  }
}

function drawAll() {
  for (const place of document.querySelectorAll("[data-figure]")) draw(place);
}

document.addEventListener("palermo:theme", drawAll);
document.addEventListener("htmx:load", (event) => {
  for (const place of event.target.querySelectorAll?.("[data-figure]:not([data-drawn])") ?? []) draw(place);
});
drawAll();
