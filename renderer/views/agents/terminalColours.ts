/** The terminal's colours from the tokens. The stop's red and the amber of motion are not among them. */
import type { ISearchDecorationOptions } from '@xterm/addon-search';
import type { ITheme } from '@xterm/xterm';

type Token = (name: string) => string;

const tokensOf = (element: HTMLElement): Token => {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(`--${name}`).trim();
};

export function terminalColours(element: HTMLElement): ITheme {
  const token = tokensOf(element);
  const hues = {
    black: 'text-3',
    red: 'failure',
    green: 'success',
    yellow: 'agent-3',
    blue: 'agent-1',
    magenta: 'agent-2',
    cyan: 'agent-4',
    white: 'text-2',
    brightBlack: 'text-3',
    brightRed: 'failure',
    brightGreen: 'success',
    brightYellow: 'agent-3',
    brightBlue: 'agent-1',
    brightMagenta: 'agent-2',
    brightCyan: 'agent-4',
    brightWhite: 'text-1',
  } as const;
  const line = token('line-strong');
  return {
    ...Object.fromEntries(Object.entries(hues).map(([hue, name]) => [hue, token(name)])),
    background: token('surface-0'),
    foreground: token('text-1'),
    cursor: token('text-1'),
    cursorAccent: token('surface-0'),
    selectionBackground: `${line}80`,
    selectionInactiveBackground: `${line}50`,
    scrollbarSliderBackground: `${line}60`,
    scrollbarSliderHoverBackground: `${line}a0`,
    scrollbarSliderActiveBackground: line,
  };
}

/** Of what was found, and of the place that is looked at. */
export function foundColours(element: HTMLElement): ISearchDecorationOptions {
  const token = tokensOf(element);
  return {
    matchBackground: token('line'),
    matchBorder: token('line-strong'),
    matchOverviewRuler: token('line-strong'),
    activeMatchBackground: token('line-strong'),
    activeMatchBorder: token('text-1'),
    activeMatchColorOverviewRuler: token('text-1'),
  };
}
