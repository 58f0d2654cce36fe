/**
 * A table of things, each row one real link to its own page; the arrow keys step from row to row.
 * On a phone each row is two lines. The roles are written out because that layout would take them away.
 */
import type { KeyboardEvent, ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './data-table.module.css';
import { Spoken } from './spoken.tsx';

export type Column<Row> = {
  readonly key: string;
  readonly head: string;
  readonly render: (row: Row) => ReactNode;
  /** Numbers and times stand at the end of their column. */
  readonly end?: boolean;
  /** On a phone: the one figure beside the name, or with its heading before it. Others stand for themselves. */
  readonly phone?: 'figure' | 'named';
  /** Buttons of the row: without a visible heading. */
  readonly tools?: boolean;
};

type Props<Row> = {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Where the row leads; its first cell is the link. */
  readonly to?: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
};

export function DataTable<Row>({ label, rows, rowKey, to, columns }: Props<Row>) {
  return (
    <table
      role="table"
      aria-label={label}
      className={classes['table']}
      data-links={to !== undefined}
    >
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.key} role="columnheader" scope="col" data-end={column.end}>
              {column.tools ? <Spoken>{column.head}</Spoken> : column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" onKeyDown={stepThroughRows}>
        {rows.map((row) => (
          <tr key={rowKey(row)} role="row">
            {columns.map((column, index) => (
              <td
                key={column.key}
                role="cell"
                data-end={column.end}
                data-tools={column.tools}
                data-phone={column.phone}
                data-label={column.head}
              >
                {index === 0 && to ? (
                  <Link to={to(row)} className={classes['link']}>
                    {column.render(row)}
                  </Link>
                ) : (
                  column.render(row)
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function stepThroughRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>(`.${classes['link']}`)];
  const here = links.findIndex((link) => link === document.activeElement);
  const next = links[here + (event.key === 'ArrowDown' ? 1 : -1)];
  if (here === -1 || next === undefined) return;
  event.preventDefault();
  next.focus();
}
