/** The bench screen fills its room with 0 to 4 cameras from 1280×800 to 3840×2160, and pictures stay large enough. */
import { describe, expect, it } from 'vitest';
import { benchLayout, measures } from './benchLayout.ts';

/** What is left of a window for the view: rail, bar and alert line taken off. */
const views = [
  [1280, 800, 1228, 720],
  [1440, 900, 1272, 820],
  [1920, 1080, 1752, 1000],
  [2560, 1440, 2392, 1360],
  [3840, 2160, 3672, 2080],
] as const;

const cases = views.flatMap(([windowWidth, windowHeight, width, height]) =>
  [1, 2, 3, 4].map((cameras) => ({ windowWidth, windowHeight, width, height, cameras })),
);

const { gap, padX, padY, viewHead, panelHead, tableHead, health, plots } = measures;

describe('the bench screen', () => {
  it.each(cases)('$cameras cameras in $windowWidth×$windowHeight fit and fill', (each) => {
    const { width, height, cameras } = each;
    const layout = benchLayout(width, height, cameras);
    const inner = { width: width - 2 * padX, height: height - 2 * padY - viewHead - gap };
    const rows = Math.ceil(cameras / layout.columns);
    const stage = {
      width: layout.columns * layout.pictureWidthPx + (layout.columns - 1) * gap,
      height: rows * (layout.pictureWidthPx * 0.75 + panelHead) + (rows - 1) * gap,
    };
    const joints = panelHead + tableHead + 6 * layout.jointRowPx;
    const under =
      joints + (layout.plan === 'row' ? 0 : gap + health) + (layout.both ? gap + plots : 0);
    expect(stage.height + gap + under).toBeLessThanOrEqual(inner.height + 1);
    // No camera place is empty, and nothing stands empty beside the pictures.
    expect(rows * layout.columns).toBe(cameras);
    if (layout.plan === 'above') expect(stage.width).toBeGreaterThan(0.97 * inner.width);
    if (layout.plan === 'beside') {
      expect(layout.mainWidthPx).toBe(stage.width);
      expect(inner.width - gap - stage.width).toBeGreaterThanOrEqual(measures.leastSide);
    }
  });

  it.each(cases)('words find room over $cameras pictures in $windowWidth×$windowHeight', (each) => {
    expect(benchLayout(each.width, each.height, each.cameras).pictureWidthPx).toBeGreaterThan(260);
  });

  it('has larger pictures in a larger window, and both views of the joints where it is tall', () => {
    for (const cameras of [1, 2, 3, 4]) {
      const widths = views.map(([, , w, h]) => benchLayout(w, h, cameras).pictureWidthPx);
      expect(widths).toEqual(widths.toSorted((a, b) => a - b));
    }
    expect(views.map(([, , w, h]) => benchLayout(w, h, 2).both)).toEqual([
      ...[false, false, false, true, true],
    ]);
  });

  it('stands without a camera and in a window that is too small', () => {
    expect(benchLayout(1228, 720, 0)).toMatchObject({ plan: 'beside', columns: 1 });
    for (const cameras of [1, 2, 3, 4]) {
      const tiny = benchLayout(500, 300, cameras);
      expect(tiny.pictureWidthPx).toBe(measures.leastPicture);
    }
  });
});
