/** Figures of the control loop for people: rate, missed ticks, bus time, heat, volts, and our share of the CPU. */
import type { ProcessTable } from '../base/host/processTable.ts';
import { createRing } from '../base/lib/ring.ts';
import { summarise } from '../base/lib/stats.ts';
import { jointNames } from '../base/model/arm.ts';
import type { BenchHealth } from '../base/model/view.ts';
import type { ServoState } from './robot.ts';

export interface HealthMeter {
  state(message: ServoState): void;
  /** Updated at most once a second; cheap to call. */
  read(nowMs: number): BenchHealth;
  /** The newest rows, oldest first: what `loopViewOf` counts when somebody asks. */
  rows(): readonly ServoState[];
}

/** Health looks at the last seconds only; the debug screen at all that is kept. */
const healthSeconds = 3;
const keptSeconds = 10;

function round(value: number, digits: number): number {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : 0;
}

/** Before anything was measured. */
export function noHealth(targetHz: number): BenchHealth {
  return {
    loopHz: 0,
    targetHz,
    ticks: 0,
    missedTicks: 0,
    busMsP50: 0,
    busMsP99: 0,
    hottestC: 0,
    hottestJoint: '',
    lowestV: 0,
    cpuCores: 0,
  };
}

export function createHealthMeter(table: ProcessTable, targetHz: number): HealthMeter {
  const recent = createRing<ServoState>(keptSeconds * targetHz);
  let ticks = 0;
  let cpu = { atMs: 0, seconds: 0, cores: 0 };
  let latest = noHealth(targetHz);
  let readAtMs = Number.NEGATIVE_INFINITY;
  const readCpu = (nowMs: number): number => {
    const seconds = table.list().reduce((sum, each) => sum + each.cpuSeconds, 0);
    const span = (nowMs - cpu.atMs) / 1000;
    const grown = seconds - cpu.seconds;
    // A process that ended takes its seconds with it; such a second says nothing.
    const cores = cpu.atMs === 0 || grown < 0 ? cpu.cores : grown / span;
    cpu = { atMs: nowMs, seconds, cores };
    return cores;
  };
  return {
    state(message) {
      ticks++;
      recent.push(message);
    },
    rows: recent.items,
    read(nowMs) {
      if (nowMs - readAtMs < 1000) return latest;
      readAtMs = nowMs;
      const rows = recent.items().slice(-healthSeconds * targetHz);
      const state = recent.latest()?.state;
      const periods = summarise(rows.map((row) => row.periodMs));
      const bus = summarise(rows.map((row) => row.busMs));
      const heat = state?.temperatureC ?? [];
      const hottestC = heat.length === 0 ? 0 : Math.max(...heat);
      latest = {
        loopHz: round(periods.p50 > 0 ? 1000 / periods.p50 : 0, 1),
        targetHz,
        ticks,
        missedTicks: recent.latest()?.missedTicks ?? 0,
        busMsP50: round(bus.p50, 2),
        busMsP99: round(bus.p99, 2),
        hottestC: round(hottestC, 0),
        hottestJoint: jointNames[heat.indexOf(hottestC)] ?? '',
        lowestV: round(Math.min(...(state?.voltageV ?? [0])), 1),
        cpuCores: round(readCpu(nowMs), 2),
      };
      return latest;
    },
  };
}
