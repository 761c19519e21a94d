/** What is stored of benches: whole or not at all, over restarts, broken files, crashes and foreign hands. */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { tempDir } from '../../../test/lib/coreUnderTest.ts';
import { simulatedCalibration } from '../../base/arm/so101.ts';
import { realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import type { BenchChoice, CameraCalibration, EnvelopeEdit } from '../../base/model/phaseOne.ts';
import { benchesDir, ledgerPath } from '../../store/dataLayout.ts';
import { openLedger } from '../../store/ledger/ledger.ts';
import { simulatedBenchEnvelope } from '../benchEnvelope.ts';
import { openBenchBook } from './benchBook.ts';

const lab: BenchChoice = {
  id: 'lab',
  name: 'Lab',
  kind: 'real',
  followerPort: '/dev/ttyACM7',
  leaderPort: '/dev/ttyACM8',
  cameras: [
    { role: 'overhead', device: '/dev/video70', widthPx: 640, heightPx: 480, rateHz: 30 },
    { role: 'front', device: '/dev/video72', widthPx: 640, heightPx: 480, rateHz: 30 },
  ],
};

const edit: EnvelopeEdit = {
  workspaceM: { x: { min: 0.1, max: 0.3 }, y: { min: -0.2, max: 0.2 }, z: { min: 0, max: 0.2 } },
  floorM: 0.001,
  jointsRad: simulatedBenchEnvelope.jointsRad,
};

const camera: CameraCalibration = {
  role: 'overhead',
  model: {
    role: 'overhead',
    widthPx: 640,
    heightPx: 480,
    focalPx: 600,
    centreXPx: 320,
    centreYPx: 240,
    worldFromCamera: [1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0.6, 0, 0, 0, 1],
  },
  distortion: [0, 0, 0, 0, 0],
  reprojectionPx: 0.2,
  views: 12,
  wallTime: '2026-01-01T00:00:00.000Z',
};

function open(dataDir: string) {
  const ledger = openLedger(ledgerPath(dataDir), {
    clock: realClock,
    log: silentLog,
    softwareVersion: 'test',
  });
  const book = openBenchBook({ dataDir, ledger, log: silentLog });
  return { book, ledger, [Symbol.dispose]: () => ledger[Symbol.dispose]() };
}

const fileOf = (dataDir: string, bench: string, name: string): string =>
  path.join(benchesDir(dataDir), bench, name);

it('begins with the simulated bench, which needs nothing stored', () => {
  using dir = tempDir('benches');
  using on = open(dir.path);
  expect(on.book.current).toMatchObject({ id: 'simulated', kind: 'simulated' });
  expect(on.book.list()).toHaveLength(1);
  expect(on.book.envelope()).toEqual(simulatedBenchEnvelope);
  expect(on.book.isCalibrated('follower')).toBe(true);
  expect(on.book.cameraCalibrationHash()).toBeNull();
  expect(on.book.problems).toEqual([]);
});

it('keeps the choice and all that is stored of it over a restart, and the ledger knows', () => {
  using dir = tempDir('benches');
  const seen = (() => {
    using on = open(dir.path);
    on.book.save(lab);
    on.book.choose('lab');
    expect(on.book.isCalibrated('follower')).toBe(false);
    const nominal = on.book.calibrationHash();
    on.book.saveCalibration('follower', simulatedCalibration);
    on.book.saveEnvelope(edit, 'swept');
    on.book.saveCameraCalibration(camera);
    expect(on.book.calibrationHash()).not.toBe(nominal);
    return [on.book.calibrationHash(), on.book.cameraCalibrationHash(), on.book.envelope()];
  })();
  using again = open(dir.path);
  const { book, ledger } = again;
  expect(book.current).toEqual(lab);
  expect(book.isCalibrated('follower')).toBe(true);
  expect(book.isCalibrated('leader')).toBe(false);
  expect([book.calibrationHash(), book.cameraCalibrationHash(), book.envelope()]).toEqual(seen);
  const kinds = ['bench-chosen', 'servos-calibrated', 'envelope-set', 'camera-calibrated'] as const;
  for (const kind of kinds) expect(ledger.notes(kind, 9), kind).toHaveLength(1);
});

it('an envelope only ever narrows: inside the default, inside what the joints reach', () => {
  using dir = tempDir('benches');
  using on = open(dir.path);
  const wide = { min: -1, max: 1 };
  const jointsRad = simulatedBenchEnvelope.jointsRad.map(() => ({ min: -7, max: 7 }));
  on.book.saveEnvelope(
    { workspaceM: { x: wide, y: wide, z: wide }, floorM: -1, jointsRad },
    'numbers',
  );
  expect(on.book.envelope()).toEqual(simulatedBenchEnvelope);
  const [pan, ...rest] = simulatedCalibration;
  if (pan === undefined) throw new Error('no pan');
  on.book.saveCalibration('follower', [{ ...pan, minRad: -1, maxRad: 1 }, ...rest]);
  expect(on.book.envelope().jointsRad[0]).toEqual({ min: -1, max: 1 });
});

it.each([
  ['no room in x', { ...edit, workspaceM: { ...edit.workspaceM, x: { min: 1, max: 1.5 } } }],
  [
    'an end before its beginning',
    { ...edit, workspaceM: { ...edit.workspaceM, y: { min: 1, max: 0 } } },
  ],
  ['no number', { ...edit, floorM: Number.NaN }],
  ['five joints', { ...edit, jointsRad: edit.jointsRad.slice(1) }],
])('an envelope with %s is refused and changes nothing', (_what, bad) => {
  using dir = tempDir('benches');
  using on = open(dir.path);
  expect(() => on.book.saveEnvelope(bad, 'numbers')).toThrow(
    expect.objectContaining({ code: 'bad-input' }),
  );
  expect(on.book.envelope()).toEqual(simulatedBenchEnvelope);
  expect(on.ledger.notes('envelope-set', 1)).toEqual([]);
});

const [over, front] = lab.cameras;
if (over === undefined || front === undefined) throw new Error('two cameras');

it.each<[string, BenchChoice, RegExp]>([
  ['no port', { ...lab, followerPort: null }, /no port yet/],
  ['one port twice', { ...lab, leaderPort: lab.followerPort }, /port of its own/],
  ['no camera', { ...lab, cameras: [] }, /no camera yet/],
  ['one role twice', { ...lab, cameras: [over, { ...front, role: 'overhead' }] }, /role overhead/],
  ['one camera twice', { ...lab, cameras: [over, { ...front, device: over.device }] }, /plays two/],
  ['a camera of words', { ...lab, cameras: [{ ...over, device: 'concat:a|b' }] }, /rtsp/],
  ['the simulated name', { ...lab, id: 'simulated' }, /simulated/],
])('a bench with %s is refused whole', (_what, bench, words) => {
  using dir = tempDir('benches');
  using on = open(dir.path);
  expect(() => on.book.save(bench)).toThrow(words);
  expect(on.book.list()).toHaveLength(1);
});

it('another device is another calibration', () => {
  using dir = tempDir('benches');
  using on = open(dir.path);
  on.book.save(lab);
  on.book.choose('lab');
  on.book.saveCalibration('follower', simulatedCalibration);
  on.book.saveCameraCalibration(camera);
  on.book.save({ ...lab, name: 'The lab' });
  expect(on.book.isCalibrated('follower')).toBe(true);
  on.book.save({ ...lab, cameras: [{ ...over, device: '/dev/video74' }, front] });
  expect(on.book.cameraCalibrationHash()).toBeNull();
  expect(on.book.isCalibrated('follower')).toBe(true);
  on.book.save({ ...lab, followerPort: '/dev/ttyACM9' });
  expect(on.book.isCalibrated('follower')).toBe(false);
});

it('the current and the simulated bench cannot be removed; another can, with all that is stored of it', () => {
  using dir = tempDir('benches');
  using on = open(dir.path);
  on.book.save(lab);
  on.book.choose('lab');
  expect(() => on.book.remove('lab')).toThrow(/in use/);
  expect(() => on.book.remove('simulated')).toThrow(/always there/);
  on.book.choose('simulated');
  on.book.remove('lab');
  expect(on.book.list()).toHaveLength(1);
  expect(readdirSync(benchesDir(dir.path))).toEqual([]);
  expect(() => on.book.choose('lab')).toThrow(/no bench "lab"/);
});

it.each([
  ['bench.json', '{"version":1,"value":{"id":"lab"'],
  ['follower.json', '[]'],
  ['envelope.json', JSON.stringify({ version: 1, value: { how: 'numbers', edit: { floorM: 1 } } })],
  ['camera-overhead.json', ''],
])('a broken %s is said in words and the simulated bench starts', (name, text) => {
  using dir = tempDir('benches');
  {
    using on = open(dir.path);
    on.book.save(lab);
    on.book.choose('lab');
    on.book.saveCalibration('follower', simulatedCalibration);
  }
  writeFileSync(fileOf(dir.path, 'lab', name), text);
  {
    using on = open(dir.path);
    expect(on.book.current.id).toBe('simulated');
    expect(on.book.problems.join('\n')).toContain(name);
    expect(on.book.problems[0]).toMatch(/"lab" that was chosen last cannot be used/);
    expect(() => on.book.choose('lab')).toThrow(expect.objectContaining({ code: 'storage' }));
    // Saving it anew mends it; what was broken is kept beside.
    on.book.save(lab);
    on.book.choose('lab');
    expect(on.book.problems).toEqual([]);
    expect(readFileSync(`${fileOf(dir.path, 'lab', name)}.broken`, 'utf8')).toBe(text);
  }
  using last = open(dir.path);
  expect(last.book.current).toEqual(lab);
});

it('a broken envelope of the simulated bench leaves it the default one', () => {
  using dir = tempDir('benches');
  mkdirSync(path.dirname(fileOf(dir.path, 'simulated', 'envelope.json')), { recursive: true });
  writeFileSync(fileOf(dir.path, 'simulated', 'envelope.json'), '{');
  using on = open(dir.path);
  expect(on.book.envelope()).toEqual(simulatedBenchEnvelope);
  expect(on.book.problems.join()).toContain('envelope.json');
  on.book.saveEnvelope(edit, 'numbers');
  expect(on.book.problems).toEqual([]);
});

it('what a crash kept out of the ledger is entered at the next start', () => {
  using dir = tempDir('benches');
  {
    using on = open(dir.path);
    on.book.saveEnvelope(edit, 'numbers');
  }
  const file = fileOf(dir.path, 'simulated', 'envelope.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('0.001', '0.002'));
  {
    using on = open(dir.path);
    expect(on.ledger.notes('envelope-set', 9)).toHaveLength(2);
    expect(on.book.envelope().floorM).toBe(0.002);
  }
  using again = open(dir.path);
  expect(again.ledger.notes('envelope-set', 9)).toHaveLength(2);
});

it('killed in the middle of saving, whenever: the old or the new, never half', async () => {
  using dir = tempDir('benches');
  for (let round = 0; round < 4; round++) {
    const program = path.join(import.meta.dirname, '../../../test/lib/savesBenches.ts');
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', program, dir.path],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let lines = 0;
    for await (const _line of createInterface({ input: child.stdout })) {
      if (++lines === 3 + 5 * round) child.kill('SIGKILL');
    }
    using on = open(dir.path);
    expect(on.book.problems).toEqual([]);
    expect(on.book.current.id).toMatch(/^(lab|simulated)$/);
    const { floorM } = on.book.envelope();
    expect(floorM).toBeGreaterThanOrEqual(0);
    const [newest] = on.ledger.notes('envelope-set', 1);
    expect(newest?.body).toMatchObject({ kind: 'envelope-set' });
  }
});
