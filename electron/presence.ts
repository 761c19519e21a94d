/**
 * The robot's state outside the window: an icon in the tray, or a badge on the dock, with a menu that raises the
 * window, stops the robot and quits. It shows what the core last said, never what the page says, and knows no trial:
 * the words for the work come from the core.
 */
import type { RobotLine } from '../main/base/wire/shellLink.ts';
import type { ElectronPort, Image, MenuRow, TrayPort } from './electronPort.ts';
import type { IconState } from './stateIcon.ts';
import { stateIcon } from './stateIcon.ts';

export const modeWords: Readonly<Record<IconState, string>> = {
  moving: 'Moving',
  holding: 'Holding',
  stopped: 'Stopped',
  limp: 'Limp',
  offline: 'Offline',
};

/** One line that says it all: for a tooltip, a title, the first row of the menu. */
export function robotSentence(robot: RobotLine): string {
  const more = robot.mode === 'stopped' ? (robot.stopped ?? robot.work) : robot.work;
  return more === null ? modeWords[robot.mode] : `${modeWords[robot.mode]} · ${more}`;
}

export type StateImages = (state: IconState) => Image;

/** Each picture is made once, when it is first needed. */
export function createStateImages({ nativeImage }: ElectronPort): StateImages {
  const made = new Map<IconState, Image>();
  return (state) => {
    const image =
      made.get(state) ?? nativeImage.createFromBuffer(stateIcon(state), { scaleFactor: 2 });
    made.set(state, image);
    return image;
  };
}

export interface PresenceActions {
  readonly raise: () => void;
  readonly stop: () => void;
  readonly quit: () => void;
}

export interface Presence extends Disposable {
  /** `linked` is false when the core is gone: nothing can be stopped from here then. */
  show(robot: RobotLine, linked: boolean): void;
}

function menuRows(robot: RobotLine, linked: boolean, actions: PresenceActions): MenuRow[] {
  return [
    { label: robotSentence(robot), enabled: false },
    { label: 'Open window', click: actions.raise },
    { label: 'Stop robot', enabled: linked, click: actions.stop },
    { type: 'separator' },
    { label: 'Quit…', click: actions.quit },
  ];
}

/** The place where the state is shown, or null where the desktop has none. */
export function openPresence(
  electron: ElectronPort,
  icons: StateImages,
  hasTray: boolean,
  actions: PresenceActions,
): Presence | null {
  const { app, Menu, Tray } = electron;
  const { dock } = app;
  if (dock !== undefined)
    return {
      show(robot, linked) {
        dock.setBadge(modeWords[robot.mode]);
        dock.setMenu(Menu.buildFromTemplate(menuRows(robot, linked, actions)));
      },
      [Symbol.dispose]: () => dock.setBadge(''),
    };
  if (!hasTray) return null;
  const tray: TrayPort = new Tray(icons('offline'));
  tray.on('click', actions.raise);
  return {
    show(robot, linked) {
      tray.setImage(icons(robot.mode));
      tray.setToolTip(`Nightbench: ${robotSentence(robot)}`);
      tray.setContextMenu(Menu.buildFromTemplate(menuRows(robot, linked, actions)));
    },
    [Symbol.dispose]: () => tray.destroy(),
  };
}
