/** A small picture of a workflow's path, drawn from its document. */
import type { Workflow } from '@recipro/schema';
import { layoutPath } from './path-layout.ts';
import type { Spot, Wire } from './path-layout.ts';
import classes from './path-picture.module.css';

const COLUMN = 46;
const LANE = 30;
const WIDTH = 26;
const HEIGHT = 16;
const MARGIN = 6;
/** So that a short path is not drawn larger than a long one. */
const COLUMNS_MIN = 7;
const LANES_MIN = 4;

export function PathPicture({ document, label }: { document: Workflow; label: string }) {
  const { spots, wires, columns, lanes } = layoutPath(document);
  const width = Math.max(COLUMNS_MIN, columns) * COLUMN - (COLUMN - WIDTH) + 2 * MARGIN;
  const height = Math.max(LANES_MIN, lanes) * LANE - (LANE - HEIGHT) + 2 * MARGIN;
  const offset = {
    x: MARGIN + (Math.max(0, COLUMNS_MIN - columns) * COLUMN) / 2,
    y: MARGIN + (Math.max(0, LANES_MIN - lanes) * LANE) / 2,
  };
  return (
    <svg
      className={classes['picture']}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      <g transform={`translate(${offset.x} ${offset.y})`}>
        {wires.map((wire) => (
          <path
            key={`${wire.from.node.id} ${wire.to.node.id}`}
            d={curve(wire)}
            className={classes['wire']}
            data-good={wire.good}
          />
        ))}
        {spots.map((spot) => (
          <Shape key={spot.node.id} spot={spot} />
        ))}
      </g>
    </svg>
  );
}

function Shape({ spot }: { spot: Spot }) {
  const x = spot.column * COLUMN;
  const y = spot.lane * LANE;
  const middle = { x: x + WIDTH / 2, y: y + HEIGHT / 2 };
  const { kind } = spot.node;
  if (kind === 'condition') {
    const points = `${x},${middle.y} ${middle.x},${y - 1} ${x + WIDTH},${middle.y} ${middle.x},${y + HEIGHT + 1}`;
    return <polygon points={points} className={classes['shape']} data-kind={kind} />;
  }
  if (kind === 'end')
    return <circle cx={x + 6} cy={middle.y} r={4} className={classes['shape']} data-kind={kind} />;
  return (
    <rect
      x={x}
      y={y}
      width={WIDTH}
      height={HEIGHT}
      rx={kind === 'trigger' ? HEIGHT / 2 : 4}
      className={classes['shape']}
      data-kind={kind}
    />
  );
}

function curve({ from, to }: Wire): string {
  const start = { x: from.column * COLUMN + WIDTH, y: from.lane * LANE + HEIGHT / 2 };
  const end = {
    x: to.column * COLUMN + (to.node.kind === 'end' ? 2 : 0),
    y: to.lane * LANE + HEIGHT / 2,
  };
  const bend = start.x + (COLUMN - WIDTH) / 2;
  return `M${start.x} ${start.y}C${bend} ${start.y} ${bend} ${end.y} ${Math.min(bend + (COLUMN - WIDTH) / 2, end.x)} ${end.y}H${end.x}`;
}
