/** The workflow's own tests: run them all on the draft, see which hold, and open one that does not. */
import { ActionIcon, Button, UnstyledButton } from '@mantine/core';
import { IconCheck, IconPointFilled, IconTrash, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Case, CaseFailure, Workflow } from '@recipro/schema';
import { change } from '../api.ts';
import { useDocument, useSessionStore } from '../session/use-session.ts';
import classes from './all-cases.module.css';
import { useFailureWords } from './failure-words.ts';

type Props = { readonly cases: readonly Case[]; readonly onChoose: (index: number) => void };

type Failures = readonly CaseFailure[];
/** Failures by case, for the document that was run; another document has not been run yet. */
type Report = { readonly document: Workflow; readonly failures: readonly Failures[] };

export function AllCases({ cases, onChoose }: Props) {
  const { t } = useTranslation();
  const store = useSessionStore();
  const document = useDocument();
  const failureWords = useFailureWords();
  const all = useMutation({
    mutationFn: async (): Promise<Report> => {
      const failures: Failures[] = [];
      // One after the other: each is a few milliseconds, and the server has others to answer.
      for (const each of cases) {
        const result = await change.simulate({ document, case: each });
        failures.push(result.failures);
      }
      return { document, failures };
    },
  });
  const report = all.data?.document === document ? all.data.failures : null;
  const failed = report?.filter((list) => list.length > 0).length ?? 0;
  if (cases.length === 0) return <p className={classes['none']}>{t('editor.bench.noCases')}</p>;
  return (
    <div className={classes['all']}>
      <div className={classes['head']}>
        <Button
          size="compact-xs"
          variant="light"
          loading={all.isPending}
          onClick={() => all.mutate()}
        >
          {t('editor.bench.runAll')}
        </Button>
        <span role="status" className={classes['verdict']} data-failed={failed > 0}>
          {all.error?.message}
          {report &&
            (failed === 0
              ? t('editor.bench.allPass', { count: cases.length })
              : t('editor.bench.someFail', { failed, count: cases.length }))}
        </span>
      </div>
      <ul className={classes['list']}>
        {cases.map((each, index) => {
          const failures = report?.[index];
          return (
            <li key={each.title} className={classes['item']}>
              <UnstyledButton className={classes['open']} onClick={() => onChoose(index)}>
                <Mark failures={failures} />
                <span>
                  {each.title}
                  {failures?.map((failure) => (
                    <span key={failure.message} className={classes['failure']}>
                      {failureWords(failure)}
                    </span>
                  ))}
                </span>
              </UnstyledButton>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={26}
                aria-label={t('editor.bench.remove', { title: each.title })}
                onClick={() => store.edit({ type: 'removeCase', index })}
              >
                <IconTrash size={14} stroke={1.7} aria-hidden />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Mark({ failures }: { failures: Failures | undefined }) {
  const { t } = useTranslation();
  if (failures === undefined)
    return <IconPointFilled size={14} className={classes['mark']} aria-hidden />;
  const passes = failures.length === 0;
  const Icon = passes ? IconCheck : IconX;
  return (
    <Icon
      size={14}
      stroke={2.4}
      className={classes['mark']}
      data-passes={passes}
      aria-label={passes ? t('editor.bench.passes') : t('editor.bench.fails')}
    />
  );
}
