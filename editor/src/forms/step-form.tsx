/** One step: its title, what it does, its problems in words, a note for colleagues, and how to be rid of it. */
import { ActionIcon, Select, Textarea, TextInput, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Node } from '@recipro/schema';
import { ConditionBuilder } from '../conditions/condition-builder.tsx';
import { StepIcon } from '../nodes/icons.tsx';
import { kinds } from '../nodes/kinds.ts';
import { usePartnerName } from '../parts/names.ts';
import { useStepWords } from '../session/phrases.ts';
import { useDocument, useSession, useSessionStore } from '../session/use-session.ts';
import { EventTypeInput } from './fields/event-type-field.tsx';
import classes from './inspector.module.css';
import { roleOptions } from './role-options.ts';
import { SchemaForm } from './schema-form.tsx';
import { TableForm } from './table-form.tsx';
import { SplitForm } from './split-form.tsx';
import { StepNumbers } from './step-numbers.tsx';

export function StepForm({ node }: { node: Node }) {
  const { t } = useTranslation();
  const store = useSessionStore();
  const words = useStepWords();
  const catalogue = useSession((session) => session.catalogue);
  const { id } = node;
  const kind = kinds[node.kind];
  const untitled = words.title({ ...node, title: '' });
  return (
    <>
      <div className={classes['head']} data-tone={kind.tone}>
        <span className={classes['icon']}>
          <StepIcon name={kind.icon(node, catalogue)} />
        </span>
        <h2 className={classes['kind']}>
          {node.kind === 'action'
            ? (catalogue.get(node.action)?.title ?? node.action)
            : t(`editor.node.${node.kind}`)}
        </h2>
        <Tooltip label={t('editor.form.delete')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={30}
            aria-label={t('editor.form.delete')}
            onClick={() => store.edit({ type: 'deleteSteps', ids: [id] })}
          >
            <IconTrash size={16} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes['body']}>
        <StepProblems id={id} />
        <TextInput
          size="xs"
          label={t('editor.form.stepTitle')}
          placeholder={untitled}
          maxLength={120}
          value={node.title ?? ''}
          onChange={(event) =>
            store.edit({ type: 'setTitle', id, title: event.currentTarget.value })
          }
        />
        <KindForm node={node} />
        <StepNumbers node={id} />
        <Textarea
          size="xs"
          label={t('editor.form.note')}
          placeholder={t('editor.form.noteHint')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2000}
          value={node.note ?? ''}
          onChange={(event) => store.edit({ type: 'setNote', id, note: event.currentTarget.value })}
        />
      </div>
    </>
  );
}

function StepProblems({ id }: { id: string }) {
  const { t } = useTranslation();
  const diagnostics = useSession((session) => session.diagnostics);
  // What concerns one parameter stands at its field.
  const mine = diagnostics.filter(
    (each) => each.node === id && !/\/params\/./.test(each.pointer ?? ''),
  );
  if (mine.length === 0) return null;
  return (
    <ul className={classes['problems']} aria-label={t('editor.problems.title')}>
      {mine.map((each) => (
        <li key={`${each.code} ${each.message}`} data-severity={each.severity}>
          {each.message}
        </li>
      ))}
    </ul>
  );
}

function KindForm({ node }: { node: Node }) {
  const { t } = useTranslation();
  const store = useSessionStore();
  const document = useDocument();
  const partner = usePartnerName();
  const catalogue = useSession((session) => session.catalogue);
  switch (node.kind) {
    case 'trigger':
      return (
        <>
          <EventTypeInput
            label={t('editor.form.event')}
            description={t('editor.form.eventHint')}
            required
            error={null}
            value={node.event}
            onChange={(event) => store.edit({ type: 'setTrigger', id: node.id, event })}
          />
          <Select
            size="xs"
            label={t('editor.form.from')}
            withAsterisk
            data={roleOptions(document.roles, partner)}
            value={node.from}
            onChange={(from) =>
              from !== null && store.edit({ type: 'setTrigger', id: node.id, from })
            }
            allowDeselect={false}
            comboboxProps={{ shadow: 'none' }}
          />
        </>
      );
    case 'condition':
      return (
        <ConditionBuilder
          node={node.id}
          value={node.conditions}
          onChange={(conditions) => store.edit({ type: 'setConditions', id: node.id, conditions })}
        />
      );
    case 'action': {
      const action = catalogue.get(node.action);
      if (!action) return <p>{t('editor.form.unknownAction', { action: node.action })}</p>;
      return (
        <>
          <p className={classes['summary']}>{action.summary}</p>
          <SchemaForm
            node={node}
            action={action}
            onChange={(params) => store.edit({ type: 'setParams', id: node.id, params })}
          />
        </>
      );
    }
    case 'table':
      return <TableForm node={node} />;
    case 'split':
      return <SplitForm node={node} />;
    case 'goal':
    case 'note':
    case 'end':
      return null;
    default:
      return node satisfies never;
  }
}
