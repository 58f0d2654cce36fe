/** A wire between two steps: the name of the way, and a real button that adds a step in it. Lit when the chosen case went along it. */
import { BaseEdge, EdgeLabelRenderer } from '@xyflow/react';
import type { Edge as FlowEdge, EdgeProps } from '@xyflow/react';
import { IconPlus } from '@tabler/icons-react';
import { memo } from 'react';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Wire } from '../document/index.ts';
import { useOutcome } from '../parts/outcome-words.ts';
import { useStepWords } from '../session/phrases.ts';
import { useSession, useSessionStore } from '../session/use-session.ts';
import { findNode, isSide } from '../document/index.ts';
import { WayCount } from './way-count.tsx';
import { wirePath } from './wire-path.ts';
import classes from './wire.module.css';

export type WireEdge = FlowEdge<{ readonly wire: Wire }, 'wire'>;

export const WireLine = memo(function WireLine(props: EdgeProps<WireEdge>) {
  const { id, data, sourceX, sourceY, targetX, targetY, selected } = props;
  const { t } = useTranslation();
  const store = useSessionStore();
  const words = useStepWords();
  const wire = data?.wire;
  const out = wire?.out ?? 'next';
  const name = useOutcome(out);
  const lit = useSession((session) => session.lit?.wires.has(id));
  const step = useSession((session) => findNode(session.history.document, wire?.from ?? ''));
  const title = step ? words.title(step) : '';
  const side = isSide(out);
  const path = wirePath({ x: sourceX, y: sourceY }, { x: targetX, y: targetY }, side);
  const open = (event: MouseEvent<HTMLElement>) => {
    if (!wire) return;
    const box = event.currentTarget.getBoundingClientRect();
    store.add({
      way: { from: wire.from, out: wire.out },
      at: { x: box.left + box.width / 2, y: box.bottom },
    });
  };
  return (
    <>
      <BaseEdge
        path={path.d}
        className={classes['line']}
        data-lit={lit}
        data-selected={selected === true}
        interactionWidth={22}
      />
      <EdgeLabelRenderer>
        <span
          className={classes['name']}
          data-side={side}
          data-lit={lit}
          style={{ transform: `translate(${path.label.x}px, ${path.label.y}px)` }}
        >
          <span>
            {out !== 'next' && name}{' '}
            {wire && <WayCount node={wire.from} out={wire.out} step={title} ended={false} />}
          </span>
        </span>
        <button
          type="button"
          className={`${classes['plus']} nodrag nopan`}
          style={{ transform: `translate(${path.plus.x - 12}px, ${path.plus.y - 12}px)` }}
          aria-label={t('editor.addAfterWay', { step: title, way: name })}
          onClick={open}
        >
          <IconPlus size={14} stroke={2} aria-hidden />
        </button>
      </EdgeLabelRenderer>
    </>
  );
});
