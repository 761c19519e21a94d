/** A figure as data: what is drawn on a canvas, saved as SVG and saved as CSV is the same. */

export interface FigureLine {
  /** Beside its line. */
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface FigureLimit {
  readonly value: number;
  readonly words: string;
}

export interface Figure {
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
  readonly lines: readonly FigureLine[];
  readonly limits: readonly FigureLimit[];
  readonly yRange: readonly [number, number];
  /** The line to bring out; null: all alike. */
  readonly focus: number | null;
}

/** One time axis for all of them, ascending. */
export interface FigureSheet {
  readonly xName: string;
  readonly xs: readonly number[];
  readonly xRange: readonly [number, number];
  readonly figures: readonly Figure[];
}
