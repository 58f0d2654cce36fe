/** The dry run of one case on the document at hand: again after each edit, the newest one counts, and its path is lit. */
import { useEffect, useMemo, useState } from 'react';
import type { Case, SimulateResult, Workflow } from '@recipro/schema';
import { ApiError, change } from '../api.ts';
import { useDocument, useSessionStore } from '../session/use-session.ts';
import type { Lit } from '../session/session.ts';

/** Typing goes on for this long before the run is asked for. */
const SETTLE_MS = 300;

export type Simulation = {
  readonly result: SimulateResult | null;
  readonly error: string | null;
};

const NOTHING: Simulation = { result: null, error: null };

export function useSimulation(sample: Case | null, eventShown: number): Simulation {
  const store = useSessionStore();
  const drawn = useDocument();
  const document = useRunnable(drawn);
  const [simulation, setSimulation] = useState<Simulation>(NOTHING);

  useEffect(() => {
    if (sample === null) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      change.simulate({ document, case: sample }, stop.signal).then(
        (result) => setSimulation({ result, error: null }),
        (error: unknown) => {
          if (stop.signal.aborted) return;
          setSimulation((before) => ({ result: before.result, error: words(error) }));
        },
      );
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [document, sample]);

  const lit = useMemo(
    () => (sample === null ? null : litPath(simulation.result, eventShown)),
    [simulation.result, sample, eventShown],
  );
  useEffect(() => {
    store.light(lit);
    return () => store.light(null);
  }, [store, lit]);

  return sample === null ? NOTHING : simulation;
}

/** The document without what a run does not read, so that moving a card asks for no new run. */
function useRunnable(document: Workflow): Workflow {
  const text = useMemo(
    () =>
      JSON.stringify({
        ...document,
        cases: [],
        nodes: document.nodes.map((node) => ({ ...node, position: undefined, note: undefined })),
      }),
    [document],
  );
  return useMemo(() => JSON.parse(text), [text]);
}

function litPath(result: SimulateResult | null, eventShown: number): Lit | null {
  const trace = result?.runs.find((run) => run.event === eventShown)?.trace;
  if (!trace) return null;
  return {
    steps: new Map(trace.map((step) => [step.node, step])),
    wires: new Set(trace.map((step) => `${step.node}:${step.outcome}`)),
  };
}

function words(error: unknown): string {
  if (error instanceof ApiError && error.problem.errors?.[0])
    return `${error.message} ${error.problem.errors[0].message}`;
  return error instanceof Error ? error.message : String(error);
}
