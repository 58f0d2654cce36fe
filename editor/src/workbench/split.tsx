/** Two panes, one over the other, with a divider to drag or to move by arrow keys. Where it stands is kept for the next visit. */
import { useLocalStorage } from '@mantine/hooks';
import { useRef } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import classes from './split.module.css';

type Props = {
  readonly label: string;
  /** Names the divider. */
  readonly divider: string;
  readonly top: ReactNode;
  readonly bottom: ReactNode;
};

/** Part of the height that the lower pane takes, in percent. */
const AT_FIRST = 36;
const MIN = 8;
const MAX = 75;
const STEP = 4;

export function Split({ label, divider, top, bottom }: Props) {
  const [percent, setPercent] = useLocalStorage({ key: 'recipro.bench', defaultValue: AT_FIRST });
  const box = useRef<HTMLElement>(null);
  const put = (next: number) => setPercent(Math.round(Math.min(MAX, Math.max(MIN, next))));
  const drag = (event: PointerEvent<HTMLElement>) => {
    const area = box.current?.getBoundingClientRect();
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !area) return;
    put(((area.bottom - event.clientY) / area.height) * 100);
  };
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowUp: STEP, ArrowDown: -STEP, Home: -100, End: 100 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    put(percent + by);
  };
  return (
    <section
      ref={box}
      className={classes['split']}
      aria-label={label}
      style={{ gridTemplateRows: `minmax(0, 1fr) 1px minmax(0, ${percent}%)` }}
    >
      <div className={classes['pane']}>{top}</div>
      {/* A divider that moves is a control by the rules of ARIA, though the lint rule does not know it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div
        className={classes['divider']}
        role="separator"
        aria-orientation="horizontal"
        aria-label={divider}
        aria-valuenow={percent}
        aria-valuemin={MIN}
        aria-valuemax={MAX}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onDoubleClick={() => put(AT_FIRST)}
        onKeyDown={keys}
      />
      <div className={classes['pane']}>{bottom}</div>
    </section>
  );
}
