/** One step of a run: what it was, how it ended, why, and what it changed. A list of them is the path. */
import {
  IconArrowsSplit2,
  IconBolt,
  IconFlag,
  IconHelpHexagon,
  IconNote,
  IconPlayerPlay,
  IconTable,
  IconTarget,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Event, TraceStep } from '@recipro/schema';
import { Badge } from './badge.tsx';
import type { Tone } from './badge.tsx';
import { ConditionTraceView } from './condition-trace-view.tsx';
import { useEffectWords } from './effect-words.ts';
import { JsonView } from './json-view.tsx';
import { spaced } from './names.ts';
import { useOutcome } from './outcome-words.ts';
import classes from './step-trace.module.css';

type Props = {
  readonly step: TraceStep;
  /** The step's title in its document; its id in words where it has none. */
  readonly title?: string | undefined;
  readonly event?: Event | undefined;
  /** Leaves out what a developer would want: parameters and raw results. */
  readonly brief?: boolean;
  /** Makes the title a button, where the step can be gone to. */
  readonly onChoose?: () => void;
  readonly chosen?: boolean;
};

const ICONS = {
  trigger: IconBolt,
  condition: IconHelpHexagon,
  table: IconTable,
  split: IconArrowsSplit2,
  action: IconPlayerPlay,
  goal: IconTarget,
  end: IconFlag,
  note: IconNote,
} as const;
const TONES: Readonly<Record<string, Tone>> = {
  yes: 'good',
  done: 'good',
  no: 'idle',
  declined: 'warn',
  next: 'idle',
  end: 'idle',
};

export function StepTrace({ step, title, event, brief = false, onChoose, chosen }: Props) {
  const { t } = useTranslation();
  const kind = isKind(step.kind) ? step.kind : 'action';
  const Icon = ICONS[kind];
  const outcome = useOutcome(step.outcome);
  const started = step.kind === 'trigger' || step.kind === 'end';
  const name = title ?? spaced(step.node);
  return (
    <li className={classes['step']} data-outcome={step.outcome} data-chosen={chosen}>
      <span className={classes['icon']}>
        <Icon size={16} stroke={1.7} aria-hidden />
      </span>
      <div className={classes['body']}>
        <p className={classes['head']}>
          <span className={classes['kind']}>{t(`words.kind.${kind}`)}</span>
          {onChoose ? (
            <button type="button" className={classes['title']} onClick={onChoose}>
              {name}
            </button>
          ) : (
            <span className={classes['title']}>{name}</span>
          )}
          {!started && <Badge tone={TONES[step.outcome] ?? 'idle'}>{outcome}</Badge>}
        </p>
        {step.declined && <p className={classes['declined']}>{step.declined.reason}</p>}
        {step.condition && (
          <ConditionTraceView trace={step.condition} {...(event ? { event } : {})} />
        )}
        {step.kind === 'table' && <TableTrace step={step} />}
        <Effects step={step} />
        {!brief && step.params && Object.keys(step.params).length > 0 && (
          <details className={classes['details']}>
            <summary>{t('words.params')}</summary>
            <JsonView
              label={step.action ?? t('words.params')}
              value={{ params: step.params, ...(step.result ? { result: step.result } : {}) }}
            />
          </details>
        )}
      </div>
    </li>
  );
}

/** Which rows applied, and what they gave. */
function TableTrace({ step }: { step: TraceStep }) {
  const { t, i18n } = useTranslation();
  const rows = step.params?.['rows'];
  if (!Array.isArray(rows) || step.result === undefined) return null;
  const list = new Intl.ListFormat(i18n.language, { type: 'conjunction' });
  const gave = Object.entries(step.result).map(([name, value]) =>
    t('words.gaveValue', {
      name: spaced(name),
      value: typeof value === 'string' ? value : JSON.stringify(value),
    }),
  );
  return (
    <p>
      {t('words.rows', {
        count: rows.length,
        rows: list.format(rows.map(String)),
        gave: list.format(gave),
      })}
    </p>
  );
}

function Effects({ step }: { step: TraceStep }) {
  const words = useEffectWords();
  const { t } = useTranslation();
  if (step.effects === undefined || step.outcome === 'declined') return null;
  if (step.effects.length === 0) return <p className={classes['none']}>{t('words.noEffects')}</p>;
  return (
    <ul className={classes['effects']}>
      {step.effects.map((effect, index) => (
        // The effects of a step are a fixed list, and two may be equal.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index}>{words(effect)}</li>
      ))}
    </ul>
  );
}

function isKind(kind: string): kind is keyof typeof ICONS {
  return kind in ICONS;
}
