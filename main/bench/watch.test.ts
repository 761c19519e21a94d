/** Alerts, camera watch and the narrowing of envelopes. */
import { describe, expect, it } from 'vitest';
import type { CameraModel } from '../base/model/camera.ts';
import { createAlerts } from './alerts.ts';
import { narrowEnvelope, simulatedBenchEnvelope } from './benchEnvelope.ts';
import { createCameraWatch } from './cameraWatch.ts';
import { isWholePicture, type LinkFrame } from './link.ts';

const model = { role: 'overhead', widthPx: 320, heightPx: 240 } as CameraModel;
const frame = (seq: number, byte: number): LinkFrame => ({
  role: 'overhead',
  seq,
  capturedAtMs: seq * 100,
  jpeg: Uint8Array.of(byte, 1, 2),
  capturedNowMs: null,
});

describe('camera watch', () => {
  it('knows live, frozen and stale apart', () => {
    const watch = createCameraWatch([model], 10, 0);
    for (let i = 1; i <= 30; i++) watch.frame(frame(i, i), i * 100);
    expect(watch.troubles(3000).size).toBe(0);
    expect(watch.health(3000)[0]?.rateHz).toBeCloseTo(10, 5);
    for (let i = 31; i <= 36; i++) watch.frame(frame(i, 0), i * 100);
    expect(watch.troubles(3600).get('overhead')).toBe('frozen');
    watch.frame(frame(37, 3), 3700);
    expect(watch.troubles(3700).size).toBe(0);
    expect(watch.troubles(4300).get('overhead')).toBe('stale');
  });

  it('knows a slow one', () => {
    const watch = createCameraWatch([model], 10, 0);
    for (let i = 1; i <= 40; i++) watch.frame(frame(i, i), i * 200);
    expect(watch.troubles(8000).get('overhead')).toBe('slow');
  });

  it('knows one whose pictures come old, and forgives a single one', () => {
    const watch = createCameraWatch([model], 10, 0);
    const old = (i: number) =>
      watch.frame({ ...frame(i, i), capturedNowMs: i * 100 - 600 }, i * 100);
    for (let i = 1; i <= 3; i++) old(i);
    expect(watch.troubles(300).size).toBe(0);
    old(4);
    expect(watch.troubles(400).get('overhead')).toBe('late');
    watch.frame({ ...frame(5, 5), capturedNowMs: 450 }, 500);
    expect(watch.troubles(500).size).toBe(0);
  });

  it('begins again after a time in which nobody listened', () => {
    const watch = createCameraWatch([model], 10, 0);
    watch.frame(frame(1, 1), 100);
    watch.restart(5000);
    expect(watch.troubles(5400).size).toBe(0);
    expect(watch.troubles(5600).get('overhead')).toBe('stale');
  });

  it('calls a camera stale that never sent anything', () => {
    expect(createCameraWatch([model], 30, 0).troubles(600).get('overhead')).toBe('stale');
  });
});

describe('a picture', () => {
  it('is whole with its first and its last marker, and not without', () => {
    const whole = [0xff, 0xd8, 1, 2, 3, 0xff, 0xd9];
    expect(isWholePicture(Uint8Array.from(whole))).toBe(true);
    expect(isWholePicture(Uint8Array.from(whole.slice(0, -1)))).toBe(false);
    expect(isWholePicture(Uint8Array.from(whole.slice(1)))).toBe(false);
    expect(isWholePicture(new Uint8Array())).toBe(false);
  });
});

describe('alerts', () => {
  it('are keyed, newest first, told once, and gone when over', () => {
    const told: string[] = [];
    const alerts = createAlerts(
      () => 'now',
      (alert) => told.push(alert.key),
    );
    alerts.raise('a', 'danger', 'one', 'do');
    alerts.raise('b', 'warning', 'two', 'do');
    alerts.raise('a', 'danger', 'one', 'do');
    alerts.raise('a', 'danger', 'one, worse', 'do');
    expect(alerts.topic.value.map((alert) => alert.message)).toEqual(['one, worse', 'two']);
    expect(told).toEqual(['a', 'b']);
    alerts.clear('a');
    alerts.clear('nothing');
    expect(alerts.topic.value.map((alert) => alert.key)).toEqual(['b']);
    for (let i = 0; i < 100; i++) alerts.raise(`k${i}`, 'info', 'm', 'd');
    expect(alerts.topic.value.length).toBe(50);
  });
});

describe('narrowEnvelope', () => {
  const all = { min: -9, max: 9 };
  const open = { x: all, y: all, z: all, gripperRad: null, maxTiltRad: null };

  it('the narrower wins on every side', () => {
    const narrow = narrowEnvelope(simulatedBenchEnvelope, {
      ...open,
      z: { min: 0.01, max: 9 },
      gripperRad: { min: 0, max: 0.1 },
      maxTiltRad: 0.4,
    });
    expect(narrow.workspaceM.x).toEqual(simulatedBenchEnvelope.workspaceM.x);
    expect(narrow.workspaceM.z).toEqual({ min: 0.01, max: 0.45 });
    expect(narrow.gripperLockRad).toEqual({ min: 0, max: 0.1 });
    expect(narrow.maxTiltRad).toBe(0.4);
    expect(narrowEnvelope({ ...simulatedBenchEnvelope, maxTiltRad: 0.2 }, open).maxTiltRad).toBe(
      0.2,
    );
  });

  it('refuses an empty intersection by name', () => {
    const away = { ...open, x: { min: 1, max: 2 } };
    expect(() => narrowEnvelope(simulatedBenchEnvelope, away)).toThrow(/task's x limits/);
  });
});
