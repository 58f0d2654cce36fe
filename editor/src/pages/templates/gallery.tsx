/** All templates as cards: what each is for, its path as a picture, whom and what it needs, and one click to use it. */
import { Button, Skeleton } from '@mantine/core';
import { IconCheck, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { TemplateView } from '@recipro/schema';
import { change, read } from '../../api.ts';
import { FormProblem } from '../../parts/form.tsx';
import { Message } from '../../parts/message.tsx';
import { PathPicture } from '../../parts/path-picture.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Spoken } from '../../parts/spoken.tsx';
import classes from './gallery.module.css';

const PLACEHOLDERS = [1, 2, 3] as const;

export function Gallery() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(read.templates());
  if (data === undefined) {
    if (error) return <Problem error={error} onRetry={() => void refetch()} />;
    return (
      <div className={classes['grid']} role="status" aria-label={t('shell.loading')}>
        {PLACEHOLDERS.map((place) => (
          <Skeleton key={place} height={360} radius="lg" />
        ))}
      </div>
    );
  }
  if (data.length === 0)
    return <Message title={t('templates.none')} text={t('templates.noneText')} />;
  return (
    <ul className={classes['grid']}>
      {data.map((template) => (
        <Card key={template.id} template={template} />
      ))}
    </ul>
  );
}

function Card({ template }: { template: TemplateView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const use = useMutation({
    mutationFn: () => change.createWorkflow({ template: template.id }),
    onSuccess: async (view) => {
      void client.invalidateQueries({ queryKey: ['workflows'] });
      await navigate(`/workflows/${view.document.id}`);
    },
  });
  const { document } = template;
  const steps = t('templates.stepsShown', { count: document.nodes.length });
  const tests = document.cases?.filter((one) => one.expect !== undefined).length ?? 0;
  return (
    <li className={classes['card']}>
      <div className={classes['picture']}>
        <PathPicture
          document={document}
          label={t('templates.picture', { name: template.name, steps })}
        />
      </div>
      <div className={classes['words']}>
        <h2 className={classes['name']}>{template.name}</h2>
        <p className={classes['description']}>{template.description}</p>
        <Needs template={template} />
        <FormProblem error={use.error} />
        <div className={classes['foot']}>
          <Button
            onClick={() => use.mutate()}
            loading={use.isPending}
            aria-label={t('templates.uses', { name: template.name })}
          >
            {t('templates.use')}
          </Button>
          <span className={classes['tests']}>{t('templates.tests', { count: tests })}</span>
        </div>
      </div>
    </li>
  );
}

/** Whom it needs (and whether they are here yet) and which events start it. */
function Needs({ template }: { template: TemplateView }) {
  const { t } = useTranslation();
  const partners = useQuery(read.partners()).data;
  const events = new Set(
    template.document.nodes.flatMap((node) => (node.kind === 'trigger' ? [node.event] : [])),
  );
  return (
    <dl className={classes['needs']}>
      <dt>{t('templates.partners')}</dt>
      <dd>
        {template.document.roles.map((role) => {
          const wanted = role.partner ?? role.suggestion?.id;
          const here = partners?.some((partner) => partner.id === wanted) ?? false;
          return (
            <span
              key={role.role}
              className={classes['need']}
              data-here={here}
              title={t(here ? 'templates.ready' : 'templates.missing')}
            >
              {here ? (
                <IconCheck size={13} stroke={2.2} aria-hidden />
              ) : (
                <IconPlus size={13} stroke={2.2} aria-hidden />
              )}
              {role.suggestion?.name ?? role.title}
              <Spoken>{t(here ? 'templates.ready' : 'templates.missing')}</Spoken>
            </span>
          );
        })}
      </dd>
      <dt>{t('templates.events')}</dt>
      <dd>
        {[...events].map((event) => (
          <code key={event}>{event}</code>
        ))}
      </dd>
    </dl>
  );
}
