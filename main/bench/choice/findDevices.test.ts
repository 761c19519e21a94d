/** What is plugged in, read from folders as the system lays them out; what cannot be told is said. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findDevices, listCameras } from './findDevices.ts';

function withFolder(run: (dir: string) => void): void {
  const dir = mkdtempSync(path.join(tmpdir(), 'nightbench-devices-'));
  try {
    run(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

it('lists each camera once, by its lasting name where it has one', () => {
  withFolder((dir) => {
    const dev = path.join(dir, 'dev');
    mkdirSync(path.join(dev, 'v4l/by-id'), { recursive: true });
    const add = (name: string, index: string, words: string): void => {
      mkdirSync(path.join(dir, 'sys', name), { recursive: true });
      writeFileSync(path.join(dir, 'sys', name, 'index'), `${index}\n`);
      writeFileSync(path.join(dir, 'sys', name, 'name'), `${words}\n`);
      writeFileSync(path.join(dev, name), '');
    };
    add('video10', '0', 'Webcam');
    add('video2', '0', 'Overhead cam');
    add('video3', '1', 'Overhead cam');
    const lasting = path.join(dev, 'v4l/by-id/usb-cam-index0');
    symlinkSync('../../video2', lasting);
    const { cameras } = listCameras(path.join(dir, 'sys'), dev);
    expect(cameras).toEqual([
      { device: lasting, name: 'Overhead cam' },
      { device: path.join(dev, 'video10'), name: 'Webcam' },
    ]);
  });
});

it('leaves out ports that nothing is plugged into, and says what could not be told', async () => {
  const found = await findDevices({
    listSerialPorts: () =>
      Promise.resolve({
        ports: [
          { path: '/dev/ttyS0' },
          { path: '/dev/ttyACM0', manufacturer: 'Waveshare', serialNumber: '58FA' },
          { path: '/dev/ttyUSB1' },
        ],
        problem: 'makers unknown',
      }),
  });
  expect(found.ports).toEqual([
    { path: '/dev/ttyACM0', maker: 'Waveshare', serial: '58FA' },
    { path: '/dev/ttyUSB1', maker: '', serial: '' },
  ]);
  expect(found.problems).toContain('makers unknown');
  const broken = await findDevices({
    listSerialPorts: () => Promise.reject(new Error('no such program')),
  });
  expect(broken.ports).toEqual([]);
  expect(broken.problems.join()).toMatch(/no such program.*Type the port/);
});
