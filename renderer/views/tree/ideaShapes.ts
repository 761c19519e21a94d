/**
 * The marks of ideas as outlines around (x, y), the same on the canvas, in a saved drawing and beside words: told apart by
 * shape as well as by colour (style/tokens.css, "States").
 */
import type { IdeaNode } from '../../../main/base/model/campaign.ts';

export type IdeaLook = IdeaNode['standing'];

/** What draws outlines: a canvas, or the text of an SVG path. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void;
  circle(x: number, y: number, r: number): void;
  /** Its right half. */
  halfDisc(x: number, y: number, r: number): void;
  rect(x: number, y: number, w: number, h: number): void;
}

export type Outline = (pen: Pen, x: number, y: number, r: number) => void;

/** Colours of ideas by their meaning. */
export type IdeaHue = 'success' | 'strong' | 'invalid' | 'undecided' | 'motion' | 'quiet';

export interface IdeaShape {
  readonly hue: IdeaHue;
  /** In the colour of what lies under it, so that no line runs through the mark; null: lines may. */
  readonly ground: Outline | null;
  readonly filled: Outline | null;
  readonly lined: Outline | null;
}

const disc =
  (share: number): Outline =>
  (pen, x, y, r) =>
    pen.circle(x, y, r * share);

const diamond: Outline = (pen, x, y, r) => {
  pen.moveTo(x, y - r);
  pen.lineTo(x + r, y);
  pen.lineTo(x, y + r);
  pen.lineTo(x - r, y);
  pen.lineTo(x, y - r);
};

const cross: Outline = (pen, x, y, r) => {
  const arm = r * 0.68;
  pen.moveTo(x - arm, y - arm);
  pen.lineTo(x + arm, y + arm);
  pen.moveTo(x + arm, y - arm);
  pen.lineTo(x - arm, y + arm);
};

const chevron: Outline = (pen, x, y, r) => {
  pen.circle(x, y, r);
  pen.moveTo(x - r * 0.22, y - r * 0.45);
  pen.lineTo(x + r * 0.3, y);
  pen.lineTo(x - r * 0.22, y + r * 0.45);
};

export const ideaShapes: Readonly<Record<IdeaLook, IdeaShape>> = {
  'version-0': { hue: 'strong', ground: null, filled: disc(0.62), lined: null },
  kept: { hue: 'success', ground: disc(1), filled: disc(0.5), lined: disc(1) },
  carried: { hue: 'strong', ground: disc(1), filled: null, lined: chevron },
  discarded: { hue: 'invalid', ground: null, filled: null, lined: cross },
  inconclusive: {
    hue: 'undecided',
    ground: disc(0.84),
    filled: (pen, x, y, r) => pen.halfDisc(x, y, r * 0.84),
    lined: disc(0.84),
  },
  screening: { hue: 'motion', ground: null, filled: diamond, lined: null },
  waiting: { hue: 'quiet', ground: diamond, filled: null, lined: diamond },
};

/** Outlines as the text of an SVG path. */
export function pathPen(): Pen & { text(): string } {
  const parts: string[] = [];
  const at = (...values: readonly number[]): string =>
    values.map((value) => Number(value.toFixed(2))).join(' ');
  const arc = (r: number, dx: number, dy: number): string => `a${at(r, r)} 0 0 1 ${at(dx, dy)}`;
  return {
    moveTo: (x, y) => parts.push(`M${at(x, y)}`),
    lineTo: (x, y) => parts.push(`L${at(x, y)}`),
    bezierCurveTo: (...values) => parts.push(`C${at(...values)}`),
    circle: (x, y, r) => parts.push(`M${at(x - r, y)}${arc(r, 2 * r, 0)}${arc(r, -2 * r, 0)}Z`),
    halfDisc: (x, y, r) => parts.push(`M${at(x, y - r)}${arc(r, 0, 2 * r)}Z`),
    rect: (x, y, w, h) => parts.push(`M${at(x, y)}h${at(w)}v${at(h)}h${at(-w)}Z`),
    text: () => parts.join(''),
  };
}
