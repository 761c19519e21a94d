/** A person is needed: the desktop says so, over whatever else is open. Words are the core's; a click raises the window. */
import type { Log } from '../main/base/lib/log.ts';
import { callNoticeOf } from '../main/base/model/call.ts';
import type { CallLine } from '../main/base/wire/shellLink.ts';
import type { ElectronPort, NotificationPort } from './electronPort.ts';

export interface CallNotice {
  call(line: Pick<CallLine, 'message' | 'todo'>): void;
}

export function createCallNotice(
  { electron, log }: { readonly electron: ElectronPort; readonly log: Log },
  raise: () => void,
): CallNotice {
  /** Kept: one that is collected hears no click. */
  const shown: NotificationPort[] = [];
  return {
    call(line) {
      log.log('warn', 'a person is called', { message: line.message });
      const { Notification } = electron;
      if (!Notification.isSupported()) return;
      const notice = new Notification(callNoticeOf(line));
      notice.on('click', raise);
      notice.show();
      shown.splice(0, shown.length, notice);
    },
  };
}
