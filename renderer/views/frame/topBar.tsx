/** Name, task, the robot's state to be read from two metres, and the bench in five facts. */
import type { ReactElement, ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { type Clock, localTime } from '../../../main/base/lib/clock.ts';
import type { BenchView } from '../../../main/base/model/view.ts';
import { Icon } from '../../parts/icon.tsx';
import { Mark } from '../../parts/mark.tsx';
import { isLastKnown } from '../../store/armReading.ts';
import { speeds } from '../../store/healthHistory.ts';
import { robotState, robotWords } from '../../store/robotState.ts';
import { humanClock } from '../../store/steps.ts';
import { useWindow, type WindowState } from '../../store/windowStore.ts';

function Fact(props: {
  readonly name: string;
  readonly title?: string;
  /** Not from now. */
  readonly old?: boolean;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <span className="fact" title={props.title} data-old={props.old === true}>
      <span>{props.name}</span> <b>{props.children}</b>
    </span>
  );
}

function RobotSign(): ReactElement {
  const state = useWindow((window) => robotState(window.link, window.bench));
  const asked = useWindow((window) => window.stop.kind !== 'none');
  const stopping = asked && state !== 'stopped' && state !== 'offline';
  return (
    <div className="robot-sign" data-state={state}>
      <Mark state={state} size={16} />
      {stopping ? 'Stopping' : robotWords[state]}
    </div>
  );
}

function cameraFact(bench: BenchView): string {
  const rates = bench.cameras.map((camera) => camera.rateHz.toFixed(0));
  return rates.length === 0 ? 'none' : `${rates.join(' / ')} Hz`;
}

function LockstepFact(): ReactElement {
  const speed = useWindow((window) => speeds(window.history).at(-1) ?? null);
  return (
    <Fact name="lockstep" title="Bench time runs as fast as the computing allows">
      {speed === null ? '–' : speed.toFixed(1)}×
    </Fact>
  );
}

function BenchFacts(): ReactElement | null {
  const bench = useWindow((window) => window.bench);
  const online = useWindow((window) => window.link.kind === 'online');
  if (bench === null || !online) return null;
  const { health } = bench;
  const old = isLastKnown(bench);
  const target = `of ${health.targetHz.toFixed(0)} Hz wanted; ${health.missedTicks} ticks missed`;
  return (
    <>
      <Fact name="bench" title={bench.benchId}>
        {bench.kind}
      </Fact>
      {bench.clock === 'lockstep' ? (
        <LockstepFact />
      ) : (
        <Fact name="loop" title={target}>
          {health.loopHz.toFixed(1)} Hz
        </Fact>
      )}
      <Fact
        name={old ? 'hottest was' : 'hottest'}
        title={`${health.hottestJoint.replace('_', ' ')}${old ? ', last known: the arm does not answer' : ''}`}
        old={old}
      >
        {health.hottestC.toFixed(0)} °C
      </Fact>
      <Fact name="cams" title={bench.cameras.map((camera) => camera.role).join(' / ')}>
        {cameraFact(bench)}
      </Fact>
    </>
  );
}

function WallTime({ clock }: { readonly clock: Clock }): ReactElement {
  const [time, setTime] = useState(() => localTime(clock.wallTime()).time.slice(0, 5));
  useEffect(() => {
    const tick = clock.every(1_000, () => setTime(localTime(clock.wallTime()).time.slice(0, 5)));
    return () => tick[Symbol.dispose]();
  }, [clock]);
  return <Fact name="time">{time}</Fact>;
}

/** Time in which a person did something, all steps of the open task together; each step's own is in the rail. */
function HumanTime(): ReactElement | null {
  const minutes = useWindow((window) => window.phaseOne?.humanMinutes ?? null);
  if (minutes === null) return null;
  return (
    <Fact name="human" title="Hours and minutes in which a person worked on this task">
      {humanClock(minutes)}
    </Fact>
  );
}

/** What the arm works on now, by its name; between runs, what the person works on. */
function taskName({ run, tasks, phaseOne }: WindowState): string | null {
  if (run === null) return phaseOne?.task?.name ?? null;
  return tasks.find(({ id }) => id === run.task)?.name ?? run.task;
}

export function TopBar({ clock }: { readonly clock: Clock }): ReactElement {
  const task = useWindow(taskName);
  return (
    <header className="bar">
      <div className="name">
        <Icon name="name" />
        <strong>Nightbench</strong>
        {task !== null && (
          <>
            <span className="arrow">›</span>
            <span>{task}</span>
          </>
        )}
      </div>
      <RobotSign />
      <div className="bar-facts">
        <BenchFacts />
        <HumanTime />
        <WallTime clock={clock} />
      </div>
    </header>
  );
}
