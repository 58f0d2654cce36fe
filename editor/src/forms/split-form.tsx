/** How many of a hundred customers go each way, and how many are left out to compare with. */
import { ActionIcon, Button, NumberInput, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SPLIT_WAYS } from '@recipro/schema';
import type { SplitNode } from '@recipro/schema';
import { useSessionStore } from '../session/use-session.ts';
import classes from './form.module.css';

const WHOLE = 100;

export function SplitForm({ node }: { node: SplitNode }) {
  const { t } = useTranslation();
  const store = useSessionStore();
  const { ways, holdout = 0, group } = node;
  const put = (change: Partial<SplitNode>) =>
    store.edit({ type: 'setStep', node: { ...node, ...change } });
  const total = ways.reduce((sum, { percent }) => sum + percent, holdout);
  const free = SPLIT_WAYS.find((out) => !ways.some((way) => way.out === out));
  const named = (text: string) => {
    const { group: _group, ...rest } = node;
    store.edit({ type: 'setStep', node: text === '' ? rest : { ...rest, group: text } });
  };
  return (
    <div className={classes['group']}>
      {ways.map(({ out, percent }, index) => (
        <div key={out} className={classes['pair']}>
          <Percent
            label={t('editor.draw.group', { name: t(`words.outcome.${out}`) })}
            value={percent}
            onChange={(next) => put({ ways: ways.with(index, { out, percent: next }) })}
          />
          {ways.length > 1 && (
            <Tooltip label={t('editor.draw.remove')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={30}
                aria-label={t('editor.draw.removeWhich', { name: t(`words.outcome.${out}`) })}
                onClick={() => put({ ways: ways.toSpliced(index, 1) })}
              >
                <IconTrash size={14} stroke={1.7} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </div>
      ))}
      <Percent
        label={t('words.outcome.holdout')}
        description={t('editor.draw.holdoutHint')}
        value={holdout}
        onChange={(next) => put({ holdout: next })}
      />
      <div className={classes['pair']}>
        <p className={classes['hint']} data-wrong={total !== WHOLE}>
          {t('editor.draw.total', { total })}
        </p>
        {free && (
          <Button
            size="compact-xs"
            variant="light"
            leftSection={<IconPlus size={13} stroke={2} aria-hidden />}
            onClick={() =>
              put({ ways: [...ways, { out: free, percent: Math.max(0, WHOLE - total) }] })
            }
          >
            {t('editor.draw.add')}
          </Button>
        )}
      </div>
      <TextInput
        size="xs"
        label={t('editor.draw.name')}
        description={t('editor.draw.nameHint')}
        maxLength={80}
        value={group ?? ''}
        onChange={(event) => named(event.currentTarget.value)}
      />
    </div>
  );
}

type PercentProps = {
  readonly label: string;
  readonly description?: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
};

function Percent({ label, description, value, onChange }: PercentProps) {
  return (
    <NumberInput
      size="xs"
      label={label}
      description={description}
      min={0}
      max={WHOLE}
      allowDecimal={false}
      suffix=" %"
      value={value}
      onChange={(next) => typeof next === 'number' && onChange(next)}
    />
  );
}
