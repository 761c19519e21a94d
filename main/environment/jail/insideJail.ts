/** Where an agent under bubblewrap finds things: the same for every agent, and no path of this machine. */
export const insideJail = {
  home: ['', 'home', 'agent'].join('/'),
  clone: '/work',
  tools: '/opt/bench',
  run: '/run',
} as const;
