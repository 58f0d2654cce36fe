/**
 * One step as a card: what it is, what exactly it does, how the chosen case left it, and what is wrong with it.
 * Drawn again only when its own step or marks change.
 */
import { Handle, Position } from '@xyflow/react';
import type { Node as FlowNode, NodeProps } from '@xyflow/react';
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react';
import { memo } from 'react';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { WayCount } from '../canvas/way-count.tsx';
import type { Card, WayOut } from '../document/index.ts';
import { useOutcome } from '../parts/outcome-words.ts';
import { useStepWords } from '../session/phrases.ts';
import { useSession, useSessionStore } from '../session/use-session.ts';
import { StepIcon } from './icons.tsx';
import { kinds } from './kinds.ts';
import classes from './step-card.module.css';

export type StepNode = FlowNode<{ readonly card: Card }, 'step'>;

export const StepCard = memo(function StepCard({ id, data, selected }: NodeProps<StepNode>) {
  const { node, ways } = data.card;
  const words = useStepWords();
  const catalogue = useSession((session) => session.catalogue);
  const lit = useSession((session) => session.lit !== null);
  const outcome = useSession((session) => session.lit?.steps.get(id)?.outcome);
  const kind = kinds[node.kind];
  const title = words.title(node);
  return (
    <div
      className={classes['card']}
      data-tone={kind.tone}
      data-selected={selected}
      data-reached={lit ? outcome !== undefined : undefined}
      data-outcome={outcome}
    >
      {kind.enters && <Handle type="target" position={Position.Top} className={classes['in']} />}
      <span className={classes['icon']}>
        <StepIcon name={kind.icon(node, catalogue)} />
      </span>
      <div className={classes['words']}>
        <p className={classes['title']}>{title}</p>
        <p className={classes['line']}>{words.line(node)}</p>
      </div>
      <div className={classes['marks']}>
        <Problems id={id} />
        {outcome !== undefined && <Outcome outcome={outcome} />}
      </div>
      {ways.map((way, index) => (
        <Way
          key={way.out}
          way={way}
          id={id}
          title={title}
          side={index === 0 ? null : besides(index - 1, ways.length - 1)}
        />
      ))}
    </div>
  );
});

/** The side ways stand one under the other along the card's edge, far enough apart to be hit. */
function besides(index: number, count: number): string {
  return `${50 + SIDE_STEP_PERCENT * (index - (count - 1) / 2)}%`;
}

const SIDE_STEP_PERCENT = 36;

type WayProps = {
  readonly way: WayOut;
  readonly id: string;
  readonly title: string;
  /** How far down the side it leads out; null for the main way, which leads out below. */
  readonly side: string | null;
};

function Way({ way, id, title, side }: WayProps) {
  const { t } = useTranslation();
  const store = useSessionStore();
  const name = useOutcome(way.out);
  const open = (event: MouseEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = { x: box.left + box.width / 2, y: box.bottom };
    store.add({ way: { from: id, out: way.out }, at });
  };
  return (
    <>
      <Handle
        type="source"
        id={way.out}
        position={side === null ? Position.Bottom : Position.Right}
        className={classes['out']}
        style={side === null ? {} : { top: side }}
      />
      {!way.led && (
        <div
          className={classes['loose']}
          data-side={side !== null}
          style={side === null ? {} : { top: side }}
        >
          <span className={classes['stem']} aria-hidden />
          <span className={classes['way']}>
            {way.out !== 'next' && name} <WayCount node={id} out={way.out} step={title} ended />
          </span>
          <button
            type="button"
            className={`${classes['plus']} nodrag nopan`}
            aria-label={t('editor.addAfterWay', { step: title, way: name })}
            onClick={open}
          >
            <IconPlus size={14} stroke={2} aria-hidden />
          </button>
        </div>
      )}
    </>
  );
}

function Problems({ id }: { id: string }) {
  const { t } = useTranslation();
  const diagnostics = useSession((session) => session.diagnostics);
  const mine = diagnostics.filter((each) => each.node === id);
  if (mine.length === 0) return null;
  const worst = mine.some((each) => each.severity === 'error') ? 'error' : 'warning';
  return (
    <span
      className={classes['problem']}
      data-severity={worst}
      role="img"
      aria-label={t('editor.problemsHere', { count: mine.length })}
      title={mine.map((each) => each.message).join('\n')}
    >
      <IconAlertTriangle size={15} stroke={2} aria-hidden />
    </span>
  );
}

/** Only what says something: that an event started or a path ended is plain to see. */
function Outcome({ outcome }: { outcome: string }) {
  const name = useOutcome(outcome);
  if (outcome === 'next' || outcome === 'end') return null;
  return (
    <span className={classes['outcome']} data-outcome={outcome}>
      {name}
    </span>
  );
}
