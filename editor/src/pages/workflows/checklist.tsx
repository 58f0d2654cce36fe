/** Four steps from nothing to the first run. Gone for good once something has run. */
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { read } from '../../api.ts';
import classes from './workflows.module.css';

export function Checklist() {
  const { t } = useTranslation();
  const workflows = useQuery(read.workflows()).data;
  const partners = useQuery(read.partners()).data;
  if (workflows === undefined || partners === undefined) return null;
  if (workflows.some((workflow) => workflow.runs > 0)) return null;

  const [firstWorkflow] = workflows;
  const [firstPartner] = partners;
  const steps = [
    { key: 'template', to: '/templates', done: workflows.length > 0 },
    { key: 'partners', to: '/partners', done: partners.length > 1 },
    {
      key: 'publish',
      to: firstWorkflow ? `/workflows/${firstWorkflow.id}` : '/templates',
      done: workflows.some((workflow) => workflow.liveVersion !== null),
    },
    {
      key: 'event',
      to: firstPartner ? `/partners/${firstPartner.id}` : '/partners',
      done: false,
    },
  ] as const;
  const next = steps.find((step) => !step.done);

  return (
    <ol className={classes['checklist']} aria-label={t('workflows.start.title')}>
      {steps.map((step, index) => (
        <li
          key={step.key}
          className={classes['step']}
          data-done={step.done}
          data-next={step === next}
          aria-current={step === next ? 'step' : undefined}
        >
          <span className={classes['number']} aria-hidden>
            {step.done ? <IconCheck size={14} stroke={2.4} /> : index + 1}
          </span>
          <div>
            <Link to={step.to} className={classes['stepLink']}>
              {t(`workflows.start.${step.key}`)}
            </Link>
            <p className={classes['stepText']}>
              {step.done ? t('workflows.start.done') : t(`workflows.start.${step.key}Text`)}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}
