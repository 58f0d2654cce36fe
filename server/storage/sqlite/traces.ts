/**
 * Traces as they are kept: for each step the number of its shape and what fills its holes, `[[7, 944, "EUR"], [3], …]`.
 * Shapes are rows of their own, never changed and never deleted, so a trace can be read for ever.
 * A1. What has no shape is kept whole: a step of which there are too many kinds costs its space and nothing else.
 * A2. Several processes may learn shapes of one step; each is a row, and a trace names the one that it fits.
 */
import type { Json, Trace, TraceStep } from '@recipro/schema';
import type Database from 'better-sqlite3';
import { filled, fit, shapeOf } from './trace-shape.ts';
import type { Shape } from './trace-shape.ts';

export type Traces = {
  /** The text to keep. */
  pack(workflow: string, version: number, trace: Trace): string;
  unpack(text: string): Trace;
  /** Forgets shapes whose rows were rolled back. */
  forget(): void;
};

/** So many ways through one condition, or forms of one action's outcome, are told apart. */
const SHAPES_OF_STEP_MAX = 16;
/** What is learnt of one step over time. Each shape is wider than one before it, so this is far more than steps come to. */
const SHAPES_KEPT_MAX = 200;
/** Steps, and shapes for reading, that are held in memory; with more, all are read again. */
const HELD_MAX = 5_000;

type Numbered = { readonly no: number; readonly shape: Shape };
type Row = { readonly no: number; readonly shape: string };
/** One step of one version that ended one way. `shapes` has the newest first. */
type Step = {
  readonly workflow: string;
  readonly version: number;
  readonly node: string;
  readonly outcome: string;
  readonly shapes: Numbered[];
  kept: number;
};
type Packed = readonly [no: number, ...values: Json[]] | TraceStep;

export function tracesOver(raw: Database.Database): Traces {
  const ofStep = raw.prepare<[string, number, string, string], Row>(
    `SELECT no, shape FROM trace_shapes WHERE workflow = ? AND version = ? AND node = ? AND outcome = ? ORDER BY no DESC`,
  );
  const byNo = raw.prepare<[number], string>('SELECT shape FROM trace_shapes WHERE no = ?').pluck();
  const add = raw.prepare<[string, number, string, string, string]>(
    'INSERT INTO trace_shapes (workflow, version, node, outcome, shape) VALUES (?, ?, ?, ?, ?)',
  );
  const steps = new Map<string, Step>();
  const read = new Map<number, Shape>();

  function stepOf(workflow: string, version: number, { node, outcome }: TraceStep): Step {
    const key = `${workflow} ${version} ${node} ${outcome}`;
    const known = steps.get(key);
    if (known !== undefined) return known;
    if (steps.size >= HELD_MAX) steps.clear();
    const rows = ofStep.all(workflow, version, node, outcome);
    const shapes = rows
      .slice(0, SHAPES_OF_STEP_MAX)
      .map(({ no, shape }) => ({ no, shape: shapeFrom(shape) }));
    const step = { workflow, version, node, outcome, shapes, kept: rows.length };
    steps.set(key, step);
    return step;
  }

  function packStep(known: Step, step: TraceStep): Packed {
    for (const [place, { no, shape }] of known.shapes.entries()) {
      const found = fit(shape, step);
      if (found.fits) return [no, ...found.values];
      if (found.wider !== null) return learn(known, place, found.wider, step);
    }
    return learn(known, known.shapes.length, shapeOf(step), step);
  }

  /** Keeps the shape in the place of a narrower one, or as one more, as long as there is room. */
  function learn(known: Step, place: number, shape: Shape, step: TraceStep): Packed {
    const { workflow, version, node, outcome } = known;
    if (place >= SHAPES_OF_STEP_MAX || known.kept >= SHAPES_KEPT_MAX) return step;
    const row = add.run(workflow, version, node, outcome, JSON.stringify(shape));
    const no = Number(row.lastInsertRowid);
    known.shapes[place] = { no, shape };
    known.kept += 1;
    const found = fit(shape, step);
    return found.fits ? [no, ...found.values] : step;
  }

  function shapeNumbered(no: number): Shape {
    const known = read.get(no);
    if (known !== undefined) return known;
    const text = byNo.get(no);
    if (text === undefined) throw new Error(`The shape ${no} of a trace is gone`);
    if (read.size >= HELD_MAX) read.clear();
    const shape = shapeFrom(text);
    read.set(no, shape);
    return shape;
  }

  return {
    pack: (workflow, version, trace) =>
      JSON.stringify(trace.map((step) => packStep(stepOf(workflow, version, step), step))),
    unpack: (text) => unpacked(text, shapeNumbered),
    forget() {
      read.clear();
      steps.clear();
    },
  };
}

/** Reads traces without a question to the store: all shapes are in memory. For one who reads all traces. */
export function traceReader(raw: Database.Database): (text: string) => Trace {
  const rows = raw.prepare<[], Row>('SELECT no, shape FROM trace_shapes').all();
  const shapes = new Map(rows.map(({ no, shape }) => [no, shapeFrom(shape)]));
  return (text) =>
    unpacked(text, (no) => {
      const shape = shapes.get(no);
      if (shape === undefined) throw new Error(`The shape ${no} of a trace is gone`);
      return shape;
    });
}

function unpacked(text: string, shapeNumbered: (no: number) => Shape): Trace {
  const packed: readonly Packed[] = JSON.parse(text);
  return packed.map((step) => {
    if (!isShaped(step)) return step;
    const [no, ...values] = step;
    // What was a step when it was taken apart is one again.
    return filled(shapeNumbered(no), values) as TraceStep;
  });
}

function isShaped(step: Packed): step is readonly [no: number, ...values: Json[]] {
  return Array.isArray(step);
}

function shapeFrom(text: string): Shape {
  return JSON.parse(text);
}
