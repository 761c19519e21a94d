/** The rooms that are built, the theme, and the keys. Closed (icons with their word in a tooltip) under 1360 px. */
import { Tooltip, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactElement } from 'react';
import { KeyCap } from '../../parts/actionButton.tsx';
import { Icon, type IconName } from '../../parts/icon.tsx';
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

const screens: readonly { readonly screen: Screen; readonly word: string }[] = [
  { screen: 'bench', word: 'Bench' },
  { screen: 'trials', word: 'Trials' },
  { screen: 'agents', word: 'Agents' },
  { screen: 'debug', word: 'Debug' },
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
    <nav className="rail" aria-label="Rooms">
      {screens.map(({ screen, word }, index) => (
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
