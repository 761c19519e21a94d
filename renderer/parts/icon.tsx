/** Line icons of the rail and the name; decoration beside a word, never instead of one in the open rail. */
import type { ReactElement } from 'react';

export type IconName =
  | 'bench'
  | 'trials'
  | 'agents'
  | 'lock'
  | 'debug'
  | 'night'
  | 'keys'
  | 'find'
  | 'dark'
  | 'light'
  | 'system'
  | 'name';

const paths: Readonly<Record<IconName, string>> = {
  name: 'M7 2.2a4.6 4.6 0 1 0 6 6A5 5 0 0 1 7 2.2ZM2 14.5h12',
  bench: 'M2 11.5a6 6 0 1 1 12 0M8 11.5l2.6-4M1.5 13.8h13',
  trials: 'M5.5 3.5h9M5.5 8h9M5.5 12.5h9M1.6 3.5h1M1.6 8h1M1.6 12.5h1',
  agents: 'M1.5 2.8h13v10.4h-13ZM4.2 6l2.2 2-2.2 2M8 10.4h3.6',
  lock: 'M3.5 7h9v6.5h-9ZM5.5 7V5a2.5 2.5 0 0 1 5 0v2',
  debug: 'M1.5 8h3l2-5.5 3 11L11.5 8h3',
  night: 'M12.6 10.8A5.6 5.6 0 0 1 5.4 3.2 5.6 5.6 0 1 0 12.6 10.8ZM10.6 2.4h3.6l-3.6 3.8h3.6',
  keys: 'M1.5 3.5h13v9h-13ZM4 6.2h1M7.5 6.2h1M11 6.2h1M4 8.2h1M7.5 8.2h1M11 8.2h1M5 10.6h6',
  find: 'M7 2.2a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6ZM10.6 10.6l3.8 3.8',
  dark: 'M6.8 2.4a5.8 5.8 0 1 0 6.8 7.8A5.6 5.6 0 0 1 6.8 2.4Z',
  light:
    'M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15' +
    'M3 3l1.2 1.2M11.8 11.8 13 13M13 3l-1.2 1.2M4.2 11.8 3 13',
  system: 'M1.8 3h12.4v8H1.8ZM5.5 13.6h5M8 11v2.6',
};

export function Icon({ name }: { readonly name: IconName }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
