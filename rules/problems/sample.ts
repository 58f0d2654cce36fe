/**
 * What the workflow's own sample events say about a value that is read: whether it is ever there, and of which type.
 * Samples are not all that can come, so nothing here is more than a warning.
 */
import type { Comparison, Diagnostic, FactRef, Json, Workflow } from '@recipro/schema';
import { momentOf } from '../moment.ts';
import type { OperatorEntry, ValueType } from '../operators.ts';
import { readPath } from '../path.ts';
import { placeOf } from '../place.ts';
import { sayAt } from './fact.ts';
import type { Place } from './fact.ts';

/** The sample events that can lead to a step. */
export function samplesBefore(
  { nodes, cases = [] }: Workflow,
  comesBefore: (id: string) => boolean,
): readonly Json[] {
  const starts = new Set(
    nodes.flatMap((node) =>
      node.kind === 'trigger' && comesBefore(node.id) ? `${node.from} ${node.event}` : [],
    ),
  );
  return cases.flatMap(({ events }) =>
    events.flatMap(({ from, type, data }) =>
      starts.has(`${from} ${type}`) ? [{ data: data ?? {} }] : [],
    ),
  );
}

/** A path that no sample has is most often one that is misspelled. */
export function unseenProblems(ref: FactRef, place: Place): Diagnostic[] {
  const read = valuesOf(ref, place);
  if (read === null || read.length === 0 || read.some((value) => value !== undefined)) return [];
  const message = `No sample event has a value at ${ref.path}. Check the path, or add it to a sample.`;
  return [warning(place, 'path-not-in-samples', message, '/path')];
}

/** A comparison that no value of the samples could meet, since they are of another type. */
export function unlikeProblems(
  comparison: Comparison,
  entry: OperatorEntry,
  place: Place,
): Diagnostic[] {
  const seen = (valuesOf(comparison, place) ?? []).filter(
    (value) => value !== undefined && value !== null,
  );
  const [first] = seen;
  const fits = seen.some((value) => typesOf(value).some((type) => entry.reads.includes(type)));
  if (first === undefined || fits) return [];
  const message = `"${entry.words}" cannot be asked about ${wordsOf(first)}, which is what the samples have at ${comparison.path}.`;
  return [warning(place, 'operator-unlike-samples', message, '/operator')];
}

function valuesOf(ref: FactRef, { site, node }: Place): readonly unknown[] | null {
  const { fact, path } = ref;
  if (node === undefined || fact !== 'event' || path?.startsWith('$.data') !== true) return null;
  return site.samples().map((sample) => readPath(sample, path));
}

/** A moment is a text as well. */
function typesOf(value: unknown): readonly ValueType[] {
  if (typeof value === 'string') return momentOf(value) === null ? ['text'] : ['text', 'moment'];
  if (typeof value === 'number') return ['number'];
  if (typeof value === 'boolean') return ['boolean'];
  if (Array.isArray(value)) return ['list'];
  return placeOf(value) === null ? [] : ['place'];
}

function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'number') return 'a number';
  return typeof value === 'boolean' ? 'yes or no' : 'an object';
}

function warning(place: Place, code: string, message: string, at: string): Diagnostic {
  return { ...sayAt(place)(code, message, at), severity: 'warning' };
}
