/** What the sample would do: the path in words with every reason, then the books, messages and the rest, all marked as not real. */
import { useTranslation } from 'react-i18next';
import type { Case, Event, SimulateResult } from '@recipro/schema';
import { findNode } from '../document/index.ts';
import { Badge } from '../parts/badge.tsx';
import { StepTrace } from '../parts/step-trace.tsx';
import { useStepWords } from '../session/phrases.ts';
import { useDocument, useSession, useSessionStore } from '../session/use-session.ts';
import { Books } from './books.tsx';
import { useFailureWords } from './failure-words.ts';
import classes from './outcome.module.css';

type Props = {
  readonly sample: Case;
  readonly result: SimulateResult | null;
  readonly error: string | null;
  readonly shown: number;
  readonly onShow: (index: number) => void;
};

export function Outcome({ sample, result, error, shown, onShow }: Props) {
  const { t } = useTranslation();
  const failureWords = useFailureWords();
  if (error !== null)
    return (
      <p className={classes['error']} role="alert">
        {t('editor.bench.failed', { reason: error })}
      </p>
    );
  if (result === null) return <p className={classes['quiet']}>{t('editor.bench.running')}</p>;
  const run = result.runs.find((each) => each.event === shown);
  return (
    <div className={classes['outcome']}>
      <div className={classes['head']}>
        <h2 className={classes['title']}>{t('editor.bench.happens')}</h2>
        <Badge tone="idle">{t('editor.bench.notReal')}</Badge>
        {sample.expect && <Verdict failures={result.failures} />}
      </div>
      {result.failures.length > 0 && (
        <ul className={classes['failures']}>
          {result.failures.map((failure) => (
            <li key={failure.message}>{failureWords(failure)}</li>
          ))}
        </ul>
      )}
      {sample.events.length > 1 && (
        <div className={classes['events']} role="group" aria-label={t('editor.bench.whichEvent')}>
          {sample.events.map((event, index) => (
            <button
              // Events have no name of their own; their order is what tells them apart.
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              type="button"
              className={classes['event']}
              aria-pressed={index === shown}
              onClick={() => onShow(index)}
            >
              {index + 1}. {event.type}
            </button>
          ))}
        </div>
      )}
      {run?.trace ? (
        <Path trace={run.trace} event={asEvent(sample, shown)} />
      ) : (
        <p className={classes['quiet']}>{t('editor.bench.notTaken')}</p>
      )}
      <Books result={result} />
    </div>
  );
}

function Verdict({ failures }: Pick<SimulateResult, 'failures'>) {
  const { t } = useTranslation();
  return failures.length === 0 ? (
    <Badge tone="good">{t('editor.bench.passes')}</Badge>
  ) : (
    <Badge tone="bad">{t('editor.bench.fails')}</Badge>
  );
}

function Path({
  trace,
  event,
}: {
  trace: NonNullable<SimulateResult['runs'][number]['trace']>;
  event: Event;
}) {
  const store = useSessionStore();
  const document = useDocument();
  const words = useStepWords();
  const selected = useSession((session) => session.selection[0]);
  return (
    <ol className={classes['path']}>
      {trace.map((step) => {
        const node = findNode(document, step.node);
        return (
          <StepTrace
            key={step.node}
            step={step}
            title={node ? words.title(node) : undefined}
            event={event}
            brief
            chosen={selected === step.node}
            onChoose={() => store.select([step.node])}
          />
        );
      })}
    </ol>
  );
}

/** The sample's event in the form in which a run reads it, so that amounts find their currency. */
function asEvent(sample: Case, shown: number): Event {
  const event = sample.events[shown];
  return {
    specversion: '1.0',
    id: 'sample',
    source: 'sample',
    subject: 'sample',
    type: event?.type ?? 'sample',
    data: event?.data ?? {},
  };
}
