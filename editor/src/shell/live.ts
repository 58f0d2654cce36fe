/**
 * Live news: one stream tells how far events, runs and deliveries have come; what a page shows of them is then read again.
 * The stream is closed while the tab is hidden, so that many open tabs do not use up the browser's connections.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

const TOPICS = {
  events: ['event-types', 'quarantine', 'customers'],
  runs: ['workflows', 'flow', 'runs', 'customers', 'ledger', 'accounts', 'quarantine'],
  deliveries: ['deliveries', 'runs'],
} as const;
type Counter = keyof typeof TOPICS;
const COUNTERS: readonly Counter[] = ['events', 'runs', 'deliveries'];

/** A burst of news is answered once: often enough to feel live, seldom enough to stay calm. */
const GATHER_MS = 600;
/** The browser reconnects by itself after a lost line, but not after a refusal. */
const REOPEN_MS = 5_000;
/** A short gap is not worth a word. */
const SAY_LOST_MS = 3_000;

/** True while news comes in, or is expected to come back at once. */
export function useLive(): boolean {
  const client = useQueryClient();
  const [connected, setConnected] = useState(true);

  useEffect(() => {
    let source: EventSource | null = null;
    let last: Partial<Record<Counter, number>> | null = null;
    const stale = new Set<string>();
    let gather: ReturnType<typeof setTimeout> | undefined;
    let reopen: ReturnType<typeof setTimeout> | undefined;
    let sayLost: ReturnType<typeof setTimeout> | undefined;

    const refresh = () => {
      gather = undefined;
      for (const topic of stale) void client.invalidateQueries({ queryKey: [topic] });
      stale.clear();
    };

    const hear = (message: MessageEvent<string>) => {
      const pulse = JSON.parse(message.data) as Partial<Record<Counter, number>>;
      for (const counter of COUNTERS) {
        if (last?.[counter] === pulse[counter]) continue;
        for (const topic of TOPICS[counter]) stale.add(topic);
      }
      // After the first pulse all is read once more: something may have happened while the page was on its way.
      last = pulse;
      if (stale.size > 0) gather ??= setTimeout(refresh, GATHER_MS);
    };

    const close = () => {
      source?.close();
      source = null;
      clearTimeout(reopen);
      clearTimeout(sayLost);
      sayLost = undefined;
    };

    const open = () => {
      close();
      source = new EventSource('/api/live');
      source.addEventListener('open', () => {
        clearTimeout(sayLost);
        sayLost = undefined;
        setConnected(true);
      });
      source.addEventListener('pulse', hear);
      source.addEventListener('error', () => {
        sayLost ??= setTimeout(() => setConnected(false), SAY_LOST_MS);
        if (source?.readyState !== EventSource.CLOSED) return;
        void client.invalidateQueries({ queryKey: ['session'] });
        reopen = setTimeout(open, REOPEN_MS);
      });
    };

    const onVisibility = () => (document.hidden ? close() : open());
    document.addEventListener('visibilitychange', onVisibility);
    if (!document.hidden) open();
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      clearTimeout(gather);
      close();
    };
  }, [client]);

  return connected;
}
