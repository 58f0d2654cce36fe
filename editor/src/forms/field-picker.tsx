/** Chooses a value that the run can read: searched by name, grouped by where it comes from, each with the last value seen. */
import { Combobox, InputBase, useCombobox } from '@mantine/core';
import {
  IconAbc,
  IconCalendar,
  IconChevronDown,
  IconHash,
  IconList,
  IconMapPin,
  IconSearch,
  IconToggleLeft,
} from '@tabler/icons-react';
import type { TablerIcon } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FactRef } from '@recipro/schema';
import type { ValueType } from '@recipro/rules';
import { FIELD_GROUPS } from '../document/index.ts';
import type { Field } from '../document/index.ts';
import { useFactWords } from '../parts/fact-words.ts';
import { refKey, useFields } from '../session/use-fields.ts';
import classes from './field-picker.module.css';

const ICONS: Readonly<Record<ValueType, TablerIcon>> = {
  text: IconAbc,
  number: IconHash,
  boolean: IconToggleLeft,
  moment: IconCalendar,
  list: IconList,
  place: IconMapPin,
};

type Props = {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly node: string | null;
  readonly value: FactRef | null;
  readonly onChange: (ref: FactRef) => void;
  /** Only these types of value. */
  readonly types?: readonly ValueType[] | undefined;
  readonly error?: string | null | undefined;
  readonly description?: string | undefined;
};

export function FieldPicker(props: Props) {
  const { label, hideLabel = false, node, value, onChange, types, error, description } = props;
  const { t } = useTranslation();
  const words = useFactWords();
  const fields = useFields(node);
  const [search, setSearch] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch('');
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const groups = useMemo(() => {
    const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (field: Field) => {
      if (types && !types.includes(field.type)) return false;
      const text = `${words.fact(field.ref)} ${field.ref.path ?? ''}`.toLowerCase();
      return wanted.every((word) => text.includes(word));
    };
    return FIELD_GROUPS.map((group) => ({
      group,
      list: fields.list.filter((field) => field.group === group && fits(field)),
    })).filter(({ list }) => list.length > 0);
  }, [fields, words, search, types]);

  return (
    <Combobox
      store={combobox}
      shadow="none"
      width={320}
      position="bottom-start"
      onOptionSubmit={(key) => {
        const field = fields.list.find((each) => refKey(each.ref) === key);
        if (field) onChange(field.ref);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target targetType="button">
        <InputBase
          component="button"
          type="button"
          pointer
          size="xs"
          label={hideLabel ? undefined : label}
          description={description}
          error={error}
          aria-label={value ? `${label}: ${words.fact(value)}` : label}
          rightSection={<IconChevronDown size={14} stroke={1.8} aria-hidden />}
          rightSectionPointerEvents="none"
          onClick={() => combobox.toggleDropdown()}
        >
          {value ? (
            <span className={classes['chosen']}>{words.fact(value)}</span>
          ) : (
            <span className={classes['empty']}>{t('editor.field.choose')}</span>
          )}
        </InputBase>
      </Combobox.Target>
      <Combobox.Dropdown className={classes['dropdown']}>
        <Combobox.Search
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          placeholder={t('editor.field.search')}
          aria-label={t('editor.field.search')}
          leftSection={<IconSearch size={14} stroke={1.8} aria-hidden />}
          data-own-undo
        />
        <Combobox.Options mah={300} className={classes['options']}>
          {groups.map(({ group, list }) => (
            <Combobox.Group key={group} label={t(`editor.field.group.${group}`)}>
              {list.map((field) => (
                <FieldOption key={refKey(field.ref)} field={field} />
              ))}
            </Combobox.Group>
          ))}
          {groups.length === 0 && <Combobox.Empty>{t('editor.field.none')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function FieldOption({ field }: { field: Field }) {
  const { t } = useTranslation();
  const words = useFactWords();
  const Icon = ICONS[field.type];
  return (
    <Combobox.Option value={refKey(field.ref)} className={classes['option']}>
      <span className={classes['icon']} title={t(`editor.field.type.${field.type}`)}>
        <Icon size={14} stroke={1.8} aria-hidden />
      </span>
      <span className={classes['name']}>{words.fact(field.ref)}</span>
      {field.sample !== undefined && (
        <span className={classes['sample']}>{words.value(field.sample, field.ref)}</span>
      )}
    </Combobox.Option>
  );
}
