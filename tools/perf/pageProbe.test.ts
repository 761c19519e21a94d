/** The probe in a page of stand-ins: an entry that is missing must show, or a fast log could be one that loses. */
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type PageNotes, probe } from './pageProbe.ts';

type Heard = (event: { readonly data: unknown }) => void;

function openPage() {
  const heard: Heard[] = [];
  const frames: ((now: number) => void)[] = [];
  let nowMs = 0;
  class Pen {
    canvas = { getAttribute: () => 'front camera' };
    drawn = 0;
    drawImage(): void {
      this.drawn++;
    }
  }
  class Socket {
    addEventListener(_type: string, on: Heard): void {
      heard.push(on);
    }
  }
  const window: Record<string, unknown> = { WebSocket: Socket };
  const page = createContext({
    window,
    WebSocket: Socket,
    CanvasRenderingContext2D: Pen,
    performance: { now: () => nowMs },
    requestAnimationFrame: (run: (now: number) => void) => frames.push(run),
  });
  runInContext(probe, page);
  const { perfProbe, WebSocket: Probed } = window as unknown as {
    perfProbe: { begin(): void; end(): PageNotes };
    WebSocket: new () => unknown;
  };
  new Probed();
  const pen = new Pen();
  return {
    perfProbe,
    pen,
    frame: (atMs: number): void => {
      nowMs = atMs;
      for (const run of frames.splice(0)) run(atMs);
    },
    log: (...cursors: readonly number[]): void => {
      const entries = cursors.map((cursor) => [cursor, { kind: 'trial' }]);
      const data = JSON.stringify({ type: 'log', topic: 'batches', entries });
      for (const on of heard) on({ data });
    },
  };
}

describe('a probed page', () => {
  it('counts entries and sees where one is missing, within a message and between two', () => {
    const page = openPage();
    page.log(1, 2);
    page.perfProbe.begin();
    page.log(3);
    page.log(4, 5);
    expect(page.perfProbe.end().logs).toMatchObject({ batches: { entries: 3, gaps: 0 } });
    page.perfProbe.begin();
    page.log(7);
    page.log(8, 10);
    expect(page.perfProbe.end().logs).toMatchObject({ batches: { entries: 3, gaps: 2 } });
  });

  it('tells the time between frames and between pictures of one canvas, and lets them be painted', () => {
    const page = openPage();
    page.perfProbe.begin();
    for (const atMs of [100, 116, 150]) {
      page.frame(atMs);
      page.pen.drawImage();
    }
    const { frameMs, pictureMs } = page.perfProbe.end();
    expect(frameMs).toEqual([16, 34]);
    expect(pictureMs).toEqual({ 'front camera': [16, 34] });
    expect(page.pen.drawn).toBe(3);
  });
});
