// Compiles main.scss into ../static/css/mih.css. Run `npm ci && npm run build` after a change.
//
// GOV.UK Frontend is written for left-to-right pages. Urdu is not, so each physical side becomes a
// logical one here ("left" -> "inline-start"): one stylesheet serves both directions.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "static", "css", "mih.css");

const sides = { left: "start", right: "end" };
const corners = {
  "top-left": "start-start", "top-right": "start-end",
  "bottom-left": "end-start", "bottom-right": "end-end",
};

/** Split at spaces outside brackets: "0 calc(1px + 2px)" has two parts. */
function parts(value) {
  const out = [""];
  let depth = 0;
  for (const char of value) {
    depth += (char === "(") - (char === ")");
    if (char === " " && depth === 0) out.push("");
    else out[out.length - 1] += char;
  }
  return out;
}

function logical(property, value) {
  let match = /^(margin|padding)-(left|right)$/.exec(property);
  if (match) return [[`${match[1]}-inline-${sides[match[2]]}`, value]];
  match = /^border-(left|right)(-\w+)?$/.exec(property);
  if (match) return [[`border-inline-${sides[match[1]]}${match[2] ?? ""}`, value]];
  match = /^border-(top-left|top-right|bottom-left|bottom-right)-radius$/.exec(property);
  if (match) return [[`border-${corners[match[1]]}-radius`, value]];
  if (property in sides) return [[`inset-inline-${sides[property]}`, value]];
  if (property === "text-align" && value in sides) return [[property, sides[value]]];
  if ((property === "float" || property === "clear") && value in sides) {
    return [[property, `inline-${sides[value]}`]];
  }
  if (property === "margin" || property === "padding") {
    const [top, right, bottom, left] = parts(value);
    if (left !== undefined && left !== right) {
      return [[`${property}-block`, `${top} ${bottom}`], [`${property}-inline`, `${left} ${right}`]];
    }
  }
  return [[property, value]];
}

/** Arrows are drawn with borders and turned: they keep their sides and are mirrored in _parts.scss. */
const isArrow = (body) => /transform:rotate|clip-path:polygon/.test(body);

function withLogicalSides(css) {
  return css.replace(/\{([^{}]*)\}/g, (whole, body) => {
    if (isArrow(body)) {
      return whole.replace(/([{;])(left|right):/g, (_, before, side) => `${before}inset-inline-${sides[side]}:`);
    }
    return "{" + body.replace(/(^|;)([\w-]+):([^;]+)/g, (declaration, before, property, value) =>
      property.startsWith("--")
        ? declaration
        : before + logical(property, value).map((pair) => pair.join(":")).join(";")) + "}";
  });
}

/** Each `$name: #hex;` of the tokens. */
function tokens() {
  const text = readFileSync(join(here, "_tokens.scss"), "utf8");
  return Object.fromEntries([...text.matchAll(/^\$([\w-]+): (#[0-9a-f]{6});/gm)].map((m) => [m[1], m[2]]));
}

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, two) {
  const [light, dark] = [luminance(one), luminance(two)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const colour = { ...tokens(), white: "#ffffff" };
const texts = [
  ...["ink", "ink-soft", "teal", "red", "green", "visited"].flatMap((text) =>
    ["paper", "paper-deep", "sheet"].map((back) => [text, back])),
  ["white", "teal"], ["white", "red"], ["white", "green"], ["ink", "focus"], ["ink", "sun-pale"],
  ["green", "green-pale"], ["teal-dark", "teal-pale"], ["red-dark", "red-pale"], ["plum", "plum-pale"],
  ["ink", "stone-pale"], ["ink", "teal-pale"],
];
for (const [text, back] of texts) {
  const ratio = contrast(colour[text], colour[back]);
  if (ratio < 4.5) throw new Error(`${text} on ${back}: contrast is ${ratio.toFixed(2)}, needs 4.5`);
}

const { css } = compile(join(here, "main.scss"), {
  style: "compressed", loadPaths: [join(here, "node_modules")], quietDeps: true,
});
const small = withLogicalSides(css)
  // The custom property is always there, so its spelled-out fallback is weight without use.
  .replace(/var\((--govuk-[\w-]+-colour), ?#[0-9a-f]+\)/g, "var($1)");

mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, small.endsWith("\n") ? small : small + "\n");
console.log(`${target}: ${small.length} bytes, ${gzipSync(small, { level: 9 }).length} gzipped`);

// npm notes who asks for donations; addresses of any kind stay out of our lock file.
const lockFile = join(here, "package-lock.json");
const lock = JSON.parse(readFileSync(lockFile, "utf8"));
for (const entry of Object.values(lock.packages)) delete entry.funding;
writeFileSync(lockFile, JSON.stringify(lock, null, 2) + "\n");
