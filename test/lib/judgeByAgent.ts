/**
 * What an agent types to write a judge of Push-T from its clips: pictures of successes become references in the judge's own
 * folder, and a moment is a success when the red of the front camera covers one of them. Text of a shell and of a judge
 * program; knows no pose, no scene and no locked clip.
 */

/** Compares the red of one camera with references that were copied from clips. */
const judgeText = `/** Success where the red of the front picture lies as in one of the references. */
import { readdirSync, readFileSync } from 'node:fs';
import { decodePicture } from 'nightbench/sdk/picture.ts';
import { serveProgram, type Judged, type Verdict } from 'nightbench/sdk/program.ts';

const file = (name: string) => readFileSync(new URL(name, import.meta.url));
const { config } = JSON.parse(file('judge.json').toString());
const camera = 'front';

/** Which pixels are red, and where they are. */
async function redOf(jpeg: Uint8Array): Promise<{ is: Uint8Array; at: number[] }> {
  const { rgb } = await decodePicture(jpeg);
  const is = new Uint8Array(rgb.length / 3);
  const at: number[] = [];
  for (let i = 0; i < is.length; i++) {
    const red = rgb[3 * i] ?? 0;
    if (red <= 70 || red <= 2 * Math.max(rgb[3 * i + 1] ?? 0, rgb[3 * i + 2] ?? 0)) continue;
    is[i] = 1;
    at.push(i);
  }
  return { is, at };
}

const names = readdirSync(new URL('reference', import.meta.url));
const references = Promise.all(names.map((name) => redOf(file('reference/' + name))));

/** 0: the same; 1: nothing in common. */
function apart(seen: { is: Uint8Array; at: number[] }, { at }: { at: number[] }): number {
  const both = at.reduce((sum, i) => sum + (seen.is[i] ?? 0), 0);
  const all = seen.at.length + at.length;
  return all === 0 ? 1 : 1 - (2 * both) / all;
}

serveProgram({
  async onJudge({ frames }: Judged): Promise<Verdict> {
    const frame = frames.find(({ role }) => role === camera);
    const seen = frame === undefined ? null : await redOf(frame.jpeg);
    const off = seen === null ? 1 : Math.min(...(await references).map((each) => apart(seen, each)));
    const margin = (config.limit - off) / config.limit;
    const verdict = margin >= 0 ? 'success' : 'failure';
    const score = Math.max(0, Math.min(1, 0.5 + margin / 2));
    return { verdict, score, margin, perCamera: { [camera]: verdict }, flags: [] };
  },
});
`;

const fileText = (limit: number): string =>
  JSON.stringify({
    version: 1,
    task: 'push-t',
    words: 'The red of the front picture against pictures of successes.',
    by: 'agent',
    cameras: { front: { crop: { x: 0, y: 0, w: 1, h: 1 }, threshold: 0.5 } },
    fusion: 'all',
    dwell: { need: 3, of: 4 },
    training: null,
    config: { limit },
  });

/** The last picture of every success that the agent may learn from. */
const copyReferences = `
const fs = require('fs');
const clips = process.env.BENCH_CLIPS;
fs.mkdirSync('judge/reference', { recursive: true });
for (const { id, label } of JSON.parse(fs.readFileSync(clips + '/index.json'))) {
  if (label !== 'success') continue;
  const { moments } = JSON.parse(fs.readFileSync(clips + '/' + id + '/clip.json'));
  fs.copyFileSync(clips + '/' + id + '/' + moments.at(-1).pictures.front, 'judge/reference/' + id + '.jpg');
}
`;

/** Writes the judge and commits it; it calls success what differs from a reference by less than the limit. */
export const writeJudge = (limit: number): string =>
  [
    'rm -rf judge/*',
    `cat > judge/judge.ts <<'END'\n${judgeText}END`,
    `cat > judge/judge.json <<'END'\n${fileText(limit)}\nEND`,
    `node - <<'END'\n${copyReferences}END`,
    'git add -A judge',
    `git commit -qm "Red against references, within ${limit}"`,
  ].join('\n');

/** Another limit, committed. */
export const tuneJudge = (limit: number): string =>
  [
    `cat > judge/judge.json <<'END'\n${fileText(limit)}\nEND`,
    `git commit -qam "Within ${limit}"`,
  ].join('\n');
