/** What a person does about a call: says that they come, lets the browser show calls. */
import { type CallNeed, callNoticeOf } from '../../main/base/model/call.ts';
import { personOf } from '../store/labelsState.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Deck } from './deck.ts';

/** As the person who labels here, where one is known. */
export async function sayComing(deck: Deck): Promise<void> {
  const by = personOf(useWindow.getState().labels);
  await deck.ask('Say that you come', 'call.acknowledge', { by });
}

export type NoticeState = 'none' | 'default' | 'granted' | 'denied';

/** May this window show something over others? `none`: it cannot, as in the app, whose core does so itself. */
export const noticeState = (): NoticeState =>
  'Notification' in globalThis ? Notification.permission : 'none';

/** Asks the browser; only ever by a press. */
export async function askForNotices(): Promise<NoticeState> {
  if (!('Notification' in globalThis)) return 'none';
  return await Notification.requestPermission();
}

/** Nothing where the browser was not allowed to. */
export function showNotice(need: CallNeed): void {
  if (noticeState() !== 'granted') return;
  const { title, body } = callNoticeOf(need);
  const notice = new Notification(title, { body, tag: 'nightbench-call' });
  notice.onclick = () => window.focus();
}
