/** A sheet of figures as files: SVG for papers (black on white, labelled directly) and CSV with every sample. Pure. */
import type { Figure, FigureSheet } from './figure.ts';
import { spreadLabels } from './spreadLabels.ts';

const page = { width: 720, height: 240, left: 56, right: 120, top: 28, bottom: 32 } as const;
/** Told apart in print and by colour-blind eyes; dashes do the rest. */
const inks = ['#1f4e96', '#9c3f75', '#666a12', '#1f6d80', '#12161b', '#5a6472'] as const;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const text = (words: string): string => words.replace(/[&<>]/g, (sign) => escapes[sign] ?? '');

/** Round steps, four to eight of them. */
export function ticksOf([min, max]: readonly [number, number]): readonly number[] {
  const rough = (max - min) / 5;
  if (!(rough > 0)) return [min];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  const first = Math.ceil(min / step - 1e-9);
  const count = Math.floor(max / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function figureGroup(figure: Figure, sheet: FigureSheet, offset: number): string {
  const { left, right, top, bottom, width, height } = page;
  const [x0, x1] = sheet.xRange;
  const [y0, y1] = figure.yRange;
  const toX = (x: number): number => left + ((x - x0) / (x1 - x0)) * (width - left - right);
  const toY = (y: number): number => top + ((y1 - y) / (y1 - y0)) * (height - top - bottom);
  const out: string[] = [`<g transform="translate(0 ${offset})">`];
  out.push(
    `<text x="${left}" y="16" font-weight="600">${text(`${figure.title}, ${figure.unit}`)}</text>`,
  );
  for (const y of ticksOf(figure.yRange)) {
    const at = toY(y).toFixed(1);
    out.push(`<path d="M${left} ${at}H${width - right}" stroke="#d3d9e0"/>`);
    out.push(`<text x="${left - 6}" y="${at}" dy="4" text-anchor="end">${y}</text>`);
  }
  for (const x of ticksOf(sheet.xRange)) {
    out.push(`<text x="${toX(x).toFixed(1)}" y="${height - 14}" text-anchor="middle">${x}</text>`);
  }
  for (const { value, words } of figure.limits) {
    const at = toY(value).toFixed(1);
    out.push(`<path d="M${left} ${at}H${width - right}" stroke="#12161b" stroke-dasharray="5 3"/>`);
    out.push(`<text x="${left + 4}" y="${at}" dy="-4">${text(words)}</text>`);
  }
  const ends = figure.lines.map(({ values }) => toY(values.findLast((v) => v !== null) ?? y0));
  const heights = spreadLabels(ends, 13, top + 4, height - bottom);
  figure.lines.forEach(({ name, values }, index) => {
    let pen = 'M';
    let path = '';
    values.forEach((value, i) => {
      if (value === null) {
        pen = 'M';
        return;
      }
      path += `${pen}${toX(sheet.xs[i] ?? 0).toFixed(1)} ${toY(value).toFixed(1)}`;
      pen = 'L';
    });
    const ink = inks[index % inks.length];
    out.push(`<path d="${path}" fill="none" stroke="${ink}" stroke-width="1.25"/>`);
    const y = (heights[index] ?? 0).toFixed(1);
    out.push(`<text x="${width - right + 6}" y="${y}" dy="4" fill="${ink}">${text(name)}</text>`);
  });
  out.push('</g>');
  return out.join('\n');
}

export function sheetSvg(sheet: FigureSheet): string {
  const height = page.height * sheet.figures.length + 8;
  const groups = sheet.figures.map((figure, i) => figureGroup(figure, sheet, i * page.height));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${page.width}" height="${height}" ` +
      `viewBox="0 0 ${page.width} ${height}" font-family="sans-serif" font-size="11">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    ...groups,
    `<text x="${page.left}" y="${height - 6}">${text(sheet.xName)}</text>`,
    '</svg>',
    '',
  ].join('\n');
}

/** Header with units; an empty cell is a gap. */
export function sheetCsv(sheet: FigureSheet): string {
  const quoted = (words: string): string => `"${words.replaceAll('"', '""')}"`;
  const head = [
    quoted(sheet.xName),
    ...sheet.figures.flatMap(({ title, unit, lines }) =>
      lines.map(({ name }) => quoted(`${title} ${name} (${unit})`)),
    ),
  ];
  const rows = sheet.xs.map((x, i) => [
    x.toFixed(3),
    ...sheet.figures.flatMap(({ lines, digits }) =>
      lines.map(({ values }) => values[i]?.toFixed(digits + 1) ?? ''),
    ),
  ]);
  return `${[head, ...rows].map((cells) => cells.join(',')).join('\n')}\n`;
}
