/**
 * One terminal on the screen: xterm behind its fence, fed by a pump, fitted to its place. Fetched when a terminal is first
 * shown. It opens no link, pastes no lines and takes no key of the window by itself: it asks. Knows no agent and no store.
 */
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import type { Clock } from '../../../main/base/lib/clock.ts';
import { createTextFence } from '../../../main/base/lib/guardTerminal.ts';
import { terminalBounds } from '../../../main/base/model/agent.ts';
import { keyName } from '../../actions/keyName.ts';
import { watchTheme } from '../../draw/watchTheme.ts';
import { createTerminalPump } from '../../store/terminalPump.ts';
import type { TerminalLink, TerminalListener } from '../../store/terminalTopics.ts';
import type { TerminalAsk } from '../../store/windowStore.ts';
import { needsAsking, plainPaste, webLink } from './pasteText.ts';
import { foundColours, terminalColours } from './terminalColours.ts';
import { fenceTerminal, isFocusReport } from './terminalFence.ts';
import '@xterm/xterm/css/xterm.css';

const scrollbackLines = 5_000;
/** A window that is being dragged larger is asked for its size once it rests. */
const restMs = 60;

export interface TerminalViewPorts {
  readonly host: HTMLElement;
  readonly clock: Clock;
  /** See `setLive`. */
  readonly live: boolean;
  follow(on: TerminalListener): TerminalLink;
  typed(text: string): void;
  resized(cols: number, rows: number): void;
  ask(ask: TerminalAsk): void;
  /** A key that the window answers also while the terminal has the focus. */
  isWindowKey(name: string): boolean;
  /** The person wants out. */
  leave(): void;
  /** How many places fit what is looked for; which of them is looked at, from 0, or -1. */
  found(index: number, count: number): void;
  /** Its first output is on the screen. */
  shown(): void;
  /** xterm has given up: only another one can go on. */
  failed(): void;
}

export interface TerminalView extends Disposable {
  /** False: nobody types into it any more. */
  setLive(live: boolean): void;
  focus(): void;
  readonly selection: string;
  /** As a person would paste it, brackets and all. */
  paste(text: string): void;
  find(text: string, step: 1 | -1): void;
  endFind(): void;
}

function createTerminal({ host, ask, live }: TerminalViewPorts): Terminal {
  const terminal = new Terminal({
    allowProposedApi: true, // the marks of the search
    cursorBlink: false,
    cursorInactiveStyle: 'outline',
    disableStdin: !live,
    fontFamily: getComputedStyle(host).fontFamily,
    fontSize: Number.parseFloat(getComputedStyle(host).fontSize),
    fontWeightBold: 600,
    minimumContrastRatio: 4.5,
    scrollback: scrollbackLines,
    theme: terminalColours(host),
    windowOptions: {},
    logLevel: 'off',
    linkHandler: {
      activate: (_event, text) => askAboutLink(text, ask),
      allowNonHttpProtocols: false,
    },
  });
  fenceTerminal(terminal);
  return terminal;
}

function askAboutLink(text: string, ask: (ask: TerminalAsk) => void): void {
  const link = webLink(text);
  if (link !== null) ask({ kind: 'link', url: link.href });
}

/** What is pasted goes by us, before xterm hears of it. */
function watchPaste(terminal: Terminal, { host, ask }: TerminalViewPorts, undo: DisposableStack) {
  const onPaste = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const text = plainPaste(event.clipboardData?.getData('text/plain') ?? '');
    if (text === '' || terminal.options.disableStdin === true) return;
    if (needsAsking(text)) ask({ kind: 'paste', text });
    else terminal.paste(text);
  };
  host.addEventListener('paste', onPaste, { capture: true });
  undo.defer(() => host.removeEventListener('paste', onPaste, { capture: true }));
}

function watchKeys(terminal: Terminal, ports: TerminalViewPorts): void {
  terminal.attachCustomKeyEventHandler((event) => {
    const name = keyName(event);
    if (name === 'F6') {
      event.preventDefault();
      if (event.type === 'keydown') ports.leave();
      return false;
    }
    // Nobody types into an ended one: its keys are the page's again, the tabulator first of all.
    return terminal.options.disableStdin !== true && !ports.isWindowKey(name);
  });
}

const within = (value: number, [min, max]: readonly [number, number]): number =>
  Math.min(max, Math.max(min, value));

/** Keeps the terminal as large as its place. The window that was looked at last decides for all of them. */
function keepFitted(
  terminal: Terminal,
  { host, clock, resized }: TerminalViewPorts,
  undo: DisposableStack,
): void {
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  const tell = (): void => {
    if (terminal.options.disableStdin !== true) resized(terminal.cols, terminal.rows);
  };
  const fitNow = (): void => {
    const room = fit.proposeDimensions();
    if (room === undefined || !Number.isFinite(room.cols) || !Number.isFinite(room.rows)) return;
    const cols = within(room.cols, terminalBounds.cols);
    const rows = within(room.rows, terminalBounds.rows);
    if (cols === terminal.cols && rows === terminal.rows) return;
    terminal.resize(cols, rows);
    tell();
  };
  let soon: Disposable | null = null;
  const observer = new ResizeObserver(() => {
    soon?.[Symbol.dispose]();
    soon = clock.after(restMs, fitNow);
  });
  fitNow();
  observer.observe(host);
  undo.defer(() => {
    observer.disconnect();
    soon?.[Symbol.dispose]();
  });
  terminal.textarea?.addEventListener('focus', tell);
}

function feed(terminal: Terminal, ports: TerminalViewPorts, undo: DisposableStack): void {
  let text = createTextFence();
  let shown = false;
  let link: TerminalLink | null = null;
  const pump = createTerminalPump({
    clock: ports.clock,
    reset: () => {
      terminal.reset();
      text = createTextFence();
    },
    write: (bytes, done) =>
      terminal.write(text(bytes), () => {
        done();
        if (!shown) ports.shown();
        shown = true;
      }),
    ack: (end) => link?.ack(end),
    stalled: ports.failed,
  });
  undo.use(pump);
  link = undo.use(ports.follow({ chunk: pump.chunk }));
}

export function openTerminalView(ports: TerminalViewPorts): TerminalView {
  const { host } = ports;
  using undo = new DisposableStack();
  const terminal = createTerminal(ports);
  undo.defer(() => terminal.dispose());
  const search = new SearchAddon({ highlightLimit: 1_000 });
  search.onDidChangeResults(({ resultIndex, resultCount }) =>
    ports.found(resultIndex, resultCount),
  );
  terminal.loadAddon(search);
  terminal.loadAddon(new WebLinksAddon((_event, text) => askAboutLink(text, ports.ask)));
  watchPaste(terminal, ports, undo);
  watchKeys(terminal, ports);
  terminal.open(host);
  terminal.onData((text) => {
    if (!isFocusReport(text)) ports.typed(text);
  });
  undo.use(
    watchTheme(() => {
      terminal.options.theme = terminalColours(host);
    }),
  );
  keepFitted(terminal, ports, undo);
  feed(terminal, ports, undo);
  const held = undo.move();
  return {
    setLive: (live) => {
      terminal.options.disableStdin = !live;
    },
    focus: () => terminal.focus(),
    get selection() {
      return terminal.getSelection();
    },
    paste: (text) => terminal.paste(text),
    find: (text, step) => {
      const options = { decorations: foundColours(host), incremental: false };
      if (step === 1) search.findNext(text, options);
      else search.findPrevious(text, options);
    },
    endFind: () => {
      search.clearDecorations();
      terminal.clearSelection();
    },
    [Symbol.dispose]: () => held.dispose(),
  };
}
