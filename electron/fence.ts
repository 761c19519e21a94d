/**
 * The fence around every page: it goes nowhere, opens nothing, downloads nothing, asks for nothing, and speaks with no
 * other origin than the core's; a page without the core's strict content policy is not shown. Before the core has said
 * where it is, everything is refused. Kept whatever the page does: none of it runs in the page.
 */
import type { AppPort, ContentsPort, ElectronPort, SessionPort } from './electronPort.ts';

/** Kept in memory: neither a cookie nor a cached page of a bench outlives the shell. */
export const partition = 'bench';

/** Chromium's net error for "aborted": no certificate is right where there is no TLS. */
const netFailed = -2;

/** Origin of an address, in the form browsers give it; null when it is none. */
export function originOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).origin : null;
}

/** The link as the core gave it, or null: only plain HTTP on this machine's own loopback address. */
export function coreUrlOf(given: string): string | null {
  if (!URL.canParse(given)) return null;
  const url = new URL(given);
  const loopback = url.hostname === '127.0.0.1' || url.hostname === 'localhost';
  const plain = url.protocol === 'http:' && url.username === '' && url.password === '';
  return loopback && plain && url.port !== '' ? given : null;
}

/** Pages may copy words out when a person asks for it; nothing else is ever granted. */
const granted: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Does the answer carry a policy that lets only its own scripts run? */
export function isStrictPolicy(headers: Record<string, string[]> | undefined): boolean {
  const lines = Object.entries(headers ?? {})
    .filter(([name]) => name.toLowerCase() === 'content-security-policy')
    .flatMap(([, values]) => values);
  return lines.some((line) => {
    const rules = line.split(';').map((rule) => rule.trim().toLowerCase());
    return rules.includes("default-src 'none'") && rules.includes("script-src 'self'");
  });
}

/** May the page reach this address? Its own core over HTTP and WebSocket, and what it made itself. */
function isOwn(address: string, origin: string | null): boolean {
  if (origin === null || !URL.canParse(address)) return false;
  const { protocol, host } = new URL(address);
  if (protocol === 'data:') return true;
  if (protocol === 'blob:') return originOf(address) === origin;
  return (protocol === 'http:' || protocol === 'ws:') && host === new URL(origin).host;
}

function fenceContents(contents: ContentsPort, origin: () => string | null): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  // The one-time code in the link is answered by a redirect within the same origin.
  contents.on('will-redirect', (event) => {
    const own = origin();
    if (own === null || originOf(event.url) !== own) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** Before the app is ready: holds for every page that will ever be. */
export function fenceApp(app: AppPort, origin: () => string | null): void {
  app.on('web-contents-created', (_event, contents) => fenceContents(contents, origin));
  app.on('certificate-error', (event, _page, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  app.on('select-client-certificate', (event, _page, _url, _offered, answer) => {
    event.preventDefault();
    answer();
  });
  app.on('login', (event, _page, _details, _info, answer) => {
    event.preventDefault();
    answer();
  });
}

function fenceRequests(
  session: SessionPort,
  origin: () => string | null,
  refused: (why: string) => void,
): void {
  const { webRequest } = session;
  webRequest.onBeforeRequest(({ url }, answer) => {
    const cancel = !isOwn(url, origin());
    if (cancel) refused(`a request to ${originOf(url) ?? 'no address'}`);
    answer({ cancel });
  });
  webRequest.onHeadersReceived(({ resourceType, responseHeaders }, answer) => {
    const isPage = resourceType === 'mainFrame' || resourceType === 'subFrame';
    const cancel = isPage && !isStrictPolicy(responseHeaders);
    if (cancel) refused('a page without the content policy of the core');
    answer({ cancel });
  });
}

/** Once the app is ready, before any window. `refused` is told what the page wanted. */
export async function openSession(
  electron: ElectronPort,
  origin: () => string | null,
  refused: (why: string) => void,
): Promise<void> {
  const session = electron.session.fromPartition(partition);
  const may = (permission: string, page: string, isMainFrame: boolean): boolean => {
    const own = origin();
    return isMainFrame && granted.has(permission) && own !== null && originOf(page) === own;
  };
  session.setPermissionRequestHandler((_page, permission, answer, details) => {
    const yes = may(permission, details.requestingUrl, details.isMainFrame);
    if (!yes) refused(`the permission ${permission}`);
    answer(yes);
  });
  session.setPermissionCheckHandler((_page, permission, page, { isMainFrame }) =>
    may(permission, page, isMainFrame),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  session.setCertificateVerifyProc((_request, answer) => answer(netFailed));
  session.setSpellCheckerEnabled(false); // it would fetch dictionaries from the network
  session.on('will-download', (event) => {
    refused('a download');
    event.preventDefault();
  });
  fenceRequests(session, origin, refused);
  await session.setProxy({ mode: 'direct' }); // the core is on this machine: no proxy sees it
}
