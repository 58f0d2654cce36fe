/**
 * What would happen, always in view: a sample at the left, the dry run at the right, again after every edit.
 * A sample is tried out freely; it enters the document only when it is kept as a case.
 */
import { Button, Select, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Case } from '@recipro/schema';
import { read } from '../api.ts';
import { useDocument, useSessionStore } from '../session/use-session.ts';
import { AllCases } from './all-cases.tsx';
import { CustomerForm } from './customer-form.tsx';
import { EventForm } from './event-form.tsx';
import { Outcome } from './outcome.tsx';
import { expectation, madeUp } from './samples.ts';
import classes from './test-bench.module.css';
import { useSimulation } from './use-simulation.ts';

/** The chosen case with the edits tried on it. */
type Trial = { readonly index: number; readonly case: Case };

export function TestBench() {
  const { t } = useTranslation();
  const store = useSessionStore();
  const document = useDocument();
  const { data: seen } = useQuery(read.eventTypes());
  const cases = document.cases ?? [];
  const [picked, setPicked] = useState(0);
  const [trial, setTrial] = useState<Trial | null>(null);
  const [eventShown, setEventShown] = useState(0);
  const index = Math.min(picked, Math.max(cases.length - 1, 0));
  const original = cases[index] ?? madeUp(document, seen ?? [], t('editor.bench.newCase'));
  const sample = trial?.index === index ? trial.case : original;
  const event = Math.min(eventShown, (sample?.events.length ?? 1) - 1);
  const [stable, setStable] = useState(sample);
  // Made-up samples are new objects each time; only another content is another sample.
  if (stable !== sample && JSON.stringify(stable) !== JSON.stringify(sample)) setStable(sample);
  const { result, error } = useSimulation(stable, event);

  if (sample === null)
    return (
      <section className={classes['bench']} aria-label={t('editor.bench.title')}>
        <p className={classes['waiting']}>{t('editor.bench.needsEvent')}</p>
      </section>
    );

  const change = (next: Case) => setTrial({ index, case: next });
  const put = (at: number, kept: Case) => {
    store.edit({ type: 'putCase', index: at, case: kept });
    setTrial(null);
    setPicked(at);
  };
  const choose = (at: number) => {
    setTrial(null);
    setPicked(at);
    setEventShown(0);
  };
  const withExpectation = (kept: Case): Case =>
    result ? { ...kept, expect: expectation(result) } : kept;

  return (
    <section className={classes['bench']} aria-label={t('editor.bench.title')} data-own-undo>
      <div className={classes['given']}>
        <div className={classes['head']}>
          <Select
            size="xs"
            className={classes['pick']}
            aria-label={t('editor.bench.sample')}
            data={
              cases.length > 0
                ? cases.map((each, at) => ({ value: String(at), label: each.title }))
                : [{ value: '0', label: sample.title }]
            }
            value={String(index)}
            onChange={(value) => choose(Number(value ?? 0))}
            allowDeselect={false}
            comboboxProps={{ shadow: 'none', width: 'max-content' }}
          />
          {trial === null && cases.length > 0 ? null : (
            <>
              {cases.length > 0 && (
                <Button size="compact-xs" variant="subtle" onClick={() => setTrial(null)}>
                  {t('editor.bench.reset')}
                </Button>
              )}
              <Button
                size="compact-xs"
                variant="light"
                onClick={() => put(cases.length, withExpectation(fresh(sample, cases, t)))}
              >
                {t('editor.bench.keep')}
              </Button>
            </>
          )}
        </div>
        <Tabs defaultValue="event" className={classes['tabs']} keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="event">{t('editor.bench.event')}</Tabs.Tab>
            <Tabs.Tab value="customer">{t('editor.bench.customer')}</Tabs.Tab>
            <Tabs.Tab value="cases">{t('editor.bench.cases', { count: cases.length })}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="event" className={classes['panel']}>
            <EventForm
              sample={sample}
              shown={event}
              onShow={setEventShown}
              onChange={change}
              key={`${index}:${event}`}
            />
          </Tabs.Panel>
          <Tabs.Panel value="customer" className={classes['panel']}>
            <CustomerForm sample={sample} onChange={change} />
          </Tabs.Panel>
          <Tabs.Panel value="cases" className={classes['panel']}>
            <AllCases cases={cases} onChoose={choose} />
          </Tabs.Panel>
        </Tabs>
      </div>
      {/* It scrolls, so the keyboard must reach it too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div
        className={classes['happens']}
        role="group"
        aria-label={t('editor.bench.happens')}
        tabIndex={0}
      >
        <Outcome
          sample={sample}
          result={result}
          error={error}
          shown={event}
          onShow={setEventShown}
        />
      </div>
    </section>
  );
}

/** A case kept from a trial must not look like the one it came from. */
function fresh(sample: Case, cases: readonly Case[], t: TFunction): Case {
  const taken = cases.some((each) => each.title === sample.title);
  const title = taken ? t('editor.bench.variant', { title: sample.title }) : sample.title;
  return { ...sample, title: title.slice(0, 120) };
}
