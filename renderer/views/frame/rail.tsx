/**
 * The steps of phase one with what state each is in, the rooms beside them, the theme, and the keys. Closed (marks and
 * icons with their word in a tooltip) under 1360 px. Steps that are not built are not shown.
 */
import { Tooltip, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactElement, ReactNode } from 'react';
import type { StepView } from '../../../main/base/model/phaseOne.ts';
import { KeyCap } from '../../parts/actionButton.tsx';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { Mark } from '../../parts/mark.tsx';
import { stepMarks, stepWords } from '../../parts/stepMark.ts';
import { humanClock, type Step, steps, stepView } from '../../store/steps.ts';
import { setTheme } from '../../store/theme.ts';
import { type Screen, type Theme, useWindow } from '../../store/windowStore.ts';

function RailItem(props: {
  readonly icon: IconName;
  readonly word: string;
  readonly keyCap: string;
  readonly current?: boolean;
  readonly closed: boolean;
  onPress(): void;
}): ReactElement {
  return (
    <Tooltip label={props.word} position="right" disabled={!props.closed}>
      <UnstyledButton
        className="rail-item"
        aria-label={props.closed ? props.word : undefined}
        aria-keyshortcuts={props.keyCap.replace('Ctrl ', 'Control+')}
        aria-current={props.current ? 'page' : undefined}
        onClick={props.onPress}
      >
        <Icon name={props.icon} />
        <span className="rail-word">{props.word}</span>
        <KeyCap>{props.keyCap}</KeyCap>
      </UnstyledButton>
    </Tooltip>
  );
}

/** What a step's tooltip says: its state, what is missing, the minutes it took, its key. */
function StepTip(props: {
  readonly word: string;
  readonly number: number;
  readonly view: StepView | null;
}): ReactNode {
  const { view } = props;
  const missing = view?.missing ?? [];
  return (
    <span className="step-tip">
      <b>
        {props.number}. {props.word}: {view === null ? 'not known yet' : stepWords[view.state]}
      </b>
      {missing.map((words) => (
        <span key={words}>{words}</span>
      ))}
      {view?.note !== undefined && <span>{view.note}</span>}
      <span className="quiet">
        human {humanClock(view?.humanMinutes ?? 0)}, key Alt {props.number}
      </span>
    </span>
  );
}

function StepItem(props: { readonly step: Step; readonly number: number }): ReactElement {
  const { step, number } = props;
  const view = useWindow((state) => stepView(state, step.id));
  const current = useWindow((state) => state.screen === step.screen);
  const said = view === null ? 'not known yet' : stepWords[view.state];
  return (
    <Tooltip
      label={<StepTip word={step.word} number={number} view={view} />}
      position="right"
      maw={320}
    >
      <UnstyledButton
        className="rail-item rail-step"
        aria-keyshortcuts={`Alt+${number}`}
        aria-current={current ? 'page' : undefined}
        onClick={() => useWindow.setState({ screen: step.screen })}
      >
        <span className="rail-number number" aria-hidden="true">
          {number}
        </span>
        <span className="rail-word" aria-hidden="true">
          {step.word}
        </span>
        <span className="unseen">{`${number} ${step.word}: ${said}`}</span>
        {view !== null && <Mark state={stepMarks[view.state]} />}
      </UnstyledButton>
    </Tooltip>
  );
}

const rooms: readonly { readonly screen: Screen & IconName; readonly word: string }[] = [
  { screen: 'bench', word: 'Bench' },
  { screen: 'trials', word: 'Trials' },
  { screen: 'agents', word: 'Agents' },
  { screen: 'debug', word: 'Debug' },
  { screen: 'night', word: 'Night' },
];

const themes: readonly { readonly theme: Theme; readonly word: string }[] = [
  { theme: 'dark', word: 'Dark' },
  { theme: 'light', word: 'Light' },
  { theme: 'system', word: 'As the system' },
];

function ThemeSwitch(): ReactElement {
  const current = useWindow((state) => state.theme);
  return (
    <div className="theme-switch" role="radiogroup" aria-label="Theme">
      {themes.map(({ theme, word }) => (
        <Tooltip key={theme} label={word} position="right">
          <label>
            <input
              type="radio"
              name="theme"
              aria-label={word}
              checked={current === theme}
              onChange={() => setTheme(theme)}
            />
            <Icon name={theme} />
          </label>
        </Tooltip>
      ))}
    </div>
  );
}

export function Rail(): ReactElement {
  const current = useWindow((state) => state.screen);
  const closed = useMediaQuery('(max-width: 1359px)', false, { getInitialValueInEffect: false });
  return (
    <nav className="rail" aria-label="Steps and rooms">
      <span className="rail-group">Phase one</span>
      {steps.map((step, index) => (
        <StepItem key={step.id} step={step} number={index + 1} />
      ))}
      <span className="rail-line" />
      {rooms.map(({ screen, word }, index) => (
        <RailItem
          key={screen}
          icon={screen}
          word={word}
          keyCap={String(index + 1)}
          current={current === screen}
          closed={closed}
          onPress={() => useWindow.setState({ screen })}
        />
      ))}
      <span className="rail-gap" />
      <ThemeSwitch />
      <RailItem
        icon="find"
        word="Find"
        keyCap="Ctrl K"
        closed={closed}
        onPress={() => useWindow.setState({ dialog: 'palette', find: '' })}
      />
      <RailItem
        icon="keys"
        word="Keys"
        keyCap="?"
        closed={closed}
        onPress={() => useWindow.setState({ dialog: 'keys' })}
      />
    </nav>
  );
}
