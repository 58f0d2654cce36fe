/** Why a question was answered as it was: for each comparison the value read, the value needed, and whether it was met. */
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ComparisonTrace, ConditionTrace, Event } from '@recipro/schema';
import classes from './condition-trace-view.module.css';
import { comparesWithNothing, useFactWords } from './fact-words.ts';
import { Spoken } from './spoken.tsx';

type Props = {
  readonly trace: ConditionTrace;
  /** The event that was evaluated: it says in which currency an amount is. */
  readonly event?: Event;
};

export function ConditionTraceView({ trace, event }: Props) {
  return (
    <ul className={classes['list']}>
      <Item trace={trace} {...(event ? { event } : {})} />
    </ul>
  );
}

function Item({ trace, event }: Props) {
  const { t } = useTranslation();
  const given = event ? { event } : {};
  if (trace.type === 'comparison') return <ComparisonItem trace={trace} {...given} />;
  const items = 'items' in trace ? trace.items : [trace.item];
  const [only] = items;
  // "All of these" of one thing is that thing.
  if (trace.type !== 'not' && trace.type !== 'named' && items.length === 1 && only)
    return <Item trace={only} {...given} />;
  const heading =
    trace.type === 'named'
      ? t('words.group.named', { name: trace.name })
      : t(`words.group.${trace.type}`);
  return (
    <li className={classes['item']} data-met={String(trace.met)}>
      <p className={classes['line']}>
        <Met met={trace.met} />
        <span className={classes['heading']}>{heading}</span>
      </p>
      <ul className={classes['nested']}>
        {items.map((item, index) => (
          // A trace never changes, so its places are its identity.
          // oxlint-disable-next-line react/no-array-index-key
          <Item key={index} trace={item} {...given} />
        ))}
      </ul>
    </li>
  );
}

function ComparisonItem({ trace, event }: { trace: ComparisonTrace; event?: Event }) {
  const { t } = useTranslation();
  const words = useFactWords();
  const needed = comparesWithNothing(trace.operator) ? '' : words.value(trace.needed, trace, event);
  return (
    <li className={classes['item']} data-met={String(trace.met)}>
      <p className={classes['line']}>
        <Met met={trace.met} />
        <span>
          <span className={classes['fact']}>{words.fact(trace)}</span>{' '}
          {words.operator(trace.operator)} <strong>{needed}</strong>
          <span className={classes['read']}>
            {trace.met === null
              ? t('words.notRead')
              : t('words.read', { value: words.value(trace.read, trace, event) })}
          </span>
        </span>
      </p>
    </li>
  );
}

function Met({ met }: { met: boolean | null }) {
  const { t } = useTranslation();
  const [word, Icon] =
    met === null
      ? (['unknown', IconMinus] as const)
      : met
        ? (['yes', IconCheck] as const)
        : (['no', IconX] as const);
  return (
    <span className={classes['met']} title={t(`words.met.${word}`)}>
      <Icon size={13} stroke={2.4} aria-hidden />
      <Spoken>{t(`words.met.${word}`)}: </Spoken>
    </span>
  );
}
