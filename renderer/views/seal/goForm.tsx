/**
 * Going autonomous: every check with its reason, then five seconds in which any key or click leaves the robot where it
 * is. The button stays blocked while one of the checks fails, and says which.
 */
import { Select } from '@mantine/core';
import { type ReactElement, useEffect, useState } from 'react';
import { realClock } from '../../../main/base/lib/clock.ts';
import type { PreflightLine } from '../../../main/base/model/night.ts';
import { useDeck } from '../../actions/deck.ts';
import {
  askPreflight,
  type CountdownPorts,
  cancelCountdown,
  chooseAgent,
  chooseClock,
  goAutonomous,
  typeThinking,
} from '../../actions/goMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { ClockField } from '../../parts/clockField.tsx';
import { Mark, type MarkState } from '../../parts/mark.tsx';
import { NumberField } from '../../parts/numberField.tsx';
import { PersonField } from '../../parts/personField.tsx';
import { ProblemLine } from '../../parts/problemLine.tsx';
import {
  agentNote,
  agentOptions,
  agentsBarred,
  asksThinking,
  thinkRule,
} from '../../store/goFacts.ts';
import { countdownBlocked, linesOf } from '../../store/sealFacts.ts';
import { type Screen, useWindow } from '../../store/windowStore.ts';

const marks: Readonly<Record<PreflightLine['state'], MarkState>> = {
  pass: 'passed',
  warn: 'needs-you',
  fail: 'failed',
};
const words: Readonly<Record<PreflightLine['state'], string>> = {
  pass: 'holds',
  warn: 'warning',
  fail: 'fails',
};

/** Of the whole page, before anybody else hears of it: the stop's keys end a countdown too, and stop. */
const ports: CountdownPorts = {
  clock: realClock,
  onInput: (on) => {
    const kinds = ['keydown', 'pointerdown'] as const;
    for (const kind of kinds) window.addEventListener(kind, on, { capture: true });
    return {
      [Symbol.dispose]: () => {
        for (const kind of kinds) window.removeEventListener(kind, on, { capture: true });
      },
    };
  },
};

/** Where a line can be mended; the others, at the bench or in this very dialog. */
const lineScreens: Partial<
  Record<PreflightLine['id'], { readonly screen: Screen; readonly word: string }>
> = {
  seal: { screen: 'seal', word: 'Seal' },
  judge: { screen: 'judge', word: 'Judge' },
  canaries: { screen: 'judge', word: 'Judge' },
  reset: { screen: 'reset', word: 'Reset' },
  stop: { screen: 'check', word: 'Bench check' },
  envelope: { screen: 'check', word: 'Bench check' },
};

function Line({ line }: { readonly line: PreflightLine }): ReactElement {
  const step = line.remedy === '' ? undefined : lineScreens[line.id];
  return (
    <li data-state={line.state}>
      <Mark state={marks[line.state]} />
      <b>
        {line.name}
        <span className="unseen">: {words[line.state]}</span>
      </b>
      <span>
        {line.words}
        {line.remedy !== '' && <span className="go-remedy"> {line.remedy}</span>}
        {step !== undefined && (
          <button
            type="button"
            className="link"
            onClick={() => useWindow.setState({ screen: step.screen, dialog: null })}
          >
            {step.word}
          </button>
        )}
      </span>
    </li>
  );
}

function Lines(): ReactElement {
  const lines = useWindow(({ sealDesk }) => linesOf(sealDesk.go));
  const failed = useWindow(({ sealDesk: { go } }) =>
    go.lines.kind === 'failed' ? go.lines.message : null,
  );
  if (lines === null)
    return failed === null ? (
      <p className="note go-waiting" role="status">
        Everything is looked at once more…
      </p>
    ) : (
      <ProblemLine words={failed} />
    );
  return (
    <ul className="go-lines" aria-label="Checks before the night">
      {lines.map((line) => (
        <Line key={line.id} line={line} />
      ))}
    </ul>
  );
}

function Countdown({ leftS }: { readonly leftS: number }): ReactElement {
  return (
    <div className="go-countdown" role="alert">
      <b className="number">{leftS}</b>
      <p>
        <strong>The robot goes on by itself in {leftS} s.</strong> Nobody within its reach. Any key
        or click leaves it where it is.
      </p>
    </div>
  );
}

/** Which agent runs it; in lockstep, how long its thinking is declared to take. */
function AgentChoice(): ReactElement {
  const deck = useDeck();
  const seal = useWindow((state) => state.seal);
  const probe = useWindow((state) => state.probe);
  const go = useWindow(({ sealDesk }) => sealDesk.go);
  const barred = agentsBarred({ seal }) !== null;
  useEffect(() => {
    if (!barred) deck.probeAgents();
  }, [deck, barred]);
  return (
    <div className="go-agent">
      <div className="field-row">
        <Select
          className="go-agent-name"
          label="Agent of the night"
          data={[...agentOptions({ seal, probe })]}
          value={go.agent}
          allowDeselect={false}
          disabled={barred}
          onChange={(agent) => {
            if (agent !== null) chooseAgent(deck, agent);
          }}
        />
        {asksThinking(go) && (
          <NumberField
            label="Thinking counts as"
            unit="s"
            width={132}
            rule={thinkRule}
            text={go.think}
            change={typeThinking}
          />
        )}
      </div>
      <p className="note">
        {agentNote({ seal, probe }, go)}
        {asksThinking(go) &&
          ' Bench time does not wait for it: between two ideas so many bench seconds are counted.'}
      </p>
    </div>
  );
}

export function GoForm({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const known = useWindow((state) => state.labels.by);
  const simulated = useWindow(({ bench }) => bench?.kind === 'simulated');
  const go = useWindow(({ sealDesk }) => sealDesk.go);
  const blocked = useWindow((state) => countdownBlocked(state));
  const asking = go.lines.kind === 'asking';
  const [person, setPerson] = useState(known);
  const why = blocked ?? (person.trim() === '' ? 'Type a name.' : null);
  const counts = go.leftS !== null;
  useEffect(() => () => cancelCountdown(null), []);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <Lines />
      {go.leftS === null ? <AgentChoice /> : <Countdown leftS={go.leftS} />}
      {go.leftS === null && (
        <div className="field-row go-choice">
          <PersonField text={person} change={setPerson} />
          {simulated && (
            <ClockField
              name="Clock"
              short
              clock={go.lockstep ? 'lockstep' : 'real'}
              change={(clock) => chooseClock(deck, clock === 'lockstep')}
            />
          )}
        </div>
      )}
      {go.why !== null && <ProblemLine words={go.why} />}
      <div className="dialog-actions">
        {!counts && why !== null && <span className="why">{why}</span>}
        <ActionButton autoFocus onPress={counts ? () => cancelCountdown(null) : onDone}>
          {counts ? 'Cancel' : 'Not now'}
        </ActionButton>
        {!counts && (
          <>
            <ActionButton
              blocked={asking ? 'It is being looked at.' : null}
              quiet
              onPress={() => void askPreflight(deck)}
            >
              Look again
            </ActionButton>
            <ActionButton
              kind="primary"
              quiet
              blocked={why}
              onPress={() => void goAutonomous(deck, ports, person.trim())}
            >
              Go autonomous
            </ActionButton>
          </>
        )}
      </div>
    </form>
  );
}
