/** What the next demo is to show, how long it is counted down, and the sounds; and what is still wanted of each kind. */
import type { ReactElement } from 'react';
import { Panel } from '../../parts/panel.tsx';
import { QuotaBar } from '../../parts/quotaBar.tsx';
import { setDemoLook } from '../../store/keepDayLook.ts';
import { useWindow } from '../../store/windowStore.ts';
import { demoCounts } from './demoWords.ts';

const countdowns = [0, 2, 3, 5, 10] as const;

function NearMissChoice(): ReactElement {
  const nearMiss = useWindow((state) => state.demos.nearMiss);
  const names = useWindow((state) => state.clips?.quotas.nearMisses);
  return (
    <label className="next-field">
      <span>Shows</span>
      <select
        className="plain-select"
        value={nearMiss ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget;
          event.currentTarget.blur();
          useWindow.setState(({ demos }) => ({
            demos: { ...demos, nearMiss: value === '' ? null : value },
          }));
        }}
      >
        <option value="">no near miss</option>
        {(names ?? []).map(({ name }) => (
          <option key={name} value={name}>
            near miss: {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function CountdownField(): ReactElement {
  const countdownS = useWindow((state) => state.demos.countdownS);
  return (
    <label className="next-field">
      <span>Countdown</span>
      <select
        className="plain-select"
        value={countdownS}
        onChange={(event) => {
          setDemoLook({ countdownS: Number(event.currentTarget.value) });
          event.currentTarget.blur();
        }}
      >
        {countdowns.map((seconds) => (
          <option key={seconds} value={seconds}>
            {seconds === 0 ? 'none' : `${seconds} s`}
          </option>
        ))}
      </select>
    </label>
  );
}

function SoundField(): ReactElement {
  const muted = useWindow((state) => state.demos.muted);
  return (
    <label className="next-field">
      <span>Sounds</span>
      <input
        type="checkbox"
        checked={!muted}
        onChange={(event) => setDemoLook({ muted: !event.currentTarget.checked })}
      />
    </label>
  );
}

export function NextDemoPanel(): ReactElement {
  return (
    <Panel title="Next demo">
      <div className="panel-body">
        <NearMissChoice />
        <CountdownField />
        <SoundField />
      </div>
    </Panel>
  );
}

/** Counted over the demos, by what was said while recording: labels count for themselves in the next step. */
export function DemoQuotas(): ReactElement | null {
  const quotas = useWindow((state) => state.clips?.quotas ?? null);
  const list = useWindow((state) => state.demos.list?.demos ?? null);
  if (quotas === null || list === null) return null;
  const have = demoCounts(list);
  return (
    <Panel title="Demos wanted" facts={list.length}>
      <div className="panel-body">
        <QuotaBar name="Success" mark="success" have={have.success} want={quotas.success.want} />
        <QuotaBar name="Failure" mark="failure" have={have.failure} want={quotas.failure.want} />
        {quotas.nearMisses.map(({ name, want }) => (
          <QuotaBar
            key={name}
            name={`Near miss: ${name}`}
            have={have.nearMisses.get(name) ?? 0}
            want={want}
          />
        ))}
      </div>
    </Panel>
  );
}
