/**
 * What a tree is drawn on: a canvas now, SVG text when it is saved. Both get the same strokes, so that a saved drawing is
 * the one that was seen.
 */
import type { IdeaHue, Pen } from './ideaShapes.ts';
import { pathPen } from './ideaShapes.ts';

/** By their meaning; a canvas takes them from the tokens, a saved drawing from paper. */
export type TreeColours = Readonly<
  Record<IdeaHue | 'text' | 'grid' | 'edge' | 'ground' | 'focus', string>
>;

export interface Ink {
  readonly fill?: string;
  readonly stroke?: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly alpha?: number;
}

export interface Letters {
  readonly colour: string;
  readonly align: 'left' | 'center' | 'right';
  /** Letters stand on this, so that lines do not run through them. */
  readonly halo?: string;
}

export interface Surface {
  readonly colours: TreeColours;
  /** Height of letters. */
  readonly textPx: number;
  path(ink: Ink, outline: (pen: Pen) => void): void;
  /** Small squares around points: x, y, x, y … */
  squares(colour: string, points: readonly number[], sidePx: number): void;
  /** `y` is the middle of the letters. */
  text(words: string, x: number, y: number, letters: Letters): void;
  /** What `draw` draws outside of the box is not seen. */
  within(box: readonly [x: number, y: number, w: number, h: number], draw: () => void): void;
}

const family = '"JetBrains Mono", monospace';

export function canvasSurface(
  ctx: CanvasRenderingContext2D,
  colours: TreeColours,
  textPx: number,
): Surface {
  const pen: Pen = {
    moveTo: (x, y) => ctx.moveTo(x, y),
    lineTo: (x, y) => ctx.lineTo(x, y),
    bezierCurveTo: (...values) => ctx.bezierCurveTo(...values),
    circle: (x, y, r) => {
      ctx.moveTo(x + r, y);
      ctx.arc(x, y, r, 0, 2 * Math.PI);
    },
    halfDisc: (x, y, r) => {
      ctx.moveTo(x, y - r);
      ctx.arc(x, y, r, -Math.PI / 2, Math.PI / 2);
    },
    rect: (x, y, w, h) => ctx.rect(x, y, w, h),
  };
  ctx.font = `${textPx}px ${family}`;
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  return {
    ...{ colours, textPx },
    path({ fill, stroke, width = 1, dash, alpha = 1 }, outline) {
      ctx.globalAlpha = alpha;
      ctx.beginPath();
      outline(pen);
      if (fill !== undefined) {
        ctx.fillStyle = fill;
        ctx.fill();
      }
      if (stroke !== undefined) {
        ctx.strokeStyle = stroke;
        ctx.lineWidth = width;
        ctx.setLineDash([...(dash ?? [])]);
        ctx.stroke();
      }
      ctx.globalAlpha = 1;
    },
    squares(colour, points, sidePx) {
      ctx.fillStyle = colour;
      for (let at = 0; at + 1 < points.length; at += 2)
        ctx.fillRect(
          (points[at] ?? 0) - sidePx / 2,
          (points[at + 1] ?? 0) - sidePx / 2,
          sidePx,
          sidePx,
        );
    },
    text(words, x, y, { colour, align, halo }) {
      ctx.textAlign = align;
      if (halo !== undefined) {
        ctx.strokeStyle = halo;
        ctx.lineWidth = 4;
        ctx.setLineDash([]);
        ctx.strokeText(words, x, y);
      }
      ctx.fillStyle = colour;
      ctx.fillText(words, x, y);
    },
    within([x, y, w, h], draw) {
      ctx.save();
      ctx.beginPath();
      ctx.rect(x, y, w, h);
      ctx.clip();
      draw();
      ctx.restore();
    },
  };
}

const escapes: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' },
};
export const svgText = (words: string): string =>
  words.replace(/[&<>"]/g, (sign) => escapes[sign] ?? '');

const anchors = { left: 'start', center: 'middle', right: 'end' } as const;

/** `parts` grows as it is drawn on. */
export function svgSurface(colours: TreeColours, textPx: number, parts: string[]): Surface {
  let boxes = 0;
  return {
    ...{ colours, textPx },
    path({ fill, stroke, width = 1, dash, alpha = 1 }, outline) {
      const pen = pathPen();
      outline(pen);
      const text = pen.text();
      if (text === '') return;
      const line = stroke === undefined ? '' : ` stroke="${stroke}" stroke-width="${width}"`;
      const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
      const faint = alpha === 1 ? '' : ` opacity="${alpha}"`;
      parts.push(`<path d="${text}" fill="${fill ?? 'none'}"${line}${dashes}${faint}/>`);
    },
    squares(colour, points, sidePx) {
      const pen = pathPen();
      for (let at = 0; at + 1 < points.length; at += 2)
        pen.rect(
          (points[at] ?? 0) - sidePx / 2,
          (points[at + 1] ?? 0) - sidePx / 2,
          sidePx,
          sidePx,
        );
      const text = pen.text();
      if (text !== '') parts.push(`<path d="${text}" fill="${colour}"/>`);
    },
    text(words, x, y, { colour, align, halo }) {
      const under =
        halo === undefined ? '' : ` stroke="${halo}" stroke-width="4" paint-order="stroke"`;
      const at = `x="${x.toFixed(1)}" y="${(y + textPx * 0.35).toFixed(1)}"`;
      parts.push(
        `<text ${at} text-anchor="${anchors[align]}" fill="${colour}"${under}>${svgText(words)}</text>`,
      );
    },
    within([x, y, w, h], draw) {
      const id = `box-${++boxes}`;
      const box = `<rect x="${x}" y="${y}" width="${w}" height="${h}"/>`;
      parts.push(`<clipPath id="${id}">${box}</clipPath><g clip-path="url(#${id})">`);
      draw();
      parts.push('</g>');
    },
  };
}
