/**
 * What a page is asked to note about itself, put into it before its own scripts run: frame intervals, pictures painted
 * on canvases, entries of log topics. It stands between the page and the browser and changes nothing on the way.
 */
import type { Page } from 'playwright-core';

export interface PageNotes {
  /** Milliseconds between animation frames. */
  readonly frameMs: readonly number[];
  /** Milliseconds between two pictures on one canvas, by the canvas' name. */
  readonly pictureMs: Readonly<Record<string, readonly number[]>>;
  readonly logs: Readonly<Record<string, LogNotes>>;
}

export interface LogNotes {
  readonly entries: number;
  readonly bytes: number;
  /** Entries whose cursor did not follow the one before. */
  readonly gaps: number;
  /** From the wall time in an entry to its arrival, of each message's first one. */
  readonly lateMs: readonly number[];
}

export const probe = `(() => {
  const notes = { frameMs: [], pictureMs: {}, logs: {} };
  const lastPaint = new Map();
  let running = false;
  let last = null;
  const tick = (now) => {
    if (!running) return;
    if (last !== null) notes.frameMs.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...args) {
    if (running) {
      const name = this.canvas.getAttribute?.('aria-label') ?? '';
      const now = performance.now();
      const before = lastPaint.get(this.canvas);
      if (before !== undefined) (notes.pictureMs[name] ??= []).push(now - before);
      lastPaint.set(this.canvas, now);
    }
    return draw.apply(this, args);
  };
  const seen = new Map();
  const logHead = '{"type":"log","topic":"';
  const heard = (text) => {
    if (!text.startsWith(logHead)) return;
    const { topic, entries } = JSON.parse(text);
    let before = seen.get(topic);
    seen.set(topic, entries.at(-1)[0]);
    if (!running) return;
    const log = (notes.logs[topic] ??= { entries: 0, bytes: 0, gaps: 0, lateMs: [] });
    for (const [cursor] of entries) {
      if (before !== undefined && cursor !== before + 1) log.gaps++;
      before = cursor;
    }
    log.entries += entries.length;
    log.bytes += text.length;
    const { wallTime } = entries[0][1].row ?? {};
    if (wallTime !== undefined) log.lateMs.push(Date.now() - Date.parse(wallTime));
  };
  const Native = WebSocket;
  window.WebSocket = class extends Native {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        if (typeof data === 'string') heard(data);
      });
    }
  };
  window.perfProbe = {
    begin() {
      Object.assign(notes, { frameMs: [], pictureMs: {}, logs: {} });
      lastPaint.clear();
      last = null;
      running = true;
      requestAnimationFrame(tick);
    },
    end() {
      running = false;
      return notes;
    },
  };
})();`;

/** Before the page goes anywhere. */
export async function installProbe(page: Page): Promise<void> {
  await page.addInitScript({ content: probe });
}

/** What the page notes while `body` runs. */
export async function notesDuring(page: Page, body: () => Promise<unknown>): Promise<PageNotes> {
  await page.evaluate('perfProbe.begin()');
  await body();
  return await page.evaluate<PageNotes>('perfProbe.end()');
}
